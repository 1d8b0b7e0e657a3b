# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# cython: annotation_typing=False
"""Hextile encoding: tiles of 16x16, each raw or with subrectangles (RFC 6143, 7.7.4).

Compiled with the types in hextile.pxd.
"""

from __future__ import annotations

from array import array

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import hextile
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_TILE = hextile.TILE
_BACKGROUND = hextile.BACKGROUND
_FOREGROUND = hextile.FOREGROUND


class HextileDecoder(Decoder):
    """Draws whole tiles as they arrive; nothing tells the length of the rectangle before."""

    encoding = Encoding.HEXTILE
    preference = 60

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._state = array("I", [0] * hextile.STATE_SIZE)

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Draw the tiles; a colour that the server should have set but did not is black."""
        x, y, width, height = rect
        self._begin()
        while True:
            reader.skip(self._draw_tiles(x, y, width, height, reader, framebuffer))
            if self._is_done(width, height):
                return
            reader.wanted = reader.available + 1
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
        """Draw all tiles, or find that there are not all."""
        self._begin()
        consumed = self._draw_tiles(x, y, width, height, reader, framebuffer)
        if not self._is_done(width, height):
            return False
        reader.skip(consumed)
        return True

    def _begin(self) -> None:
        self._state[_TILE] = 0
        self._state[_BACKGROUND] = self.blank
        self._state[_FOREGROUND] = self.blank

    def _is_done(self, width: int, height: int) -> bool:
        return self._state[_TILE] == (width + 15) // 16 * ((height + 15) // 16)

    def _draw_tiles(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        reader: ByteReader,
        framebuffer: Framebuffer,
    ) -> int:
        """Draw the whole tiles that are there; return their bytes."""
        data, start = reader.buffer, reader.start
        if framebuffer.is_indexed:
            consumed = hextile.draw(
                data,
                start,
                start + reader.available,
                self._state,
                self.pixel_size,
                self.index_table,
                framebuffer.index_memory[y : y + height, x : x + width],
            )
        else:
            consumed = hextile.draw(
                data,
                start,
                start + reader.available,
                self._state,
                self.pixel_size,
                self.table,
                framebuffer.memory[y : y + height, x : x + width],
            )
        if consumed < 0:
            tiles = (width + 15) // 16 * ((height + 15) // 16)
            raise DecodeError(
                f"Hextile subrectangle of tile {self._state[_TILE]} of {tiles} reaches outside "
                "its tile"
            )
        return int(consumed)
