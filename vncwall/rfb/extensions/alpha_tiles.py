"""Tiles of TRLE and ZRLE whose pixels have alpha (RFC 6143, 7.7.5 and 7.7.6): four bytes each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

Pixels = NDArray[np.uint8]  # (height, width, 4): R, G, B, alpha

PIXEL = 4
"""Bytes of a pixel."""

_RAW, _SOLID, _LARGEST_PACKED, _PLAIN_RUNS = 0, 1, 16, 128
_REUSE_PACKED, _REUSE_RUNS = 127, 129


def read_tiles(out: Pixels, reader: ByteReader, side: int) -> Steps[None]:
    """Read tiles of `side` by `side` into `out`.

    Raises:
        DecodeError: a tile that cannot be.
    """
    palette = np.zeros((0, PIXEL), np.uint8)
    for top in range(0, out.shape[0], side):
        for left in range(0, out.shape[1], side):
            tile = out[top : top + side, left : left + side]
            kind = yield from reader.read_u8()
            if kind == _RAW:
                tile[:] = _colours((yield from reader.read(tile.size))).reshape(tile.shape)
                continue
            if kind == _PLAIN_RUNS:
                yield from _read_runs(tile, reader, None)
                continue
            if side == 16 and kind in (_REUSE_PACKED, _REUSE_RUNS):
                if not len(palette):
                    raise _broken("reuses a palette that there is not")
            elif kind <= _LARGEST_PACKED or kind > _REUSE_RUNS:
                size = kind & 127
                palette = _colours((yield from reader.read(size * PIXEL)))
            else:
                raise _broken(f"has the unknown subencoding {kind}")
            if kind == _SOLID or (kind == _REUSE_PACKED and len(palette) == 1):
                tile[:] = palette[0]
            elif kind < _PLAIN_RUNS:
                yield from _read_packed(tile, reader, palette)
            else:
                yield from _read_runs(tile, reader, palette)


def _read_packed(tile: Pixels, reader: ByteReader, palette: Pixels) -> Steps[None]:
    height, width = tile.shape[:2]
    bits = 1 if len(palette) <= 2 else 2 if len(palette) <= 4 else 4
    if len(palette) > _LARGEST_PACKED:
        raise _broken(f"packs indices of a palette of {len(palette)}")
    row_size = (width * bits + 7) // 8
    data = np.frombuffer((yield from reader.read(row_size * height)), np.uint8)
    samples = np.unpackbits(data.reshape(height, row_size), axis=1).reshape(height, -1, bits)
    index = np.packbits(samples, axis=2)[:, :width, 0] >> (8 - bits)
    if index.max() >= len(palette):
        raise _broken("has an index beyond its palette")
    tile[:] = palette[index]


def _read_runs(tile: Pixels, reader: ByteReader, palette: Pixels | None) -> Steps[None]:
    """Read runs of colours, or of indices into `palette`."""
    pixels = np.empty((tile.shape[0] * tile.shape[1], PIXEL), np.uint8)
    at = 0
    while at < len(pixels):
        is_run = True
        if palette is None:
            colour = _colours((yield from reader.read(PIXEL)))[0]
        else:
            index = yield from reader.read_u8()
            is_run, index = index > 127, index & 127
            if index >= len(palette):
                raise _broken("has an index beyond its palette")
            colour = palette[index]
        length = 1
        while is_run:
            more = yield from reader.read_u8()
            length += more
            if length > len(pixels) - at:
                raise _broken("has a run that is longer than the tile")
            is_run = more == 255
        pixels[at : at + length] = colour
        at += length
    tile[:] = pixels.reshape(tile.shape)


def _colours(data: bytes) -> Pixels:
    return np.frombuffer(data, np.uint8).reshape(-1, PIXEL)


def _broken(how: str) -> DecodeError:
    return DecodeError(f"Cursor With Alpha: a tile {how}")
