import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vncwall.fleet.region import MAX_RECTS, Region, join_runs
from vncwall.geometry import Rect

rects = st.builds(
    Rect, st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(0, 9)
)
actions = st.lists(st.tuples(st.booleans(), rects), max_size=30)


def painted(items: list[Rect]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    picture = np.zeros((40, 40), np.int64)
    for rect in items:
        picture[rect.y : rect.bottom, rect.x : rect.right] += 1
    return picture


@given(actions)
def test_a_region_holds_what_was_added_and_not_removed_each_pixel_once(
    script: list[tuple[bool, Rect]],
) -> None:
    region, expected = Region(), np.zeros((40, 40), np.int64)
    for is_added, rect in script:
        if is_added:
            region.add(rect)
        else:
            region.remove(rect)
        expected[rect.y : rect.bottom, rect.x : rect.right] = is_added
    assert np.array_equal(painted(region.rects), expected)
    assert region.area == expected.sum()


def test_many_rectangles_become_few_that_cover_them() -> None:
    region = Region(Rect(x * 10, y * 10, 2, 2) for x in range(40) for y in range(20))
    assert len(region.rects) <= MAX_RECTS
    assert all(
        any(known.contains(Rect(x * 10, y * 10, 2, 2)) for known in region.rects)
        for x in range(40)
        for y in range(20)
    )


def test_clipping_keeps_only_the_inside() -> None:
    region = Region([Rect(0, 0, 10, 10), Rect(20, 0, 10, 10)])
    assert region.clipped(Rect(5, 5, 10, 10)) == [Rect(5, 5, 5, 5)]


def test_neighbours_are_joined_to_one_box() -> None:
    cells = [Rect(x * 16, y * 16, 16, 16) for x in range(3) for y in range(2)]
    assert join_runs(cells) == [Rect(0, 0, 48, 32)]
