from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.follow import BUSY, MOVES_NS, SECOND, STAYS_NS, FollowView

AREA = Rect(8, 8, 1904, 1032)
M = Measures(4)
DESKS = [Desk(Spot(n), None) for n in range(16)]
LATER = 100 * SECOND


def in_front(view: FollowView) -> list[int]:
    layout = view.layout(AREA, DESKS, M)
    most = max(cell.area for cell in layout.cells.values())
    return [spot.session for spot, cell in layout.cells.items() if cell.area == most]


def busy(*sessions: int, level: float = 2 * BUSY) -> dict[Spot, float]:
    return {Spot(session): level for session in sessions}


def test_before_anything_changes_the_first_ones_are_in_front():
    assert in_front(FollowView()) == [0, 1, 2, 3]


def test_what_changes_comes_forward_into_the_place_of_what_was_still_longest():
    view = FollowView()
    before = view.layout(AREA, DESKS, M)
    view.follow(busy(0, 1, 3), LATER)
    assert view.follow(busy(0, 1, 3, 9), LATER + SECOND)
    after = view.layout(AREA, DESKS, M)
    assert in_front(view) == [0, 1, 9, 3]
    assert after.cells[Spot(9)] == before.cells[Spot(2)]
    assert after.cells[Spot(2)] == before.homes[Spot(2)]
    others = [Spot(n) for n in range(16) if n not in (2, 9)]
    assert [before.cells[spot] for spot in others] == [after.cells[spot] for spot in others]


def test_a_ticking_clock_brings_nothing_forward():
    view = FollowView()
    in_front(view)
    assert not view.follow(busy(9, level=BUSY / 2), LATER)


def test_one_comes_forward_at_a_time():
    view = FollowView()
    in_front(view)
    assert view.follow(busy(9, 10), LATER)
    assert not view.follow(busy(9, 10), LATER + MOVES_NS - 1)
    assert view.follow(busy(9, 10), LATER + MOVES_NS)
    assert {9, 10} <= set(in_front(view))


def test_while_all_in_front_are_busy_nothing_moves():
    view = FollowView()
    in_front(view)
    for step in range(60):
        view.follow(busy(0, 1, 2, 3), LATER + step * SECOND)
        assert not view.follow(busy(0, 1, 2, 3, 9, level=50 * BUSY), LATER + step * SECOND)


def test_one_that_came_forward_stays_for_a_while_after_its_last_change():
    view = FollowView()
    in_front(view)
    for number, session in enumerate((9, 10, 11, 12)):
        assert view.follow(busy(session), LATER + number * MOVES_NS)
    assert set(in_front(view)) == {9, 10, 11, 12}
    assert not view.follow(busy(13), LATER + 4 * MOVES_NS)
    assert view.follow(busy(13), LATER + STAYS_NS)
    assert in_front(view) == [13, 10, 11, 12]


def test_a_pinned_one_never_goes_back():
    view = FollowView()
    in_front(view)
    view.pin(Spot(2))
    for number, session in enumerate((9, 10, 11, 12, 13)):
        view.follow(busy(session), LATER + 10 * number * STAYS_NS)
    assert 2 in in_front(view)


def test_pinning_brings_forward():
    view = FollowView()
    in_front(view)
    view.pin(Spot(14))
    assert 14 in in_front(view)


def test_who_leaves_the_wall_leaves_a_place_to_the_next():
    view = FollowView()
    in_front(view)
    layout = view.layout(AREA, DESKS[1:], M)
    assert len(layout.cells) == 15
    most = max(cell.area for cell in layout.cells.values())
    assert sum(cell.area == most for cell in layout.cells.values()) == 4
