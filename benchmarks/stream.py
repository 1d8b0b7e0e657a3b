"""Takes recorded streams apart, by themselves and without the core: what is in them.

`cut` walks the messages of a stream and returns how many updates, rectangles and pixels it has for
each encoding, and the work that no client can avoid. The work is a list of items for
`peers/floor.c`: zlib chunks, JPEG images, and numbers of pixels that come otherwise (solid fills,
copies, Hextile, raw). Each item of its file is a header of 20 bytes, little-endian, and data::

    u8 kind ('Z', 'J', 'P') | u8 stream | u8 is_reset | u8 0 | u32 size | u32 inflated size, 0 if
    unknown | u32 pixels | u16 width | u16 height | data

Only what the recordings hold is understood: CopyRect, Raw, Hextile, Tight, zlib, ZRLE, Cursor,
DesktopSize and LastRect, and the messages Bell, SetColourMapEntries and ServerCutText.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field

from vncwall.rfb.constants import Encoding, ServerMessage
from vncwall.rfb.messages import ServerInit

_RECTANGLE = struct.Struct(">HHHHi")
_ITEM = struct.Struct("<cBBxIIIHH")

ZLIB_STREAM = 4
ZRLE_STREAM = 5
"""Numbers of the streams behind Tight's four."""

TIGHT_FILL, TIGHT_JPEG = 8, 9
TIGHT_EXPLICIT_FILTER = 4
FILTER_COPY, FILTER_PALETTE, FILTER_GRADIENT = range(3)
TIGHT_MIN_TO_COMPRESS = 12

RAW, BACKGROUND, FOREGROUND, ANY_SUBRECTS, SUBRECTS_COLOURED = 1, 2, 4, 8, 16
"""Bits of Hextile's subencoding mask."""


@dataclass
class Contents:
    """What a stream has in it."""

    updates: int = 0
    rectangles: Counter[str] = field(default_factory=Counter)
    """Real rectangles by the name of their encoding; Tight by its kind."""
    pixels: int = 0
    zlib_bytes: int = 0
    jpeg_bytes: int = 0
    work: bytearray = field(default_factory=bytearray)
    """Items for `peers/floor.c`."""

    @property
    def rects(self) -> int:
        """All real rectangles."""
        return sum(self.rectangles.values())

    @property
    def is_jpeg_heavy(self) -> bool:
        """Whether most of the compressed bytes are JPEG."""
        return self.jpeg_bytes > self.zlib_bytes


