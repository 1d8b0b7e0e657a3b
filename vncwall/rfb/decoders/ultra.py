"""Ultra encoding: raw pixels in one LZO1X block (UltraVNC, libvncserver; not in rfbproto)."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import lzo
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import draw_pixels
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

_ERRORS = {
    lzo.TRUNCATED: "ends without its end mark",
    lzo.TOO_LONG: "holds more than it may",
    lzo.BAD_DISTANCE: "copies from before its beginning",
    lzo.TRAILING: "goes on after its end mark",
}


class UltraDecoder(Decoder):
    """The pixels of Raw, compressed; nothing is kept from rectangle to rectangle."""

    encoding = Encoding.ULTRA
    preference = 45
    is_on_request = True  # Tight is smaller; servers that have Ultra have that as well

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Decompress the pixels and draw them."""
        length = yield from reader.read_u32()
        self.limits.check("Ultra length", length, self.limits.compressed_rectangle_bytes)
        data = yield from reader.read(length)
        size = rect.width * rect.height * self.translation.bytes_per_pixel
        pixels = unpack(data, size, "Ultra rectangle")
        if len(pixels) != size:
            raise DecodeError(f"Ultra rectangle holds {len(pixels)} bytes, {size} expected")
        draw_pixels(pixels, self.translation, framebuffer.view(rect))


def unpack(data: bytes, size: int, name: str) -> bytes:
    """Return what an LZO1X block holds: at most `size` bytes, which the caller has checked.

    Raises:
        DecodeError: the block is not whole, holds more, or is no LZO1X; `name` stands in it.
    """
    # A byte of input brings 255 of output at most: no more memory than the data is worth.
    out = bytearray(min(size, 256 * len(data)))
    written = lzo.decompress(data, out)
    if written < 0:
        raise DecodeError(f"{name} {_ERRORS[written]}")
    return bytes(memoryview(out)[:written])
