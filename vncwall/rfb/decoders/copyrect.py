"""CopyRect encoding (RFC 6143, 7.7.2)."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps


class CopyRectDecoder(Decoder):
    """The rectangle is already on the screen, at another place."""

    encoding = Encoding.COPYRECT
    # Servers offer it beside any other encoding, so it never stands in another's way.
    preference = 100

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Copy; source and rectangle may overlap."""
        data = yield from reader.read(4)
        x, y = data[0] << 8 | data[1], data[2] << 8 | data[3]
        width, height = rect.width, rect.height
        if x + width > framebuffer.width or y + height > framebuffer.height:
            raise DecodeError(
                f"CopyRect source {width}x{height}+{x}+{y} outside the "
                f"{framebuffer.width}x{framebuffer.height} framebuffer"
            )
        # numpy sees when the two overlap, and copies through a temporary then.
        framebuffer.view(rect)[:] = framebuffer.words[y : y + height, x : x + width]
