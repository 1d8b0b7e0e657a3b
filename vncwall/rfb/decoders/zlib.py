"""Zlib encoding: raw pixels through one zlib stream (rfbproto, zlib Encoding)."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.decoders.wire_pixels import draw_pixels
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps


class ZlibDecoder(Decoder):
    """The pixels of Raw, deflated; the stream lives as long as the connection."""

    encoding = Encoding.ZLIB
    preference = 50

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self.stream = InflateStream("Zlib rectangle", limits)

    def carried(self) -> tuple[Carried, ...] | None:
        """Return the window of the stream."""
        window = self.stream.window()
        if window is None:
            return None
        return (Carried(int(Encoding.ZLIB), 0, window),) if window else ()

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Inflate the pixels and draw them."""
        length = yield from reader.read_u32()
        self.limits.check("Zlib length", length, self.limits.compressed_rectangle_bytes)
        data = yield from reader.read(length)
        size = rect.width * rect.height * self.translation.bytes_per_pixel
        pixels = self.stream.inflate(data, size)
        draw_pixels(pixels, self.translation, framebuffer.view(rect))
