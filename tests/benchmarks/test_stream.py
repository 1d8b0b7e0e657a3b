from __future__ import annotations

import struct
import zlib

import pytest

from benchmarks import stream
from tests.support import wire
from vncwall.geometry import Size
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import BGR233, CANONICAL, PixelFormat


def cut(data: bytes, pixel_format: PixelFormat = CANONICAL) -> stream.Contents:
    return stream.cut(ServerInit(Size(64, 64), pixel_format, 0), data)


def items(work: bytearray) -> list[tuple[object, ...]]:
    """Read the work as peers/floor.c does: kind, stream, reset, inflated size, pixels, data."""
    found: list[tuple[object, ...]] = []
    position = 0
    while position < len(work):
        kind, number, is_reset, size, out_size, pixels, width, height = struct.unpack_from(
            "<cBBxIIIHH", work, position
        )
        position += 20
        data = bytes(work[position : position + size])
        position += size
        found.append((kind, number, is_reset, out_size, pixels, (width, height), data))
    return found


def test_zlib_chunks_of_tight_keep_stream_reset_and_size() -> None:
    chunk = zlib.compress(bytes(3 * 100))
    assert len(chunk) < 128
    full_colour = bytes([0b0001_0010, len(chunk)]) + chunk  # stream 1, of which a reset
    update = wire.update(wire.rectangle(0, 0, 10, 10, 7, full_colour))

    contents = cut(update)

    assert items(contents.work) == [(b"Z", 1, 1, 300, 100, (0, 0), chunk)]
    assert contents.rectangles == {"tight full colour": 1}


def test_palette_of_two_colours_is_packed_in_bits() -> None:
    chunk = zlib.compress(bytes(2 * 10))
    colours = bytes(6)
    data = bytes([0b0100_0000, 1, 1]) + colours + bytes([len(chunk)]) + chunk
    contents = cut(wire.update(wire.rectangle(0, 0, 10, 10, 7, data)))
    assert items(contents.work) == [(b"Z", 0, 0, 20, 100, (0, 0), chunk)]


def test_jpeg_and_fill_of_tight_are_told_apart() -> None:
    image = bytes(300)
    jpeg = bytes([0x90, 0x80 | 300 & 0x7F, 300 >> 7]) + image
    fill = bytes([0x80, 1, 2, 3])
    contents = cut(
        wire.update(wire.rectangle(0, 0, 8, 4, 7, jpeg), wire.rectangle(0, 0, 5, 5, 7, fill))
    )
    assert items(contents.work) == [
        (b"J", 0, 0, 0, 32, (8, 4), image),
        (b"P", 0, 0, 0, 25, (0, 0), b""),
    ]
    assert contents.is_jpeg_heavy


def test_zrle_hextile_and_raw_are_walked_in_the_format_of_the_stream() -> None:
    zrle = struct.pack(">I", 3) + b"abc"
    hextile = bytes([1]) + bytes(16 * 16) + bytes([2 | 8 | 16, 9, 2]) + bytes(2 * 3)
    data = wire.update(
        wire.rectangle(0, 0, 20, 20, 16, zrle),
        wire.rectangle(0, 0, 32, 16, 5, hextile),
        wire.raw(0, 0, 3, 3, b"\x07"),
        wire.rectangle(0, 0, 2, 2, 1, bytes(4)),
    )
    contents = cut(data + wire.BELL, BGR233)
    assert items(contents.work) == [
        (b"Z", 5, 0, 0, 400, (0, 0), b"abc"),
        (b"P", 0, 0, 0, 512, (0, 0), b""),
        (b"P", 0, 0, 0, 9, (0, 0), b""),
        (b"P", 0, 0, 0, 4, (0, 0), b""),
    ]
    assert (contents.updates, contents.rects, contents.pixels) == (1, 4, 925)


def test_pseudo_rectangles_are_no_work() -> None:
    cursor = wire.rectangle(0, 0, 9, 2, -239, bytes(9 * 2 * 4 + 2 * 2))
    update = wire.update(cursor, wire.desktop_size(9, 9), wire.LAST_RECT, count=0xFFFF)
    contents = cut(update + wire.cut_text(b"text") + wire.colour_map(0, (1, 2, 3)) + wire.BELL)
    assert (contents.updates, contents.rects, contents.work) == (1, 0, bytearray())


def test_unknown_encoding_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="encoding 99 at byte 16"):
        cut(wire.update(wire.rectangle(0, 0, 1, 1, 99)))
