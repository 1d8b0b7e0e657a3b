"""The remote pointer, drawn by us."""

from __future__ import annotations

import numpy as np

from vncwall.geometry import Point, Rect
from vncwall.recording.pointer import Pointer

DESKTOP = Rect(0, 0, 20, 10)


def arrow() -> bytes:
    """Return 2x2 pixels: red, half green, clear, blue; BGRA."""
    return bytes([0, 0, 255, 255, 0, 255, 0, 128, 9, 9, 9, 0, 255, 0, 0, 255])


def test_it_is_seen_when_shape_and_place_are_known() -> None:
    pointer = Pointer()
    assert not pointer.is_visible
    pointer.take_shape(2, 2, Point(0, 0), arrow())
    assert not pointer.is_visible
    pointer.move(Point(3, 4))
    assert pointer.is_visible
    pointer.take_shape(0, 0, Point(0, 0), b"")
    assert not pointer.is_visible


def test_a_shape_without_all_of_its_pixels_is_none() -> None:
    pointer = Pointer()
    pointer.move(Point(3, 4))
    pointer.take_shape(2, 2, Point(0, 0), arrow()[:-1])
    assert not pointer.is_visible


def test_another_connection_begins_without_one() -> None:
    pointer = Pointer()
    pointer.move(Point(3, 4))
    pointer.take_shape(2, 2, Point(0, 0), arrow())
    pointer.gone()
    assert not pointer.is_visible


def test_the_hotspot_is_at_its_place_and_alpha_mixes() -> None:
    pointer = Pointer()
    pointer.take_shape(2, 2, Point(1, 0), arrow())
    pointer.move(Point(5, 6))
    frame = np.full((10, 20), 0xFF646464, np.uint32)
    whole = pointer.rect(1.0, DESKTOP)
    assert whole == Rect(4, 6, 2, 2)
    pointer.blend(frame, whole, whole)
    half = round(100 * 127 / 255)
    assert frame[6, 4] == 0xFFFF0000
    assert frame[6, 5] == 0xFF000000 | half << 16 | (128 + half) << 8 | half
    assert frame[7, 4] == 0xFF646464
    assert frame[7, 5] == 0xFF0000FF
    assert (frame != 0xFF646464).sum() == 3


def test_part_of_it_is_drawn_where_only_part_is_wanted() -> None:
    pointer = Pointer()
    pointer.take_shape(2, 2, Point(0, 0), arrow())
    pointer.move(Point(0, 0))
    frame = np.zeros((10, 20), np.uint32)
    pointer.blend(frame, Rect(0, 0, 2, 2), Rect(1, 1, 1, 1))
    assert frame[1, 1] == 0xFF0000FF
    assert np.count_nonzero(frame) == 1


def test_in_a_scaled_picture_it_is_scaled() -> None:
    pointer = Pointer()
    pointer.take_shape(2, 2, Point(0, 0), bytes([0, 0, 255, 255] * 4))
    pointer.move(Point(10, 8))
    whole = pointer.rect(0.5, Rect(2, 0, 10, 5))
    assert whole == Rect(7, 4, 1, 1)
    frame = np.zeros((10, 20), np.uint32)
    pointer.blend(frame, whole, whole)
    assert frame[4, 7] == 0xFFFF0000
