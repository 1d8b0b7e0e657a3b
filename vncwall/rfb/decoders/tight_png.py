"""Tight PNG encoding (rfbproto): fill, JPEG, or a PNG picture."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.codecs.png import draw_png
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import value_of_tpixel
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

_FILL, _JPEG, _PNG = 8, 9, 10


class TightPNGDecoder(Decoder):
    """Tight without zlib streams: nothing is kept from rectangle to rectangle."""

    encoding = Encoding.TIGHT_PNG
    preference = 78

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the rectangle and draw it."""
        kind = (yield from reader.read_u8()) >> 4  # the other bits reset streams: there are none
        view = framebuffer.view(rect)
        size = self.translation.bytes_per_tpixel
        if kind == _FILL:
            view[:] = value_of_tpixel((yield from reader.read(size)), self.translation)
            return
        if kind not in (_JPEG, _PNG):
            raise DecodeError(f"Tight PNG compression-control {kind} is unknown")
        self.require_colours(f"Tight PNG {'JPEG' if kind == _JPEG else 'PNG'}")
        length = yield from compact_length(reader)
        self.limits.check("Tight PNG length", length, self.limits.compressed_rectangle_bytes)
        data = yield from reader.read(length)
        if kind == _JPEG:
            draw_jpeg(data, 0, len(data), view)
        else:
            draw_png(data, view)


def compact_length(reader: ByteReader) -> Steps[int]:
    """Read a length of one to three bytes, seven bits in each but the third (rfbproto, Tight)."""
    length = 0
    for shift in (0, 7, 14):
        byte = yield from reader.read_u8()
        if shift == 14:
            return length | byte << shift
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return length
