"""Pixels with alpha, as a Cursor With Alpha has them (rfbproto), in the encodings that keep it.

A pixel is always R, G, B, premultiplied alpha, whatever the format of the connection; a CPIXEL has
all four bytes, since all four are in use. The decoders know nothing of alpha, and a cursor is
small and rare, so it is decoded here, pixel by pixel. Tight and its kin have no form with alpha.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.decoders.zlib import ZlibDecoder
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

Pixels = NDArray[np.uint8]  # (height, width, 4): R, G, B, alpha

_PIXEL = 4


def read_pixels(encoding: int, rect: Rect, reader: ByteReader, desktop: Desktop) -> Steps[Pixels]:
    """Read a picture of the size of `rect`, which the caller has checked.

    Raises:
        DecodeError: an encoding that has no alpha or was not offered, or its data is wrong.
    """
    decoder = desktop.decoders.get(encoding)
    out = np.zeros((rect.height, rect.width, _PIXEL), np.uint8)
    if encoding == Encoding.RAW:
        data = yield from reader.read(out.size)
        out[:] = np.frombuffer(data, np.uint8).reshape(out.shape)
    elif encoding in (Encoding.RRE, Encoding.CORRE):
        yield from _read_rre(out, reader, 2 if encoding == Encoding.RRE else 1)
    elif encoding == Encoding.HEXTILE:
        yield from _read_hextile(out, reader)
    elif isinstance(decoder, ZlibDecoder):
        limits = desktop.limits
        length = yield from reader.read_u32()
        limits.check("Cursor With Alpha length", length, limits.compressed_rectangle_bytes)
        packed = yield from reader.read(length)
        # The stream is the one of the picture (rfbproto).
        data = decoder.stream.inflate(packed, out.size)
        out[:] = np.frombuffer(data, np.uint8).reshape(out.shape)
    else:
        raise DecodeError(f"Cursor With Alpha in {encoding_name(encoding)} cannot be read")
    return out


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
