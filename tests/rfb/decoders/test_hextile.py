"""Hextile, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError

RAW, BACKGROUND, FOREGROUND, ANY, COLOURED = 1, 2, 4, 8, 16
RED, GREEN, BLUE = 7, 0x38, 0xC0
WORDS = {RED: 0xFFFF0000, GREEN: 0xFF00FF00, BLUE: 0xFF0000FF}


def test_background_and_foreground_are_kept_between_tiles() -> None:
    there = desk(Encoding.HEXTILE, "bgr233", 35, 16)
    there.feed(
        bytes([BACKGROUND | FOREGROUND | ANY, RED, GREEN, 1, 0x12, 0x20])  # 3x1 at 1,2
        + bytes([ANY, 2, 0x00, 0x00, 0xFF, 0x00])
        + bytes([0])
    )
    expected = np.full((16, 35), WORDS[RED])
    expected[2, 1:4] = WORDS[GREEN]
    expected[0, 16] = expected[15, 31] = WORDS[GREEN]
    assert np.array_equal(there.picture, expected)


def test_coloured_subrectangles_bring_their_colours() -> None:
    there = desk(Encoding.HEXTILE, "bgr233", 4, 4)
    there.feed(bytes([BACKGROUND | ANY | COLOURED, RED, 2, GREEN, 0, 0x33, BLUE, 0x11, 0x00]))
    expected = np.full((4, 4), WORDS[GREEN])
    expected[1, 1] = WORDS[BLUE]
    assert np.array_equal(there.picture, expected)


def test_a_raw_tile_ignores_the_other_flags() -> None:
    there = desk(Encoding.HEXTILE, "bgr233", 17, 1)
    there.feed(bytes([0xFF]) + bytes([RED, BLUE] * 8) + bytes([BACKGROUND, GREEN]))
    assert there.picture.tolist() == [[WORDS[RED], WORDS[BLUE]] * 8 + [WORDS[GREEN]]]


def test_colours_last_for_one_rectangle() -> None:
    there = desk(Encoding.HEXTILE, "bgr233", 1, 1)
    there.feed(bytes([BACKGROUND, RED]))
    there.begin()
    there.feed(bytes([0]))
    assert there.picture.tolist() == [[0xFF000000]]


@pytest.mark.parametrize("place", [(0x30, 0x10), (0x03, 0x01), (0xFF, 0xFF)])
def test_a_subrectangle_outside_its_tile_is_refused(place: tuple[int, int]) -> None:
    there = desk(Encoding.HEXTILE, "bgr233", 20, 4)
    with pytest.raises(DecodeError, match="subrectangle of tile 1 of 2 reaches outside"):
        there.feed(bytes([BACKGROUND, RED]) + bytes([FOREGROUND | ANY, BLUE, 1, *place]))
    there.assert_margin_untouched()
