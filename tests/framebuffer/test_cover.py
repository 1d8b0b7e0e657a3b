import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vncwall.framebuffer.cover import CALL_PIXELS, cover
from vncwall.geometry import Rect, Size

SAME = Size(400, 300)
"""Of desktop and preview: rectangles are not changed by the reduction."""


@st.composite
def damaged_desktops(draw):
    size = Size(draw(st.integers(1, 90)), draw(st.integers(1, 90)))
    reduced = Size(draw(st.integers(1, size.width)), draw(st.integers(1, size.height)))
    rects = []
    for _ in range(draw(st.integers(0, 12))):
        x, y = draw(st.integers(0, size.width - 1)), draw(st.integers(0, size.height - 1))
        width = draw(st.integers(0, size.width - x))
        rects.append(Rect(x, y, width, draw(st.integers(0, size.height - y))))
    return size, reduced, rects


@given(damaged_desktops())
@settings(max_examples=150, deadline=None)
def test_every_reduced_pixel_whose_box_was_drawn_into_is_covered(desktop):
    size, reduced, rects = desktop
    drawn = np.zeros((size.height, size.width), bool)
    for rect in rects:
        drawn[rect.y : rect.bottom, rect.x : rect.right] = True

    covered = np.zeros((reduced.height, reduced.width), bool)
    for rect in cover(rects, size, reduced):
        assert not rect.is_empty
        assert Rect(0, 0, reduced.width, reduced.height).contains(rect)
        covered[rect.y : rect.bottom, rect.x : rect.right] = True

    for y in range(reduced.height):
        top, bottom = y * size.height // reduced.height, -(-(y + 1) * size.height // reduced.height)
        for x in range(reduced.width):
            left, right = x * size.width // reduced.width, -(-(x + 1) * size.width // reduced.width)
            assert covered[y, x] or not drawn[top:bottom, left:right].any()


def test_one_pixel_touches_every_reduced_pixel_whose_box_holds_it():
    source, reduced = Size(5, 1), Size(2, 1)  # boxes: columns 0-2 and 2-4
    assert cover([Rect(2, 0, 1, 1)], source, reduced) == [Rect(0, 0, 2, 1)]
    assert cover([Rect(1, 0, 1, 1)], source, reduced) == [Rect(0, 0, 1, 1)]


def test_side_by_side_rectangles_are_joined_into_one():
    row = [Rect(x, 3, 4, 2) for x in range(0, 40, 4)]
    assert cover(row, SAME, SAME) == [Rect(0, 3, 40, 2)]


def test_the_lines_of_a_scrolled_window_are_not_computed_again():
    window = Rect(10, 10, 200, 200)
    lines = [Rect(20, y, 150, 12) for y in range(150, 200, 14)]
    assert cover([window, *lines], SAME, SAME) == [window]
    assert cover([*lines, window], SAME, SAME) == [window]


def test_what_lies_apart_stays_apart():
    window, stamp = Rect(0, 0, 150, 120), Rect(160, 50, 70, 30)
    assert cover([window, stamp], SAME, SAME) == [window, stamp]


def test_small_ones_are_joined_where_another_call_would_cost_more():
    side = 3
    near = [Rect(0, 0, side, side), Rect(side + 2, 0, side, side)]
    assert 2 * side < CALL_PIXELS
    assert cover(near, SAME, SAME) == [Rect(0, 0, 2 * side + 2, side)]


def test_thousands_of_distant_rectangles_take_no_longer_each():
    size = Size(60000, 60000)
    scattered = [Rect(x, y, 1, 1) for y in range(0, 60000, 1000) for x in range(0, 60000, 1000)]
    assert cover(scattered, size, size) == scattered
