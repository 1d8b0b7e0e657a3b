"""Tight encoding: fill, JPEG, or filtered pixels through one of four zlib streams.

Source: rfbproto, Tight Encoding. Data without zlib (rfbproto, Tight Encoding Without Zlib) is
read as well; it keeps its length field, as libvncserver and TurboVNC send it.
"""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.framebuffer import Framebuffer, Words
from vncwall.geometry import Rect
from vncwall.kernels import tight
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import draw_tpixels, word_of_tpixel
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_PALETTE_AT = 3
"""Offset of the palette, after compression-control, filter-id and its size."""

_HEADER_ERRORS = {
    tight.BAD_COMPRESSION: "compression-control is unknown",
    tight.BAD_FILTER: "filter-id is unknown",
    tight.BAD_PALETTE: "palette has fewer than 2 colours",
}

_NOT_AT_8_BITS = {tight.JPEG: "JPEG", tight.GRADIENT: "gradient filter"}


class TightDecoder(Decoder):
    """Reads a rectangle's header and payload in one step each, then draws with a kernel."""

    encoding = Encoding.TIGHT
    preference = 90

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._streams = tuple(InflateStream(f"Tight stream {n}", limits) for n in range(4))
        self._palette = np.zeros(256, np.uint32)

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the rectangle and draw it."""
        translation = self.translation
        pixel_size = translation.bytes_per_tpixel
        while True:
            with reader.peek() as data:
                kind, resets, stream, colours, header_size, length, expected = tight.parse(
                    data, pixel_size, rect.width, rect.height
                )
            if kind != tight.INCOMPLETE:
                break
            reader.wanted = reader.available + 1
            yield
        if kind < 0:
            raise DecodeError(f"Tight {_HEADER_ERRORS[kind]}, at byte {reader.position}")
        if pixel_size == 1 and kind in _NOT_AT_8_BITS:
            raise DecodeError(f"Tight {_NOT_AT_8_BITS[kind]} with 8 bits a pixel")
        if stream == tight.UNCOMPRESSED and expected and length != expected:
            raise DecodeError(f"Tight data length is {length}, {expected} expected")
        if length > self.limits.compressed_rectangle_bytes:
            raise LimitExceeded("Tight length", length, self.limits.compressed_rectangle_bytes)
        total = header_size + length
        while reader.available < total:
            reader.wanted = total
            yield
        if resets:
            for n in range(4):
                if resets >> n & 1:
                    self._streams[n].reset()
        palette = b""
        if colours:
            reader.skip(_PALETTE_AT)
            palette = reader.take(colours * pixel_size)
            header_size -= _PALETTE_AT + len(palette)
        reader.skip(header_size)
        payload = reader.take(length)
        view = framebuffer.view(rect)
        if kind == tight.FILL:
            view[:] = word_of_tpixel(payload, translation)
            return
        if kind == tight.JPEG:
            draw_jpeg(payload, view)
            return
        if stream != tight.UNCOMPRESSED:
            payload = self._streams[stream].inflate(payload, expected)
        if kind == tight.COPY:
            draw_tpixels(payload, translation, view)
        elif kind == tight.PALETTE:
            consumed = tight.draw_palette(
                payload, palette, pixel_size, translation.table, self._palette, view
            )
            if consumed < 0:
                raise DecodeError(f"Tight index beyond the palette of {colours} colours")
        else:
            self._draw_gradient(payload, view)

    def _draw_gradient(self, data: bytes, view: Words) -> None:
        """Undo the gradient filter."""
        pixel_size, pixel_format = self.translation.bytes_per_tpixel, self.translation.pixel_format
        if pixel_size == 3:
            consumed = tight.draw_gradient_rgb(data, view)
        else:
            # Little-endian and true colour: 16-bit formats that we ask for are nothing else.
            consumed = tight.draw_gradient_16(
                data,
                (pixel_format.red_max, pixel_format.green_max, pixel_format.blue_max),
                (pixel_format.red_shift, pixel_format.green_shift, pixel_format.blue_shift),
                self.translation.table,
                np.empty(view.shape[1], np.uint32),
                view,
            )
        assert consumed == len(data)
