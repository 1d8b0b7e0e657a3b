"""Sizes, points and rectangles."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall import geometry
from vncwall.geometry import Rect, Size, bounding_box, subtract

rects = st.builds(
    Rect, st.integers(0, 30), st.integers(0, 30), st.integers(1, 9), st.integers(0, 9)
)


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(geometry).failed == 0


@pytest.mark.parametrize(
    ("size", "box", "fitted"),
    [
        (Size(1920, 1080), Size(320, 320), Size(320, 180)),
        (Size(1080, 1920), Size(320, 320), Size(180, 320)),
        (Size(100, 50), Size(400, 400), Size(100, 50)),
        (Size(10000, 1), Size(100, 100), Size(100, 1)),
        (Size(0, 0), Size(100, 100), Size(1, 1)),
    ],
)
def test_size_fits_inside_with_its_aspect(size: Size, box: Size, fitted: Size) -> None:
    assert size.fit_inside(box) == fitted


def test_size_is_enlarged_only_when_asked() -> None:
    assert Size(100, 50).fit_inside(Size(400, 400), enlarge=True) == Size(400, 200)


def test_rectangle_is_half_open() -> None:
    rect = Rect(2, 3, 4, 5)
    assert (rect.right, rect.bottom, rect.area, rect.size) == (6, 8, 20, Size(4, 5))
    assert rect.contains_point(5, 7)
    assert not rect.contains_point(6, 7)
    assert not rect.contains_point(5, 8)


def test_empty_rectangle_has_no_area_and_adds_nothing() -> None:
    empty = Rect(50, 50, -3, 7)
    assert (empty.is_empty, empty.area) == (True, 0)
    assert empty.union(Rect(1, 1, 2, 2)) == Rect(1, 1, 2, 2)
    assert Rect(1, 1, 2, 2).union(empty) == Rect(1, 1, 2, 2)


def test_disjoint_rectangles_have_an_empty_intersection() -> None:
    assert Rect(0, 0, 2, 2).intersection(Rect(5, 5, 2, 2)).is_empty


def test_containment_is_of_every_pixel() -> None:
    assert Rect(0, 0, 4, 4).contains(Rect(0, 0, 4, 4))
    assert not Rect(0, 0, 4, 4).contains(Rect(1, 0, 4, 4))


def test_bounding_box_covers_all() -> None:
    assert bounding_box([Rect(5, 5, 1, 1), Rect(0, 8, 2, 2)]) == Rect(0, 5, 6, 5)
    assert bounding_box([]).is_empty


def test_moved_and_shrunk_rectangle() -> None:
    assert Rect(1, 2, 10, 10).translate(3, -1) == Rect(4, 1, 10, 10)
    assert Rect(1, 2, 10, 10).inset(2) == Rect(3, 4, 6, 6)
    assert Rect(1, 2, 10, 10).inset(-1) == Rect(0, 1, 12, 12)


def pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@given(rects, rects)
def test_subtract_leaves_the_rest_each_pixel_once(rect: Rect, hole: Rect) -> None:
    pieces = [pixels(piece) for piece in subtract(rect, hole)]
    assert sum(map(len, pieces)) == len(pixels(rect) - pixels(hole))
    assert set().union(*pieces) == pixels(rect) - pixels(hole)
