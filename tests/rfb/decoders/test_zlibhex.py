"""ZlibHex, by hand."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError

RED, BLUE = b"\0\0\xff\0", b"\xff\0\0\0"
RED_WORD, BLUE_WORD = 0xFFFF0000, 0xFF0000FF


def sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def test_deflated_tiles_of_both_kinds_and_plain_ones() -> None:
    raw, hexed = zlib.compressobj(), zlib.compressobj()

    def flushed(stream: object, data: bytes) -> bytes:
        return stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)  # type: ignore[attr-defined]

    there = desk(Encoding.ZLIBHEX, "rgb888", 64, 1)
    tiles = (
        b"\x20" + sized(flushed(raw, RED * 16)),
        # background red, foreground blue, one subrectangle: the pixel at 1, 0
        b"\x4e" + sized(flushed(hexed, RED + BLUE + b"\1\x10\0")),
        # plain, and the colours go on
        b"\x08\1\x20\0",
        b"\x60" + sized(flushed(raw, BLUE * 16)),  # both bits: a raw tile
    )
    there.feed(b"".join(tiles))
    assert there.is_done
    red, blue = RED_WORD, BLUE_WORD
    middle = [red, blue] + [red] * 14 + [red, red, blue] + [red] * 13
    assert there.picture.tolist() == [[red] * 16 + middle + [blue] * 16]


@pytest.mark.parametrize(
    ("tile", "text"),
    [
        (b"\x80", "unknown flag 128"),
        (b"\x48" + sized(zlib.compress(b"\1\xff\xff")), "is not a tile"),
        (b"\x42" + sized(zlib.compress(RED + b"rest")), "is not a tile"),
        (b"\x4a" + sized(zlib.compress(RED + b"\2\0\0")), "not a tile|not whole"),
        (b"\x20" + sized(zlib.compress(RED)), "inflates to 4 bytes, 256 expected"),
        (b"\x40" + sized(zlib.compress(bytes(9999))), "inflates to more than the 1539"),
    ],
)
def test_broken_tiles(tile: bytes, text: str) -> None:
    there = desk(Encoding.ZLIBHEX, "rgb888", 8, 8)
    with pytest.raises(DecodeError, match=text):
        there.feed(tile)
