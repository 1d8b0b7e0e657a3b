"""RRE encoding: a background and rectangles on it (RFC 6143, 7.7.3)."""

from __future__ import annotations

from typing import ClassVar

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.kernels import rre
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import value_of_pixel
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.reader import ByteReader, Steps

_CHUNK = 4096
"""Subrectangles drawn at a time, so that a rectangle is never held whole."""


class RREDecoder(Decoder):
    """Subrectangles with 16-bit coordinates."""

    encoding = Encoding.RRE
    preference = 20
    is_wide: ClassVar[bool] = True
    """Whether coordinates take 16 bits."""

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Fill the background, then draw the subrectangles as they arrive."""
        translation = self.translation
        pixel_size = translation.bytes_per_pixel
        head = yield from reader.read(4 + pixel_size)
        count = int.from_bytes(head[:4], "big")
        if count > rect.width * rect.height:
            raise LimitExceeded(f"{self.encoding.name} number-of-subrectangles", count, rect.area)
        view = framebuffer.view(rect)
        view[:] = value_of_pixel(head[4:], translation)
        step = pixel_size + (8 if self.is_wide else 4)
        for first in range(0, count, _CHUNK):
            data = yield from reader.read(step * min(_CHUNK, count - first))
            drawn = rre.draw(data, self.is_wide, pixel_size, translation.table, view)
            if drawn < 0:
                raise DecodeError(
                    f"{self.encoding.name} subrectangle {first - 1 - drawn} reaches outside the "
                    f"{rect.width}x{rect.height} rectangle"
                )
