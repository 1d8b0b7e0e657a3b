# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
"""Tight encoding: fill, JPEG, or filtered pixels through one of four zlib streams.

Source: rfbproto, Tight Encoding. Data without zlib (rfbproto, Tight Encoding Without Zlib) is
read as well; it keeps its length field, as libvncserver and TurboVNC send it.

Compiled with the types in tight.pxd.
"""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.indexed import Indices, Words
from vncwall.geometry import Rect
from vncwall.kernels import pixels, tight
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
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
_GRADIENT = tight.GRADIENT
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

    def carried(self) -> tuple[Carried, ...] | None:
        """Return the windows of the streams that have begun."""
        found = []
        for number, stream in enumerate(self._streams):
            window = stream.window()
            if window is None:
                return None
            if window:
                found.append(Carried(int(Encoding.TIGHT), number, window))
        return tuple(found)

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
        reader.skip(header_size + length)
        # What was consumed stays in the buffer until more is fed.
        at = start + header_size
        data = reader.buffer
        stream: InflateStream | None = None
        if number != _UNCOMPRESSED:
            stream = self._streams[number]
            data = stream.inflate_from(reader.buffer, at, length, expected)
            at, length = stream.start, expected
        if framebuffer.is_indexed:
            self._draw_indices(
                kind,
                data,
                at,
                length,
                reader.buffer,
                start,
                colours,
                framebuffer.index_memory[y : y + height, x : x + width],
            )
        else:
            self._draw(
                kind,
                data,
                at,
                length,
                reader.buffer,
                start,
                colours,
                framebuffer.memory[y : y + height, x : x + width],
            )
        if stream is not None:
            stream.give_back(data)
        return True

    def _word(self, data: bytearray, at: int) -> int:
        """Return the canonical word of the TPIXEL at `at`."""
        if self.tpixel_size == 3:
            return 0xFF000000 | data[at] << 16 | data[at + 1] << 8 | data[at + 2]
        value = data[at] | data[at + 1] << 8 if self.tpixel_size == 2 else data[at]
        word: int = self.table[value]
        return word

    def _draw(
        self,
        kind: int,
        data: bytearray,
        at: int,
        length: int,
        header: bytearray,
        start: int,
        colours: int,
        view: Words,
    ) -> int:
        """Draw ``data[at : at + length]``, as many bytes as the rectangle needs.

        The palette is in `header`, which begins at `start`.
        """
        size = self.tpixel_size
        end = at + length
        consumed = length
        if kind == _FILL:
            pixels.fill(view, self._word(data, at))
        elif kind == _JPEG:
            draw_jpeg(data, at, end, view)
        elif kind == _PALETTE:
            consumed = tight.draw_palette(
                data,
                at,
                end,
                header,
                start + _PALETTE_AT,
                colours,
                size,
                self.table,
                self._palette,
                view,
            )
            if consumed < 0:
                raise DecodeError(f"Tight index beyond the palette of {colours} colours")
        elif kind == _GRADIENT:
            if size == 3:
                consumed = tight.draw_gradient_rgb(data, at, end, view)
            else:
                consumed = self._draw_gradient_16(data, at, end, view)
        elif size == 3:
            consumed = pixels.copy_rgb(data, at, end, view)
        elif size == 2:
            consumed = pixels.look_up_16(data, at, end, self.table, view)
        else:
            consumed = pixels.look_up_8(data, at, end, self.table, view)
        assert consumed == length
        return 0

    def _draw_indices(
        self,
        kind: int,
        data: bytearray,
        at: int,
        length: int,
        header: bytearray,
        start: int,
        colours: int,
        view: Indices,
    ) -> int:
        """Do the same in an indexed framebuffer, where pixels are what the wire has."""
        end = at + length
        consumed = length
        if kind == _FILL:
            pixels.fill(view, data[at])
        elif kind == _PALETTE:
            consumed = tight.draw_palette(
                data,
                at,
                end,
                header,
                start + _PALETTE_AT,
                colours,
                1,
                self.index_table,
                self._palette,
                view,
            )
            if consumed < 0:
                raise DecodeError(f"Tight index beyond the palette of {colours} colours")
        else:
            consumed = pixels.look_up_8(data, at, end, self.index_table, view)
        assert consumed == length
        return 0

    def _draw_gradient_16(self, data: bytearray, at: int, end: int, view: Words) -> int:
        """Undo the gradient filter of 16-bit pixels; return the bytes consumed."""
        pixel_format = self.translation.pixel_format
        # Little-endian and true colour: 16-bit formats that we ask for are nothing else.
        consumed: int = tight.draw_gradient_16(
            data[at:end],  # rare: a copy, and a call with objects
            0,
            end - at,
            (pixel_format.red_max, pixel_format.green_max, pixel_format.blue_max),
            (pixel_format.red_shift, pixel_format.green_shift, pixel_format.blue_shift),
            self.table,
            np.empty(view.shape[1], np.uint32),
            view,
        )
        return consumed
