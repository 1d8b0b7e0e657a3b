"""UltraZip (UltraVNC, libvncserver; not in rfbproto): many small rectangles in one LZO block.

The header has other meanings: x is the number of rectangles, and y plus 65535 times the width is
the number of bytes that the block holds. In it stands each rectangle with a header of its own, in
the form of a FramebufferUpdate; Raw is the only encoding there.
"""

from __future__ import annotations

import struct

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.decoders.ultra import unpack
from vncwall.rfb.decoders.wire_pixels import draw_pixels
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps

_HEADER = struct.Struct(">HHHHi")


class UltraZip(Extension):
    """Draws the rectangles; offered only beside Ultra, the encoding to which it belongs."""

    pseudo_encodings = (Encoding.ULTRA_ZIP,)
    draws = True

    def offers(self) -> tuple[int, ...]:
        """Return it where Ultra was asked for by name."""
        wanted = self.desktop.picture.encodings
        return self.pseudo_encodings if wanted is not None and Encoding.ULTRA in wanted else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the block and draw what is in it."""
        self.drawn = []
        limits, reader = self.desktop.limits, self.link.reader
        limits.check("UltraZip rectangles", rect.x, limits.subrectangles)
        size = rect.y + 65535 * rect.width
        translation, framebuffer = self.desktop.drawing, self.desktop.framebuffer
        pixel_size = translation.bytes_per_pixel
        limits.check("UltraZip size", size, limits.compressed_rectangle_bytes)
        length = yield from reader.read_u32()
        limits.check("UltraZip length", length, limits.compressed_rectangle_bytes)
        packed = yield from reader.read(length)
        data = unpack(packed, size, "UltraZip")
        at = 0
        for index in range(rect.x):
            if len(data) - at < _HEADER.size:
                raise DecodeError(f"UltraZip ends in rectangle {index + 1} of {rect.x}")
            x, y, width, height, inner = _HEADER.unpack_from(data, at)
            at += _HEADER.size
            if inner != Encoding.RAW:
                raise DecodeError(
                    f"UltraZip rectangle in {encoding_name(inner)}, only raw is known"
                )
            end = at + width * height * pixel_size
            if end > len(data):
                raise DecodeError(f"UltraZip ends in rectangle {index + 1} of {rect.x}")
            if width and height:
                place = Rect(x, y, width, height)
                draw_pixels(data[at:end], translation, framebuffer.view(place))
                self.drawn.append(place)
            at = end
