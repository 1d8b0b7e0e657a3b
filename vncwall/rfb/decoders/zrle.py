# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# cython: annotation_typing=False
"""ZRLE encoding: tiles of 64x64 through one zlib stream (RFC 6143, 7.7.6).

Compiled with the types in zrle.pxd.
"""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.framebuffer import BLACK, Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import zrle
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.decoders.trle import TILE_ERRORS
from vncwall.rfb.decoders.zrle_history import ZRLEHistory
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_SIDE = 64
_TILE = zrle.TILE


class ZRLEDecoder(Decoder):
    """Inflates a rectangle, then draws its tiles; the stream lives as long as the connection."""

    encoding = Encoding.ZRLE
    preference = 80

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._stream = InflateStream("ZRLE rectangle", limits)
        # What is not set yet of a palette is black, never without alpha.
        self._state = np.full(zrle.STATE_SIZE, BLACK, np.uint32)
        self._state[zrle.COLOURS] = 0
        self._history: ZRLEHistory | None = None

    @property
    def stream(self) -> InflateStream:
        """What ZYWRLE and a Cursor With Alpha in ZRLE go on with."""
        return self._stream

    def keep_history(self) -> None:
        """Keep the last rectangles as they were inflated."""
        if self._history is None:
            self._history = ZRLEHistory()

    def carried(self) -> tuple[Carried, ...] | None:
        """Return the last rectangles of the stream, whatever they were drawn over."""
        if not self._stream.total:
            return ()
        if self._history is None or self._stream.window() is None:
            return None
        rectangles = self._history.rectangles(self._stream.total, self.cpixel_size)
        if rectangles is None:
            return None
        return (
            Carried(
                int(Encoding.ZRLE),
                0,
                b"".join(data for _, _, data in rectangles),
                tuple((width, height, len(data)) for width, height, data in rectangles),
            ),
        )

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Inflate the tiles and draw them."""
        x, y, width, height = rect
        while not self.decode_buffered(x, y, width, height, reader, framebuffer):
            yield

    def decode_buffered(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        reader: ByteReader,
        framebuffer: Framebuffer,
    ) -> bool:
        """Inflate and draw the tiles, or say in `reader.wanted` what is missing."""
        if reader.available < 4:
            reader.wanted = 4
            return False
        data, start = reader.buffer, reader.start
        length = data[start] << 16 | data[start + 1] << 8 | data[start + 2]
        length = length << 8 | data[start + 3]  # in 64 bits
        if length > self.compressed_limit:
            raise LimitExceeded("ZRLE length", length, self.compressed_limit)
        if reader.available < 4 + length:
            reader.wanted = 4 + length
            return False
        reader.skip(4 + length)
        size = self.cpixel_size
        tiles = (width + _SIDE - 1) // _SIDE * ((height + _SIDE - 1) // _SIDE)
        # The longest way to say it: in each tile a full palette and every pixel a run of its own.
        longest = width * height * (size + 1) + tiles * (1 + 127 * size)
        # What was consumed stays in the buffer until more is fed.
        inflated = self._stream.inflate_at_most_from(reader.buffer, start + 4, length, longest)
        # As a pointer: the kernel has two forms, and for an object none of them can be chosen.
        tile_bytes, first, there = inflated, self._stream.start, self._stream.size
        state = self._state
        state[_TILE] = 0
        if framebuffer.is_indexed:
            consumed = zrle.draw(
                tile_bytes,
                first,
                first + there,
                state,
                _SIDE,
                size,
                self.index_table,
                framebuffer.index_memory[y : y + height, x : x + width],
            )
        else:
            consumed = zrle.draw(
                tile_bytes,
                first,
                first + there,
                state,
                _SIDE,
                size,
                self.table,
                framebuffer.memory[y : y + height, x : x + width],
            )
        tile = state[_TILE]
        if consumed < 0:
            raise DecodeError(f"ZRLE tile {tile} of {tiles} {TILE_ERRORS[consumed]}")
        if tile != tiles:
            raise DecodeError(f"ZRLE data ends in tile {tile} of {tiles}")
        if consumed != there:
            raise DecodeError(f"ZRLE data has {there - consumed} bytes after its last tile")
        if self._history is not None:
            tail = bytes(memoryview(inflated)[first : first + there])
            self._history.add(width, height, tail, size, self._stream.total)
        self._stream.give_back(inflated)
        return True
