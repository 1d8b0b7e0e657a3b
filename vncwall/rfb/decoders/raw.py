"""Raw encoding (RFC 6143, 7.7.1)."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import draw_pixels
from vncwall.rfb.reader import ByteReader, Steps

_CHUNK_BYTES = 1 << 18
"""A larger rectangle is drawn in bands of rows as they arrive, so it is never held whole."""


class RawDecoder(Decoder):
    """Pixels one after the other, rows from the top."""

    encoding = Encoding.RAW
    preference = 10

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Draw the rows, several at a time."""
        row_size = rect.width * self.translation.bytes_per_pixel
        band = max(1, _CHUNK_BYTES // row_size)
        view = framebuffer.view(rect)
        for top in range(0, rect.height, band):
            rows = view[top : top + band]
            data = yield from reader.read(row_size * len(rows))
            draw_pixels(data, self.translation, rows)
