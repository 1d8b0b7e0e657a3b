# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
"""Tight encoding: fill, JPEG, or filtered pixels through one of four zlib streams.

Source: rfbproto, Tight Encoding. Data without zlib (rfbproto, Tight Encoding Without Zlib) is
read as well; it keeps its length field, as libvncserver and TurboVNC send it.

Compiled with the types in tight.pxd.
"""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.framebuffer import Framebuffer, Words
from vncwall.geometry import Rect
from vncwall.kernels import pixels, tight
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.wire_pixels import word_of_tpixel
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

# The compiler knows these as numbers; attributes of the kernel would be looked up each time.
_INCOMPLETE = tight.INCOMPLETE
_FILL = tight.FILL
_JPEG = tight.JPEG
_COPY = tight.COPY
_PALETTE = tight.PALETTE
_UNCOMPRESSED = tight.UNCOMPRESSED


class TightDecoder(Decoder):
    """Reads a rectangle's header and payload in one step each, then draws with a kernel."""

    encoding = Encoding.TIGHT
    preference = 90

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._streams = tuple(InflateStream(f"Tight stream {n}", limits) for n in range(4))
        self._palette = np.zeros(256, np.uint32)

    @property
    def streams(self) -> tuple[InflateStream, ...]:
        """What a Cursor With Alpha in Tight goes on with."""
        return self._streams

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the rectangle and draw it."""
        x, y, width, height = rect
        while not self.decode_buffered(x, y, width, height, reader, framebuffer):
            yield

    def decode_buffered(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        reader: ByteReader,
        framebuffer: Framebuffer,
    ) -> bool:
        """Read and draw the rectangle, or say in `reader.wanted` what is missing."""
        size = self.tpixel_size
        start = reader.start
        kind, resets, number, colours, header_size, length, expected = tight.parse(
            reader.buffer, start, start + reader.available, size, width, height
        )
        if kind == _INCOMPLETE:
            reader.wanted = reader.available + 1
            return False
        if kind < 0:
            raise DecodeError(f"Tight {_HEADER_ERRORS[kind]}, at byte {reader.position}")
        if size == 1 and kind in _NOT_AT_8_BITS:
            raise DecodeError(f"Tight {_NOT_AT_8_BITS[kind]} with 8 bits a pixel")
        if number == _UNCOMPRESSED and expected and length != expected:
            raise DecodeError(f"Tight data length is {length}, {expected} expected")
        if length > self.compressed_limit:
            raise LimitExceeded("Tight length", length, self.compressed_limit)
        if reader.available < header_size + length:
            reader.wanted = header_size + length
            return False
        if resets:
            for n in range(4):
                if resets >> n & 1:
                    self._streams[n].reset()
        reader.skip(header_size)
        payload = reader.take(length)
        view = framebuffer.memory[y : y + height, x : x + width]
        if kind == _FILL:
            if size == 3:
                pixels.fill(view, payload[0] << 16 | payload[1] << 8 | payload[2] | 0xFF000000)
            else:
                pixels.fill(view, word_of_tpixel(payload, self.translation))
            return True
        if kind == _JPEG:
            draw_jpeg(payload, framebuffer.words[y : y + height, x : x + width])
            return True
        if number != _UNCOMPRESSED:
            stream: InflateStream = self._streams[number]
            payload = stream.inflate(payload, expected)
        if kind == _PALETTE:
            # What was consumed stays in the buffer until more is fed.
            consumed = tight.draw_palette(
                payload,
                reader.buffer,
                start + _PALETTE_AT,
                colours,
                size,
                self.table,
                self._palette,
                view,
            )
            if consumed < 0:
                raise DecodeError(f"Tight index beyond the palette of {colours} colours")
        elif kind == _COPY:
            if size == 3:
                consumed = pixels.copy_rgb(payload, 0, view)
            elif size == 4:
                consumed = pixels.copy_bgrx(payload, 0, view)
            elif size == 2:
                consumed = pixels.look_up_16(payload, 0, self.table, view)
            else:
                consumed = pixels.look_up_8(payload, 0, self.table, view)
            assert consumed == len(payload)
        else:
            self._draw_gradient(payload, framebuffer.words[y : y + height, x : x + width])
        return True

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
