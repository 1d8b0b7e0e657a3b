"""Hextile encoding: tiles of 16x16, each raw or with subrectangles (RFC 6143, 7.7.4)."""

from __future__ import annotations

from array import array

from vncwall.framebuffer.framebuffer import BLACK, Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import hextile
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps


class HextileDecoder(Decoder):
    """Draws whole tiles as they arrive; nothing tells the length of the rectangle before."""

    encoding = Encoding.HEXTILE
    preference = 60

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Draw the tiles; a colour that the server should have set but did not is black."""
        translation = self.translation
        size, table = translation.bytes_per_pixel, translation.table
        view = framebuffer.view(rect)
        tiles = (rect.width + 15) // 16 * ((rect.height + 15) // 16)
        state = array("I", (0, BLACK, BLACK))
        while True:
            with reader.peek() as data:
                consumed = hextile.draw(data, state, size, table, view)
            if consumed < 0:
                raise DecodeError(
                    f"Hextile subrectangle of tile {state[hextile.TILE]} of {tiles} reaches "
                    "outside its tile"
                )
            reader.skip(consumed)
            if state[hextile.TILE] == tiles:
                return
            reader.wanted = reader.available + 1
            yield
