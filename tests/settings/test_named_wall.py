import pytest

from vncwall.settings.named_wall import NamedWall, Place, ShownState, parse_place


def test_a_place_is_four_numbers_in_per_cent():
    assert parse_place("0,0,50,100") == Place(0, 0, 50, 100)
    assert parse_place(" 33.3%, 0%, 66.7%, 50% ") == Place(33.3, 0, 66.7, 50)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0,0,50", "is not a place"),
        ("a,0,50,50", "is not a place"),
        ("60,0,50,50", "ends beyond the wall"),
        ("0,60,50,50", "ends beyond the wall"),
        ("0,0,0.5,50", "is too small"),
        ("-1,0,50,50", "is not a place"),
    ],
)
def test_what_is_no_place_on_the_wall_is_told(text: str, said: str):
    with pytest.raises(ValueError, match=said):
        parse_place(text)


def test_places_that_touch_share_an_edge_at_any_size():
    for width in range(1, 400):
        left = parse_place("0,0,33.3,100").edges(width, 10)
        right = parse_place("33.3,0,66.7,100").edges(width, 10)
        assert left[2] == right[0]
        assert right[2] == width


def test_touching_is_not_overlapping():
    left, right = Place(0, 0, 50, 100), Place(50, 0, 50, 100)
    assert not left.overlaps(right)
    assert left.overlaps(Place(49, 0, 10, 10))


def test_a_wall_is_of_hosts_groups_and_tags_together():
    wall = NamedWall("w", hosts=("a",), groups=("g",), tags=("t",))
    assert wall.holds(name="a", group="", tags=())
    assert wall.holds(name="b", group="g", tags=())
    assert wall.holds(name="b", group="", tags=("x", "t"))
    assert not wall.holds(name="b", group="h", tags=("x",))


def test_a_wall_that_names_nobody_is_of_all():
    assert NamedWall("w", states=(ShownState.PROBLEM,)).holds(name="a", group="", tags=())
