"""TRLE, by hand: what it adds to ZRLE's tiles, the palette that is used again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError

RED, GREEN, BLUE = 7, 0x38, 0xC0
WORDS = {RED: 0xFFFF0000, GREEN: 0xFF00FF00, BLUE: 0xFF0000FF}


def test_packed_and_run_tiles_share_a_palette() -> None:
    there = desk(Encoding.TRLE, "bgr233", 48, 1)
    there.feed(
        bytes([2, RED, GREEN, 0b10101010, 0b00001111])
        + bytes([127, 0b11110000, 0b11111111])
        + bytes([129, 1 | 128, 12, 0, 1, 0])
    )
    bits = "1010101000001111" + "1111000011111111" + "1111111111111010"
    assert there.picture.tolist() == [[WORDS[(RED, GREEN)[int(bit)]] for bit in bits]]


def test_a_raw_or_plain_run_tile_keeps_the_palette() -> None:
    there = desk(Encoding.TRLE, "bgr233", 64, 1)
    there.feed(
        bytes([3, RED, GREEN, BLUE, 0b00011011 & 0b00011010, 0, 0, 0])
        + bytes([0, *[BLUE] * 16])
        + bytes([128, GREEN, 15])
        + bytes([127, 0b10101010, 0, 0, 0])
    )
    expected = [RED, GREEN, BLUE, BLUE] + [RED] * 12
    expected[3] = BLUE
    row = expected + [BLUE] * 16 + [GREEN] * 16 + [BLUE] * 4 + [RED] * 12
    assert there.picture.tolist() == [[WORDS[value] for value in row]]


def test_a_solid_tile_is_a_palette_of_one() -> None:
    there = desk(Encoding.TRLE, "bgr233", 32, 2)
    there.feed(bytes([1, BLUE]) + bytes([127]))
    assert np.array_equal(there.picture, np.full((2, 32), WORDS[BLUE]))


@pytest.mark.parametrize("subencoding", [127, 129])
def test_a_palette_does_not_outlive_its_rectangle(subencoding: int) -> None:
    there = desk(Encoding.TRLE, "bgr233", 2, 1)
    there.feed(bytes([2, RED, GREEN, 0]))
    there.begin()
    with pytest.raises(DecodeError, match="TRLE tile 0 of 1 reuses a palette that there is not"):
        there.feed(bytes([subencoding, 0, 0]))


def test_seventeen_colours_cannot_be_packed_again() -> None:
    there = desk(Encoding.TRLE, "bgr233", 32, 1)
    first = bytes([130 + 15, *range(17)]) + bytes([0 | 128, 15])
    with pytest.raises(DecodeError, match="TRLE tile 1 of 2 has an unknown subencoding"):
        there.feed(first + bytes([127]) + bytes(16))