class Walker:
    """Walks one stream."""

    def __init__(self, server_init: ServerInit, stream: bytes) -> None:
        self._data = stream
        self._position = 0
        self._pixel = server_init.pixel_format.bytes_per_pixel
        self._tpixel = server_init.pixel_format.bytes_per_tpixel
        self._is_reset = [False] * (ZRLE_STREAM + 1)
        self.contents = Contents()

    def walk(self) -> None:
        """Go through all messages."""
        while self._position < len(self._data):
            message = self._u8()
            if message == ServerMessage.FRAMEBUFFER_UPDATE:
                self._update()
            elif message == ServerMessage.SET_COLOUR_MAP_ENTRIES:
                self._skip(3)
                self._skip(6 * self._number(2))
            elif message == ServerMessage.SERVER_CUT_TEXT:
                self._skip(3)
                self._skip(self._number(4))
            elif message != ServerMessage.BELL:
                raise ValueError(f"message {message} at byte {self._position - 1}")

    def _update(self) -> None:
        self._position += 1
        count = self._number(2)
        self.contents.updates += 1
        for _ in range(count):
            _, _, width, height, encoding = _RECTANGLE.unpack_from(self._data, self._position)
            self._position += _RECTANGLE.size
            if encoding == Encoding.LAST_RECT:
                return
            self._rectangle(width, height, encoding)

    def _rectangle(self, width: int, height: int, encoding: int) -> None:
        if encoding == Encoding.CURSOR:
            self._position += width * height * self._pixel + (width + 7) // 8 * height
            return
        if encoding == Encoding.DESKTOP_SIZE:
            return
        pixels = width * height
        self.contents.pixels += pixels
        if encoding == Encoding.TIGHT:
            kind = self._tight(width, height)
            self.contents.rectangles[f"tight {kind}"] += 1
            return
        if encoding == Encoding.ZRLE:
            self._zlib(ZRLE_STREAM, self._number(4), 0, pixels)
        elif encoding == Encoding.ZLIB:
            self._zlib(ZLIB_STREAM, self._number(4), pixels * self._pixel, pixels)
        else:
            self._item(b"P", pixels=pixels)
            if encoding == Encoding.RAW:
                self._position += pixels * self._pixel
            elif encoding == Encoding.COPYRECT:
                self._position += 4
            elif encoding == Encoding.HEXTILE:
                self._hextile(width, height)
            else:
                raise ValueError(f"encoding {encoding} at byte {self._position}")
        self.contents.rectangles[Encoding(encoding).name.lower()] += 1

    def _tight(self, width: int, height: int) -> str:
        control = self._u8()
        for stream in range(4):
            self._is_reset[stream] |= bool(control >> stream & 1)
        kind, pixels = control >> 4, width * height
        if kind == TIGHT_FILL:
            self._position += self._tpixel
            self._item(b"P", pixels=pixels)
            return "fill"
        if kind == TIGHT_JPEG:
            size = self._compact_length()
            self._item(b"J", size=size, pixels=pixels, width=width, height=height)
            self.contents.jpeg_bytes += size
            return "jpeg"
        filter_id = self._u8() if kind & TIGHT_EXPLICIT_FILTER else FILTER_COPY
        name, out_size = "full colour", pixels * self._tpixel
        if filter_id == FILTER_PALETTE:
            colours = self._u8() + 1
            self._position += colours * self._tpixel
            name = "two colours" if colours == 2 else "palette"
            out_size = (width + 7) // 8 * height if colours == 2 else pixels
        elif filter_id == FILTER_GRADIENT:
            name = "gradient"
        if out_size < TIGHT_MIN_TO_COMPRESS:
            self._position += out_size
            self._item(b"P", pixels=pixels)
        else:
            self._zlib(kind & 3, self._compact_length(), out_size, pixels)
        return name

    def _hextile(self, width: int, height: int) -> None:
        data, position, size = self._data, self._position, self._pixel
        for y in range(0, height, 16):
            for x in range(0, width, 16):
                mask = data[position]
                position += 1
                if mask & RAW:
                    position += min(16, width - x) * min(16, height - y) * size
                    continue
                position += size * (bool(mask & BACKGROUND) + bool(mask & FOREGROUND))
                if mask & ANY_SUBRECTS:
                    each = 2 + (size if mask & SUBRECTS_COLOURED else 0)
                    position += 1 + data[position] * each
        self._position = position

    def _zlib(self, stream: int, size: int, out_size: int, pixels: int) -> None:
        is_reset, self._is_reset[stream] = self._is_reset[stream], False
        self.contents.zlib_bytes += size
        self._item(
            b"Z", stream=stream, is_reset=is_reset, size=size, out_size=out_size, pixels=pixels
        )

    def _item(
        self,
        kind: bytes,
        *,
        pixels: int,
        size: int = 0,
        stream: int = 0,
        is_reset: bool = False,
        out_size: int = 0,
        width: int = 0,
        height: int = 0,
    ) -> None:
        work = self.contents.work
        work += _ITEM.pack(kind, stream, is_reset, size, out_size, pixels, width, height)
        work += self._data[self._position : self._position + size]
        self._position += size

    def _compact_length(self) -> int:
        """Tight's length: 7, 7 and 8 bits, lowest first, as many as needed."""
        length = 0
        for shift in (0, 7, 14):
            byte = self._u8()
            if shift == 14:
                return length | byte << 14
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        return length

    def _skip(self, size: int) -> None:
        self._position += size

    def _u8(self) -> int:
        value = self._data[self._position]
        self._position += 1
        return value

    def _number(self, size: int) -> int:
        end = self._position + size
        value = int.from_bytes(self._data[self._position : end], "big")
        self._position = end
        return value


def cut(server_init: ServerInit, stream: bytes) -> Contents:
    """Walk a whole stream.

    Raises:
        ValueError: there is something in it that is not understood.
    """
    walker = Walker(server_init, stream)
    walker.walk()
    return walker.contents
