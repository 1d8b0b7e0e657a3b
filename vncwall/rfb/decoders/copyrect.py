# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# cython: annotation_typing=False
"""CopyRect encoding (RFC 6143, 7.7.2). Compiled with the types in copyrect.pxd."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import move
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
        x, y, width, height = rect
        yield from reader.need(4)
        self.decode_buffered(x, y, width, height, reader, framebuffer)

    def decode_buffered(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        reader: ByteReader,
        framebuffer: Framebuffer,
    ) -> bool:
        """Copy, if the place is there."""
        if reader.available < 4:
            return False
        data, start = reader.buffer, reader.start
        left = data[start] << 8 | data[start + 1]
        top = data[start + 2] << 8 | data[start + 3]
        if left + width > framebuffer.width or top + height > framebuffer.height:
            raise DecodeError(
                f"CopyRect source {width}x{height}+{left}+{top} outside the "
                f"{framebuffer.width}x{framebuffer.height} framebuffer"
            )
        if framebuffer.is_indexed:
            move.move(framebuffer.index_memory, left, top, x, y, width, height)
        else:
            move.move(framebuffer.memory, left, top, x, y, width, height)
        reader.skip(4)
        return True
