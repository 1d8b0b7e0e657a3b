"""Pixels with alpha, as a Cursor With Alpha has them (rfbproto), in the encodings that keep it.

A pixel is always R, G, B, premultiplied alpha, whatever the format of the connection; a CPIXEL and
a TPIXEL have all four bytes, since all four are in use. The decoders know nothing of alpha, and a
cursor is small and rare, so it is decoded here, pixel by pixel. Its zlib streams are the ones of
the picture (rfbproto). CopyRect and the encodings of compressed pictures have no form with alpha.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.decoders.tight import TightDecoder
from vncwall.rfb.decoders.ultra import unpack
from vncwall.rfb.decoders.zlib import ZlibDecoder
from vncwall.rfb.decoders.zrle import ZRLEDecoder
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.extensions.alpha_tight import read_tight
from vncwall.rfb.extensions.alpha_tiles import PIXEL, Pixels, read_tiles
from vncwall.rfb.reader import ByteReader, Steps

_PIXEL = PIXEL


def read_pixels(encoding: int, rect: Rect, reader: ByteReader, desktop: Desktop) -> Steps[Pixels]:
    """Read a picture of the size of `rect`, which the caller has checked.

    Raises:
        DecodeError: an encoding that has no alpha or was not offered, or its data is wrong.
        LimitExceeded: a length in it is above the limits.
    """
    decoder = desktop.decoders.get(encoding)
    out = np.zeros((rect.height, rect.width, _PIXEL), np.uint8)
    if encoding == Encoding.RAW:
        _copy(out, (yield from reader.read(out.size)))
    elif encoding in (Encoding.RRE, Encoding.CORRE):
        yield from _read_rre(out, reader, 2 if encoding == Encoding.RRE else 1)
    elif encoding == Encoding.HEXTILE:
        yield from _read_hextile(out, reader)
    elif encoding == Encoding.TRLE and decoder is not None:
        yield from read_tiles(out, reader, 16)
    elif isinstance(decoder, ZRLEDecoder):
        packed = yield from _read_block(reader, desktop)
        # No tile says a pixel in more than 5 bytes, and none has more than its palette besides.
        tiles = -(-rect.width // 64) * -(-rect.height // 64)
        longest = rect.area * (_PIXEL + 1) + tiles * (1 + 127 * _PIXEL)
        _draw_tiles(out, decoder.stream.inflate_at_most(packed, longest))
    elif isinstance(decoder, TightDecoder):
        yield from read_tight(out, reader, desktop.limits, decoder.streams)
    elif isinstance(decoder, ZlibDecoder):
        packed = yield from _read_block(reader, desktop)
        _copy(out, decoder.stream.inflate(packed, out.size))
    elif encoding == Encoding.ULTRA and decoder is not None:
        data = unpack((yield from _read_block(reader, desktop)), out.size, "Cursor With Alpha")
        if len(data) != out.size:
            raise DecodeError(f"Cursor With Alpha holds {len(data)} bytes, {out.size} expected")
        _copy(out, data)
    else:
        reason = "was not offered" if decoder is None else "has no form with alpha"
        raise DecodeError(f"Cursor With Alpha in {encoding_name(encoding)}, which {reason}")
    return out


def _read_block(reader: ByteReader, desktop: Desktop) -> Steps[bytes]:
    """Read a U32 length and so many bytes of compressed data."""
    length = yield from reader.read_u32()
    desktop.limits.check(
        "Cursor With Alpha length", length, desktop.limits.compressed_rectangle_bytes
    )
    return (yield from reader.read(length))


def _draw_tiles(out: Pixels, data: bytes) -> None:
    """Draw the tiles of ZRLE, which have to be all of `data`."""
    reader = ByteReader()
    reader.feed(data)
    for _ in read_tiles(out, reader, 64):
        raise DecodeError("Cursor With Alpha ends in a tile of ZRLE")
    if reader.available:
        raise DecodeError(f"Cursor With Alpha has {reader.available} bytes after its last tile")


def _copy(out: Pixels, data: bytes) -> None:
    out[:] = np.frombuffer(data, np.uint8).reshape(out.shape)


def _read_rre(out: Pixels, reader: ByteReader, coordinate: int) -> Steps[None]:
    count = yield from reader.read_u32()
    pixels = out.shape[0] * out.shape[1]
    if count > pixels:
        raise DecodeError(f"Cursor With Alpha has {count} subrectangles in {pixels} pixels")
    out[:] = _pixel((yield from reader.read(_PIXEL)))
    for _ in range(count):
        colour = yield from reader.read(_PIXEL)
        data = yield from reader.read(4 * coordinate)
        x, y, width, height = (
            int.from_bytes(data[i : i + coordinate], "big")
            for i in range(0, 4 * coordinate, coordinate)
        )
        _fill(out, x, y, width, height, colour)


def _read_hextile(out: Pixels, reader: ByteReader) -> Steps[None]:
    background = foreground = bytes(_PIXEL)
    for top in range(0, out.shape[0], 16):
        for left in range(0, out.shape[1], 16):
            tile = out[top : top + 16, left : left + 16]
            flags = yield from reader.read_u8()
            if flags & 1:
                data = yield from reader.read(tile.size)
                tile[:] = np.frombuffer(data, np.uint8).reshape(tile.shape)
                continue
            if flags & 2:
                background = yield from reader.read(_PIXEL)
            if flags & 4:
                foreground = yield from reader.read(_PIXEL)
            tile[:] = _pixel(background)
            count = (yield from reader.read_u8()) if flags & 8 else 0
            for _ in range(count):
                colour = (yield from reader.read(_PIXEL)) if flags & 16 else foreground
                place, size = yield from reader.read(2)
                _fill(tile, place >> 4, place & 15, (size >> 4) + 1, (size & 15) + 1, colour)


def _fill(out: Pixels, x: int, y: int, width: int, height: int, colour: bytes) -> None:
    if x + width > out.shape[1] or y + height > out.shape[0]:
        raise DecodeError("Cursor With Alpha subrectangle reaches outside")
    out[y : y + height, x : x + width] = _pixel(colour)


def _pixel(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data, np.uint8)
