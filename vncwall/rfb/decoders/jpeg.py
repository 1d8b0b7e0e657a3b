"""JPEG encoding (rfbproto): a JPEG picture, without a length, that may leave out its tables."""

from __future__ import annotations

import re

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

_SOI, _EOI, _SOS, _DHT, _DQT, _TEM = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0x01
_RESTARTS = range(0xD0, 0xD8)
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""What ends entropy-coded data (ITU-T T.81, B.1.1.5): neither a stuffed 0xff nor a restart."""

_TABLE_BYTES = 1 << 14
"""Segments of one kind of table; all tables that a decoder can hold take a fifth of it."""
_SEGMENTS = 1000
"""Marks outside of scans; a picture of ten scans has about thirty."""


class JPEGDecoder(Decoder):
    """Finds the end of the picture segment by segment, and gives it the tables that it lacks."""

    encoding = Encoding.JPEG
    preference = 72

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._tables = {_DHT: b"", _DQT: b""}
        """Segments of the last picture that had any of the kind."""

    def carried(self) -> tuple[Carried, ...] | None:
        """Return nothing before the first picture; after it, tables without one cannot be said."""
        return None if any(self._tables.values()) else ()

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the picture and draw it."""
        self.require_colours("JPEG")
        tables = {_DHT: b"", _DQT: b""}
        size, marks = 2, 0
        yield from self._need(reader, size)
        with reader.peek() as data:
            if data[0] != 0xFF or data[1] != _SOI:
                raise DecodeError("JPEG picture without its start mark")
        while True:
            marks += 1
            self.limits.check("JPEG segments", marks, _SEGMENTS)
            yield from self._need(reader, size + 2)
            with reader.peek() as data:
                mark, kind = data[size], data[size + 1]
            if mark != 0xFF:
                raise DecodeError(f"JPEG segment without a mark, {size} bytes after the start")
            if kind == 0xFF:  # fill bytes may stand before any mark
                size += 1
                continue
            start = size
            size += 2
            if kind == _EOI:
                break
            if kind in _RESTARTS or kind in (_TEM, _SOI):
                continue
            yield from self._need(reader, size + 2)
            with reader.peek() as data:
                length = data[size] << 8 | data[size + 1]
            if length < 2:
                raise DecodeError(f"JPEG segment of {length} bytes")
            size += length
            yield from self._need(reader, size)
            if kind in tables:
                self.limits.check(
                    "JPEG table bytes", len(tables[kind]) + size - start, _TABLE_BYTES
                )
                with reader.peek() as data:
                    tables[kind] += bytes(data[start:size])
            elif kind == _SOS:
                size = yield from self._skip_scan(reader, size)
        picture = reader.take(size)
        missing = b""
        for kind, segments in tables.items():
            if segments:
                self._tables[kind] = segments
            else:
                missing += self._tables[kind]
        if missing:
            picture = picture[:2] + missing + picture[2:]
        draw_jpeg(picture, 0, len(picture), framebuffer.view(rect))

    def _skip_scan(self, reader: ByteReader, size: int) -> Steps[int]:
        """Return where the scan that begins at `size` is followed by a mark."""
        while True:
            with reader.peek() as data:
                found = _MARKER_IN_SCAN.search(data, size)
                end = found.start() if found else 0
                del found
                # The last byte may be the first half of a mark.
                size = max(size, len(data) - 1)
            if end:
                return end
            yield from self._need(reader, reader.available + 1)

    def _need(self, reader: ByteReader, size: int) -> Steps[None]:
        """Wait for the first `size` bytes of the picture."""
        self.limits.check("JPEG picture bytes", size, self.limits.picture_bytes)
        yield from reader.need(size)
