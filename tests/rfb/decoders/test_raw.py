"""Raw, by hand."""

from __future__ import annotations

import numpy as np

from tests.support.desk import desk
from tests.support.rectangles import COLOUR_MAP
from vncwall.rfb.constants import Encoding


def test_the_fourth_byte_of_a_pixel_is_ignored() -> None:
    there = desk(Encoding.RAW, "rgb888", 2, 1)
    there.feed(bytes([0x33, 0x22, 0x11, 0x00, 0xCC, 0xBB, 0xAA, 0x7F]))
    assert there.picture.tolist() == [[0xFF112233, 0xFFAABBCC]]


def test_small_pixels_are_spread_to_the_full_range() -> None:
    there = desk(Encoding.RAW, "rgb565", 3, 1)
    there.feed(bytes([0x00, 0xF8, 0xE0, 0x07, 0x10, 0x84]))  # red, green, 16/31 32/63 16/31
    assert there.picture.tolist() == [[0xFFFF0000, 0xFF00FF00, 0xFF848284]]
    there = desk(Encoding.RAW, "bgr233", 4, 1)
    there.feed(bytes([0x07, 0x38, 0xC0, 0b01_100_010]))
    assert there.picture.tolist() == [[0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0xFF499255]]


def test_colour_map_indices_are_looked_up() -> None:
    there = desk(Encoding.RAW, "colour-map", 2, 2)
    there.feed(bytes([0, 255, 1, 0]))
    assert np.array_equal(there.picture, COLOUR_MAP[[[0, 255], [1, 0]]])


def test_a_large_rectangle_appears_as_it_arrives() -> None:
    there = desk(Encoding.RAW, "rgb888", 1000, 200)
    wire = np.random.default_rng(3).integers(0, 256, (200, 1000, 4), np.uint8)
    data = wire.tobytes()
    there.feed(data[: len(data) // 2])
    assert not there.is_done
    top = there.picture[:65].copy().view(np.uint8).reshape(65, 1000, 4)
    assert np.array_equal(top[..., :3], wire[:65, :, :3])
    assert there.reader.available < 1 << 18
    there.feed(data[len(data) // 2 :])
    assert there.is_done
    whole = there.picture.copy().view(np.uint8).reshape(200, 1000, 4)
    assert np.array_equal(whole[..., :3], wire[..., :3])
    assert (whole[..., 3] == 255).all()
