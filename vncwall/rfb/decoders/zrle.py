"""ZRLE encoding: tiles of 64x64 through one zlib stream (RFC 6143, 7.7.6)."""

from __future__ import annotations

from array import array

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import zrle
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.trle import TILE_ERRORS
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_SIDE = 64


class ZRLEDecoder(Decoder):
    """Inflates a rectangle, then draws its tiles; the stream lives as long as the connection."""

    encoding = Encoding.ZRLE
    preference = 80

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._stream = InflateStream("ZRLE rectangle", limits)
        self._state = array("I", bytes(4 * zrle.STATE_SIZE))

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Inflate the tiles and draw them."""
        length = int.from_bytes((yield from reader.read(4)), "big")
        self.limits.check("ZRLE length", length, self.limits.compressed_rectangle_bytes)
        data = yield from reader.read(length)
        translation = self.translation
        size = translation.bytes_per_cpixel
        tiles = -(-rect.width // _SIDE) * -(-rect.height // _SIDE)
        # The longest way to say it: in each tile a full palette and every pixel a run of its own.
        longest = rect.width * rect.height * (size + 1) + tiles * (1 + 127 * size)
        pixels = self._stream.inflate_at_most(data, longest)
        state = self._state
        state[zrle.TILE] = 0
        consumed = zrle.draw(pixels, state, _SIDE, size, translation.table, framebuffer.view(rect))
        if consumed < 0:
            raise DecodeError(f"ZRLE tile {state[zrle.TILE]} of {tiles} {TILE_ERRORS[consumed]}")
        if state[zrle.TILE] != tiles:
            raise DecodeError(f"ZRLE data ends in tile {state[zrle.TILE]} of {tiles}")
        if consumed != len(pixels):
            raise DecodeError(f"ZRLE data has {len(pixels) - consumed} bytes after its last tile")
