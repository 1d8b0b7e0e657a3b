"""ZRLE, by hand."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from tests.support.desk import Desk, desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError

RED, GREEN, BLUE = b"\x00\x00\xff", b"\x00\xff\x00", b"\xff\x00\x00"
WORDS = [0xFFFF0000, 0xFF00FF00, 0xFF0000FF]


def feed(there: Desk, tiles: bytes) -> None:
    data = zlib.compress(tiles)
    there.feed(struct.pack(">I", len(data)) + data)


def test_a_run_goes_on_from_row_to_row() -> None:
    there = desk(Encoding.ZRLE, "rgb888", 64, 10)
    feed(there, b"\x80" + RED + bytes([99]) + BLUE + bytes([255, 255, 29]))
    expected = np.array([WORDS[0]] * 100 + [WORDS[2]] * 540).reshape(10, 64)
    assert np.array_equal(there.picture, expected)


def test_rows_of_packed_indices_begin_at_bytes() -> None:
    there = desk(Encoding.ZRLE, "rgb888", 5, 2)
    feed(there, b"\3" + RED + GREEN + BLUE + bytes([0b00011000, 0b01000000, 0b10101010, 0]))
    expected = [[0, 1, 2, 0, 1], [2, 2, 2, 2, 0]]
    assert there.picture.tolist() == [[WORDS[index] for index in row] for row in expected]


def test_tiles_at_the_edges_are_narrower() -> None:
    there = desk(Encoding.ZRLE, "rgb888", 66, 65)
    feed(there, b"\1" + RED + b"\1" + GREEN + b"\1" + BLUE + b"\0" + GREEN + RED)
    expected = np.full((65, 66), WORDS[0])
    expected[:64, 64:] = WORDS[1]
    expected[64:, :64] = WORDS[2]
    expected[64, 64:] = [WORDS[1], WORDS[0]]
    assert np.array_equal(there.picture, expected)


def test_a_palette_may_be_larger_than_its_tile() -> None:
    there = desk(Encoding.ZRLE, "rgb888", 1, 1)
    feed(there, b"\xff" + RED * 126 + BLUE + bytes([126]))
    assert there.picture.tolist() == [[WORDS[2]]]


@pytest.mark.parametrize(
    ("tiles", "words"),
    [
        (b"\x11", "tile 0 of 1 has an unknown subencoding"),
        (b"\x7f", "tile 0 of 1 has an unknown subencoding"),
        (b"\x81", "tile 0 of 1 has an unknown subencoding"),
        (b"\3" + RED + GREEN + BLUE + b"\xff\xff", "has an index beyond its palette"),
        (b"\x82" + RED + GREEN + b"\2", "has an index beyond its palette"),
        (b"\x80" + RED + b"\x04", "has a run that is longer than the tile"),
        (b"\x82" + RED + GREEN + b"\x80\xff\xff\x00", "has a run that is longer than the tile"),
        (b"\x80" + RED + b"\x01", "data ends in tile 0 of 1"),
        (b"\0" + RED, "data ends in tile 0 of 1"),
        (b"", "data ends in tile 0 of 1"),
        (b"\1" + RED + b"\0", "has 1 bytes after its last tile"),
        (bytes(10_000), "more than the .* bytes it may hold"),
    ],
)
def test_what_breaks_the_rules_is_named(tiles: bytes, words: str) -> None:
    there = desk(Encoding.ZRLE, "rgb888", 2, 2)
    with pytest.raises(DecodeError, match=f"^ZRLE .*{words}"):
        feed(there, tiles)
    there.assert_margin_untouched()
