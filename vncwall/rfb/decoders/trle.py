"""TRLE encoding: tiles of 16x16, each raw, packed or in runs (RFC 6143, 7.7.5)."""

from __future__ import annotations

from array import array

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import zrle
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

_SIDE = 16

TILE_ERRORS = {
    zrle.BAD_SUBENCODING: "has an unknown subencoding",
    zrle.BAD_INDEX: "has an index beyond its palette",
    zrle.BAD_RUN: "has a run that is longer than the tile",
    zrle.NO_PALETTE: "reuses a palette that there is not",
}
"""What a negative result of `zrle.draw` means."""


class TRLEDecoder(Decoder):
    """Draws whole tiles as they arrive; nothing tells the length of the rectangle before."""

    encoding = Encoding.TRLE
    preference = 70

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Draw the tiles."""
        translation = self.translation
        size, table = translation.bytes_per_cpixel, translation.table
        view = framebuffer.view(rect)
        tiles = -(-rect.width // _SIDE) * -(-rect.height // _SIDE)
        state = array("I", [translation.blank] * zrle.STATE_SIZE)  # never a colour without alpha
        state[zrle.TILE] = state[zrle.COLOURS] = 0
        while True:
            start = reader.start
            end = start + reader.available
            consumed = zrle.draw(reader.buffer, start, end, state, _SIDE, size, table, view)
            if consumed < 0:
                raise DecodeError(
                    f"TRLE tile {state[zrle.TILE]} of {tiles} {TILE_ERRORS[consumed]}"
                )
            reader.skip(consumed)
            if state[zrle.TILE] == tiles:
                return
            reader.wanted = reader.available + 1
            yield
