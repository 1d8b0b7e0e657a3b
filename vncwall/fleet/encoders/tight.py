"""Tight encoding (rfbproto, Tight): fill, two colours, palette, copy, gradient and JPEG.

A rectangle is cut into tiles and each tile takes the cheapest form its colours allow: one colour
is a fill, up to 256 are indices into a palette, more are JPEG where the client named a quality
level, and else the pixels themselves, after the gradient filter where that leaves smaller numbers.
Neighbouring fills of one colour are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from vncwall.fleet.deflate import DeflateStream
from vncwall.fleet.encoders.base import EncodeOptions, Encoder, rectangle_header
from vncwall.fleet.pixels import PixelPacker, Values, Words
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding

_TILE_WIDTH, _TILE_HEIGHT = 256, 128
_FILL, _JPEG = 0x80, 0x90
_HAS_FILTER = 0x40
_PALETTE, _GRADIENT = 1, 2
_STREAM_COPY, _STREAM_MONO, _STREAM_PALETTE, _STREAM_GRADIENT = range(4)
_OTHER_LEVEL = 10
"""Differs from every level: the stream is to begin anew."""
_MIN_TO_COMPRESS = 12
"""Shorter data is sent as it is, without a length."""
_MAX_PALETTE = 256
_MIN_JPEG_PIXELS = 1024
"""Smaller tiles cost less losslessly than the headers of a JPEG file."""

JPEG_QUALITIES = (15, 25, 35, 45, 58, 68, 78, 85, 92, 97)
"""libjpeg quality of the levels 0-9. Levels are relative by definition (RFC 6143, 7.8)."""
_FULL_CHROMA_FROM = 7
"""From this level on colours are not subsampled, so that coloured text stays sharp."""


class TightEncoder(Encoder):
    """Tiles in the cheapest form, with four zlib streams."""

    is_shareable = True

    def __init__(self) -> None:
        self._streams = [DeflateStream() for _ in range(4)]
        self._levels = [-1, -1, -1, -1]

    @classmethod
    def shared(cls) -> Self:
        """Return an encoder that begins each stream anew, and tells the client so."""
        encoder = cls()
        encoder._levels = [_OTHER_LEVEL] * 4
        return encoder

    def encode(
        self, rect: Rect, words: Words, packer: PixelPacker, options: EncodeOptions
    ) -> Iterator[bytes]:
        """Yield one rectangle a tile, fills joined."""
        values = packer.values(words)
        for y in range(0, rect.height, _TILE_HEIGHT):
            fill_colour: int | None = None
            fill_rect = Rect(0, 0, 0, 0)
            height = min(_TILE_HEIGHT, rect.height - y)
            for x in range(0, rect.width, _TILE_WIDTH):
                width = min(_TILE_WIDTH, rect.width - x)
                tile = values[y : y + height, x : x + width]
                part = Rect(rect.x + x, rect.y + y, width, height)
                first = int(tile[0, 0])
                if bool(np.all(tile == tile[0, 0])):
                    if first == fill_colour:
                        fill_rect = fill_rect.union(part)
                        continue
                    if fill_colour is not None:
                        yield self._fill(fill_rect, fill_colour, packer)
                    fill_colour, fill_rect = first, part
                    continue
                if fill_colour is not None:
                    yield self._fill(fill_rect, fill_colour, packer)
                    fill_colour = None
                source = words[y : y + height, x : x + width]
                yield self._tile(part, tile, source, packer, options)
            if fill_colour is not None:
                yield self._fill(fill_rect, fill_colour, packer)

    def _fill(self, rect: Rect, colour: int, packer: PixelPacker) -> bytes:
        pixel = packer.pack_tpixels(np.array([colour], packer.dtype))
        return rectangle_header(rect, Encoding.TIGHT) + bytes((_FILL,)) + pixel

    def _tile(
        self,
        rect: Rect,
        tile: Values,
        source: Words,
        packer: PixelPacker,
        options: EncodeOptions,
    ) -> bytes:
        header = rectangle_header(rect, Encoding.TIGHT)
        level = options.compression
        ordered = np.sort(tile, axis=None)
        changes = ordered[1:] != ordered[:-1]
        colour_count = 1 + int(np.count_nonzero(changes))
        limit = 2 if packer.bytes_per_pixel == 1 else _MAX_PALETTE
        if colour_count <= limit:
            palette = np.concatenate((ordered[:1], ordered[1:][changes]))
            indices = np.searchsorted(palette, tile).astype(np.uint8)
            stream = _STREAM_PALETTE
            data = indices.tobytes()
            if colour_count == 2:
                stream, data = _STREAM_MONO, np.packbits(indices, axis=1).tobytes()
            prefix = bytes((_PALETTE, colour_count - 1)) + packer.pack_tpixels(palette)
            return header + self._basic(stream, prefix, data, level)
        if (
            options.jpeg_quality is not None
            and packer.bytes_per_pixel > 1
            and tile.size >= _MIN_JPEG_PIXELS
        ):
            data = _jpeg(source, options.jpeg_quality)
            return b"".join((header, bytes((_JPEG,)), _compact(len(data)), data))
        if packer.bytes_per_tpixel == 3:
            residues = _gradient(packer.channels(tile).astype(np.int16))
            if _is_smooth(residues):
                data = residues.tobytes()
                return header + self._basic(_STREAM_GRADIENT, bytes((_GRADIENT,)), data, level)
        data = packer.pack_tpixels(tile)
        return header + self._basic(_STREAM_COPY, b"", data, level)

    def _basic(self, stream: int, prefix: bytes, data: bytes, level: int) -> bytes:
        """Return control byte, filter and data of basic compression."""
        control = stream << 4 | (_HAS_FILTER if prefix else 0)
        if len(data) < _MIN_TO_COMPRESS:
            return bytes((control,)) + prefix + data
        if level != self._levels[stream]:
            if self._levels[stream] >= 0:
                self._streams[stream].reset()
                control |= 1 << stream
            self._levels[stream] = level
        compressed = self._streams[stream].compress(data, level)
        return b"".join((bytes((control,)), prefix, _compact(len(compressed)), compressed))


def _compact(length: int) -> bytes:
    """Return a length in 1 to 3 bytes of 7, 7 and 8 bits, low bits first."""
    if length < 1 << 7:
        return bytes((length,))
    if length < 1 << 14:
        return bytes((length & 0x7F | 0x80, length >> 7))
    return bytes((length & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length >> 14))


def _gradient(channels: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Return each channel's difference from left + above - above-left, clamped to 0..255."""
    padded = np.zeros((channels.shape[0] + 1, channels.shape[1] + 1, channels.shape[2]), np.int16)
    padded[1:, 1:] = channels
    prediction = np.clip(padded[1:, :-1] + padded[:-1, 1:] - padded[:-1, :-1], 0, 255)
    residues: NDArray[np.uint8] = (channels - prediction).astype(np.uint8)
    return residues


def _is_smooth(residues: NDArray[np.uint8]) -> bool:
    """Whether most residues are tiny, so that deflate gains from them."""
    small = (residues + np.uint8(6)) < 13
    return int(np.count_nonzero(small)) > residues.size * 9 // 10


def _jpeg(words: Words, quality_level: int) -> bytes:
    pixels = np.ascontiguousarray(words).view(np.uint8).reshape(*words.shape, 4)
    subsampling = "444" if quality_level >= _FULL_CHROMA_FROM else "420"
    data: bytes = simplejpeg.encode_jpeg(pixels, JPEG_QUALITIES[quality_level], "BGRX", subsampling)
    return data
