"""ZRLE encoding (RFC 6143, 7.7.6): 64x64 tiles, the smallest of five forms, one zlib stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vncwall.fleet.deflate import DeflateStream
from vncwall.fleet.encoders.base import EncodeOptions, Encoder, rectangle_header
from vncwall.fleet.pixels import PixelPacker, Values, Words
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding

_TILE = 64
_PLAIN_RLE = 128
_MAX_PACKED = 16
_MAX_PALETTE = 127
_MAX_HEIGHT = 512
"""Taller rectangles are cut so that a client can show the upper part early."""


class ZRLEEncoder(Encoder):
    """Tiles of CPIXELs, deflated."""

    def __init__(self) -> None:
        self._stream = DeflateStream()

    def encode(
        self, rect: Rect, words: Words, packer: PixelPacker, options: EncodeOptions
    ) -> Iterator[bytes]:
        """Yield one rectangle for each 512 rows."""
        values = packer.values(words)
        for top in range(0, rect.height, _MAX_HEIGHT):
            band = values[top : top + _MAX_HEIGHT]
            tiles = b"".join(
                _encode_tile(band[y : y + _TILE, x : x + _TILE], packer)
                for y in range(0, band.shape[0], _TILE)
                for x in range(0, band.shape[1], _TILE)
            )
            data = self._stream.compress(tiles, options.compression)
            part = Rect(rect.x, rect.y + top, rect.width, band.shape[0])
            yield b"".join(
                (rectangle_header(part, Encoding.ZRLE), struct.pack(">I", len(data)), data)
            )


def _encode_tile(tile: Values, packer: PixelPacker) -> bytes:
    flat = np.ascontiguousarray(tile).reshape(-1)
    ordered = np.sort(flat)
    colour_count = 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))
    if colour_count == 1:
        return b"\x01" + packer.pack_cpixels(flat[:1])
    size = packer.bytes_per_cpixel
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
    lengths = np.diff(np.append(starts, len(flat)))
    extra_bytes = int(np.sum((lengths - 1) // 255))
    plain_rle_size = len(starts) * (size + 1) + extra_bytes
    best, best_size = "raw", len(flat) * size
    if plain_rle_size < best_size:
        best, best_size = "plain", plain_rle_size
    palette: Values = flat[:0]
    if colour_count <= _MAX_PALETTE:
        palette = np.concatenate((ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]))
        long_runs = int(np.count_nonzero(lengths > 1))
        palette_rle_size = colour_count * size + len(starts) + long_runs + extra_bytes
        if palette_rle_size < best_size:
            best, best_size = "palette", palette_rle_size
        if colour_count <= _MAX_PACKED:
            bits = _bits(colour_count)
            packed_size = colour_count * size + -(-tile.shape[1] * bits // 8) * tile.shape[0]
            # Deflate does better on packed pixels than the plain sizes say.
            if packed_size < best_size * 2:
                best = "packed"
    if best == "raw":
        return b"\x00" + packer.pack_cpixels(flat)
    if best == "plain":
        pixels = packer.cpixel_bytes(flat[starts])
        return bytes((_PLAIN_RLE,)) + _runs(pixels, lengths, np.ones(len(starts), bool))
    colours = packer.pack_cpixels(palette)
    if best == "packed":
        indices = np.searchsorted(palette, tile).astype(np.uint8)
        return bytes((colour_count,)) + colours + _pack(indices, _bits(colour_count))
    indices = np.searchsorted(palette, flat[starts]).astype(np.uint8)
    is_long = lengths > 1
    indices[is_long] |= 0x80
    head = bytes((_PLAIN_RLE + colour_count,)) + colours
    return head + _runs(indices.reshape(-1, 1), lengths, is_long)


def _bits(colour_count: int) -> int:
    return 1 if colour_count == 2 else 2 if colour_count <= 4 else 4


def _pack(indices: NDArray[np.uint8], bits: int) -> bytes:
    """Pack rows of palette indices, leftmost in the highest bits, each row to a whole byte."""
    if bits == 1:
        return np.packbits(indices, axis=1).tobytes()
    per_byte = 8 // bits
    height, width = indices.shape
    padded = np.zeros((height, -(-width // per_byte) * per_byte), np.uint8)
    padded[:, :width] = indices
    groups = padded.reshape(height, -1, per_byte)
    packed = np.zeros(groups.shape[:2], np.uint8)
    for position in range(per_byte):
        packed |= groups[:, :, position] << np.uint8(8 - bits * (position + 1))
    return packed.tobytes()


def _runs(
    heads: NDArray[np.uint8], lengths: NDArray[np.int64], has_length: NDArray[np.bool_]
) -> bytes:
    """Return heads (n, k), each followed by its run length where `has_length`.

    A length is written as length - 1: bytes of 255 and then a smaller one (RFC 6143, 7.7.6).
    """
    width = heads.shape[1]
    full, rest = np.divmod(lengths - 1, 255)
    sizes = width + np.where(has_length, full + 1, 0)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    out = np.full(int(ends[-1]), 255, np.uint8)
    for column in range(width):
        out[starts + column] = heads[:, column]
    out[ends[has_length] - 1] = rest[has_length]
    return out.tobytes()
