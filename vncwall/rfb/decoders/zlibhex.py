"""ZlibHex encoding: Hextile whose larger tiles are deflated (TightVNC, UltraVNC; not in rfbproto).

Two more bits of the subencoding-mask say that a U16 length and so much zlib data follow: of a raw
tile's pixels, or of everything that Hextile has after the mask. Each has its own zlib stream.
"""

from __future__ import annotations

from array import array

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import hextile
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_RAW, _BACKGROUND, _FOREGROUND, _SUBRECTANGLES, _COLOURED = 1, 2, 4, 8, 16
_ZLIB_RAW, _ZLIB_HEX, _ZLIB_MONO = 32, 64, 128
_SIDE = 16


class ZlibHexDecoder(Decoder):
    """Brings each tile into Hextile's form and leaves the drawing to its kernel."""

    encoding = Encoding.ZLIBHEX
    preference = 55

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._raw_stream = InflateStream("ZlibHex raw tile", limits)
        self._hex_stream = InflateStream("ZlibHex tile", limits)

    def carried(self) -> tuple[Carried, ...] | None:
        """Return nothing while no stream has begun; after that, tiles cannot say it."""
        return None if self._raw_stream.total or self._hex_stream.total else ()

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Draw the tiles one by one."""
        translation = self.translation
        size, table = translation.bytes_per_pixel, translation.table
        state = array("I", (0, translation.blank, translation.blank))
        view = framebuffer.view(rect)
        for top in range(0, rect.height, _SIDE):
            for left in range(0, rect.width, _SIDE):
                pixels = min(_SIDE, rect.width - left) * min(_SIDE, rect.height - top)
                tile = yield from self._read_tile(reader, pixels * size)
                number = state[hextile.TILE]
                if hextile.draw(tile, 0, len(tile), state, size, table, view) != len(tile):
                    raise DecodeError(f"ZlibHex tile {number} is not a tile of Hextile")
                if state[hextile.TILE] != number + 1:
                    raise DecodeError(f"ZlibHex tile {number} is not whole")

    def _read_tile(self, reader: ByteReader, raw_size: int) -> Steps[bytes]:
        """Return the tile as Hextile would have sent it."""
        flags = yield from reader.read_u8()
        size = self.translation.bytes_per_pixel
        if flags & _RAW:
            return bytes([_RAW]) + (yield from reader.read(raw_size))
        if flags & (_ZLIB_RAW | _ZLIB_HEX):
            data = yield from reader.read((yield from reader.read_u16()))
            if flags & _ZLIB_RAW:
                return bytes([_RAW]) + self._raw_stream.inflate(data, raw_size)
            longest = 2 * size + 1 + 255 * (size + 2)
            return bytes([flags & 0x1F]) + self._hex_stream.inflate_at_most(data, longest)
        if flags & _ZLIB_MONO:
            raise DecodeError("ZlibHex tile with the unknown flag 128")
        head_size = size * (bool(flags & _BACKGROUND) + bool(flags & _FOREGROUND))
        if not flags & _SUBRECTANGLES:
            return bytes([flags]) + (yield from reader.read(head_size))
        head = yield from reader.read(head_size + 1)
        each = size + 2 if flags & _COLOURED else 2
        return bytes([flags]) + head + (yield from reader.read(head[-1] * each))
