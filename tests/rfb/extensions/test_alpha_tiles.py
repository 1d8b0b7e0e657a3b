"""Tiles with alpha by themselves; pictures of them are in test_alpha_pixels.py."""

from __future__ import annotations

import numpy as np
import pytest

from vncwall.rfb.errors import DecodeError
from vncwall.rfb.extensions.alpha_tiles import read_tiles
from vncwall.rfb.reader import ByteReader

RED, BLUE = b"\xff\0\0\x80", b"\0\0\xff\xff"


def tiles(data: bytes, width: int, side: int) -> list[bytes]:
    """Return the pixels of one row of tiles, one pixel high."""
    reader = ByteReader()
    reader.feed(data)
    out = np.zeros((1, width, 4), np.uint8)
    assert list(read_tiles(out, reader, side)) == []
    assert reader.available == 0
    return [pixel.tobytes() for pixel in out[0]]


def test_trle_uses_a_palette_again_for_indices_and_runs() -> None:
    data = b"\2" + RED + BLUE + b"\x40\0" + b"\x7f\x80\0" + b"\x81\x81\1"
    expected = [RED, BLUE, *[RED] * 14, BLUE, *[RED] * 15, BLUE, BLUE]
    assert tiles(data, 34, 16) == expected


def test_trle_uses_the_colour_of_a_solid_tile_again_without_indices() -> None:
    data = b"\1" + RED + b"\x7f" + b"\x81\0" + b"\0" * 15
    assert tiles(data, 48, 16) == [RED] * 48


def test_a_long_run_goes_on_in_the_next_byte() -> None:
    reader = ByteReader()
    reader.feed(b"\x80" + RED + b"\xff\xff\0" + BLUE + b"\0")
    out = np.zeros((64, 8, 4), np.uint8)
    assert list(read_tiles(out, reader, 64)) == [], "511 of the first colour and one of the other"
    assert {pixel.tobytes() for pixel in out.reshape(-1, 4)[:511]} == {RED}
    assert out[-1, -1].tobytes() == BLUE


@pytest.mark.parametrize("kind", [17, 126, 127, 129])
def test_zrle_knows_no_such_tile(kind: int) -> None:
    with pytest.raises(DecodeError, match=f"unknown subencoding {kind}"):
        tiles(bytes([kind]), 1, 64)
