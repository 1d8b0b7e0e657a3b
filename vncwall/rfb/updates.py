"""FramebufferUpdate: the rectangle loop (RFC 6143, 7.6.1).

The hot path of the program: a busy desktop sends thousands of rectangles a second. For each, the
loop reads 12 bytes, looks the encoding up, checks the bounds, and hands over to a decoder or an
extension. What was touched is collected and counted in the damage map once, at the end.
"""

from __future__ import annotations

import struct

from vncwall.errors import BoundsError
from vncwall.geometry import Rect, bounding_box
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import DecodeError, RemoteProtocolError
from vncwall.rfb.events import FramebufferUpdated
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_HEADER = struct.Struct(">HHHHi")
_HEADER_SIZE = _HEADER.size
_MAXIMUM_DAMAGE = 4096
"""Rectangles kept apart in one update. An update may have any number (LastRect): beyond this they
are joined into their bounding box, so a hostile one cannot fill the memory."""

_EMPTY_SIZES = {Encoding.RAW: 0, Encoding.COPYRECT: 4, Encoding.HEXTILE: 0, Encoding.TRLE: 0}
"""Payload of a rectangle without pixels. The other encodings' payload would have to be decoded
to find its end; no server is known to send such."""


class UpdateReader:
    """Reads FramebufferUpdates into the desktop's framebuffer."""

    __slots__ = ("_desktop", "_link", "_pseudo")

    def __init__(self, link: Link, desktop: Desktop, pseudo: dict[int, Extension]) -> None:
        self._link = link
        self._desktop = desktop
        self._pseudo = pseudo

    def read(self, start: int) -> Steps[FramebufferUpdated]:
        """Read the message after its type byte, which was at `start`; draw it, count its damage.

        Raises:
            RemoteProtocolError: an encoding that was never offered.
            DecodeError: a rectangle outside the framebuffer, or its data is wrong.
            LimitExceeded: see `Limits`.
        """
        link, desktop = self._link, self._desktop
        reader, decoders, received = link.reader, desktop.decoders, desktop.received_encodings
        framebuffer = desktop.framebuffer
        frame_width, frame_height = framebuffer.size.width, framebuffer.size.height
        damage: list[Rect] = []
        rectangles = 0
        count = int.from_bytes((yield from reader.read(3)), "big") & 0xFFFF
        for index in range(count):
            while reader.available < _HEADER_SIZE:
                reader.wanted = _HEADER_SIZE
                yield
            x, y, width, height, encoding = reader.unpack(_HEADER)
            decoder = decoders.get(encoding)
            if decoder is not None:
                if x + width > frame_width or y + height > frame_height:
                    raise DecodeError(
                        f"{_where(index, count, x, y, width, height, encoding)} outside the "
                        f"{frame_width}x{frame_height} framebuffer, "
                        f"at byte {reader.position - _HEADER_SIZE}"
                    )
                rectangles += 1
                received.add(encoding)
                if not width or not height:
                    if encoding == Encoding.OPEN_H264:  # it resets streams
                        yield from decoder.decode(Rect(x, y, width, height), reader, framebuffer)
                    else:
                        yield from self._skip_empty(encoding)
                    continue
                rect = Rect(x, y, width, height)
                try:
                    yield from decoder.decode(rect, reader, framebuffer)
                except (BoundsError, DecodeError) as error:
                    where = _where(index, count, x, y, width, height, encoding)
                    raise DecodeError(f"{where}: {error}, at byte {reader.position}") from error
                damage.append(rect)
                if len(damage) > _MAXIMUM_DAMAGE:
                    damage = [bounding_box(damage)]
                continue
            extension = self._pseudo.get(encoding)
            if extension is None:
                raise RemoteProtocolError(
                    f"{_where(index, count, x, y, width, height, encoding)}: an encoding that "
                    f"was not offered, at byte {reader.position - _HEADER_SIZE}"
                )
            received.add(encoding)
            yield from extension.read_rectangle(encoding, Rect(x, y, width, height))
            if extension.draws:
                rectangles += len(extension.drawn)
                damage += extension.drawn
            if desktop.framebuffer is not framebuffer:
                framebuffer = desktop.framebuffer
                frame_width, frame_height = framebuffer.size.width, framebuffer.size.height
                damage = [framebuffer.rect]  # all of it is new to whoever shows it
            if extension.ends_update:
                break
        serial = framebuffer.damage.add(damage)
        return FramebufferUpdated(tuple(damage), rectangles, reader.position - start, serial)

    def _skip_empty(self, encoding: int) -> Steps[None]:
        size = _EMPTY_SIZES.get(Encoding(encoding))
        if size is None:
            raise DecodeError(
                f"{encoding_name(encoding)} rectangle without pixels, "
                f"at byte {self._link.reader.position}"
            )
        yield from self._link.reader.skip_ahead(size)


def _where(index: int, count: int, x: int, y: int, width: int, height: int, encoding: int) -> str:
    """Name a rectangle in an error."""
    number = f"{index + 1} of {count}" if count < 0xFFFF else f"{index + 1}"
    return f"rectangle {number}, {encoding_name(encoding)} {width}x{height}+{x}+{y}"
