# cython: boundscheck=False, wraparound=False, language_level=3
"""FramebufferUpdate: the rectangle loop (RFC 6143, 7.6.1).

The hot path of the program: a busy desktop sends thousands of rectangles a second. For each, the
loop reads 12 bytes, looks the encoding up, checks the bounds, and hands over to a decoder or an
extension. What was touched is collected and counted in the damage map once, at the end.

Compiled with the types in updates.pxd.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

from vncwall.errors import BoundsError
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, bounding_box
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.empty import skip_empty
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import DecodeError, RemoteProtocolError
from vncwall.rfb.events import FramebufferUpdated
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import ByteReader, Steps

_new_tuple = tuple.__new__
"""Makes a `Rect` at a third of what its constructor takes, which is a function of Python."""

_HEADER_SIZE = 12
_MAXIMUM_DAMAGE = 4096
"""Rectangles kept apart in one update. An update may have any number (LastRect): beyond this they
are joined into their bounding box, so a hostile one cannot fill the memory."""


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
        desktop = self._desktop
        decoders, received = desktop.decoders, desktop.received_encodings
        reader: ByteReader = self._link.reader
        framebuffer: Framebuffer = desktop.framebuffer
        decoder: Decoder | None = None
        decoder_encoding: cython.int = 0
        damage: list[Rect] = []
        rectangles: cython.Py_ssize_t = 0
        index: cython.Py_ssize_t = 0
        most: cython.Py_ssize_t = _MAXIMUM_DAMAGE
        count: cython.Py_ssize_t
        x: cython.Py_ssize_t
        y: cython.Py_ssize_t
        width: cython.Py_ssize_t
        height: cython.Py_ssize_t
        encoding: cython.int
        count = int.from_bytes((yield from reader.read(3)), "big") & 0xFFFF
        while index < count:
            while reader.available < _HEADER_SIZE:
                reader.wanted = _HEADER_SIZE
                yield
            x = _u16(reader.buffer, reader.start)
            y = _u16(reader.buffer, reader.start + 2)
            width = _u16(reader.buffer, reader.start + 4)
            height = _u16(reader.buffer, reader.start + 6)
            encoding = _s32(reader.buffer, reader.start + 8)
            reader.skip(_HEADER_SIZE)
            if decoder is None or encoding != decoder_encoding:
                decoder, decoder_encoding = decoders.get(encoding), encoding
                if decoder is not None:
                    received.add(encoding)
            if decoder is not None:
                if x + width > framebuffer.width or y + height > framebuffer.height:
                    raise DecodeError(
                        f"{_where(index, count, x, y, width, height, encoding)} outside the "
                        f"{framebuffer.width}x{framebuffer.height} framebuffer, "
                        f"at byte {reader.position - _HEADER_SIZE}"
                    )
                index += 1
                rectangles += 1
                if not width or not height:
                    if encoding == Encoding.OPEN_H264:  # it resets streams
                        yield from decoder.decode(Rect(x, y, width, height), reader, framebuffer)
                        continue
                    try:
                        yield from skip_empty(decoder, reader)
                    except DecodeError as error:
                        where = _where(index - 1, count, x, y, width, height, encoding)
                        raise DecodeError(f"{where}: {error}, at byte {reader.position}") from error
                    continue
                rect = _new_tuple(Rect, (x, y, width, height))
                try:
                    if not decoder.decode_buffered(x, y, width, height, reader, framebuffer):
                        yield from decoder.decode(rect, reader, framebuffer)
                except (BoundsError, DecodeError) as error:
                    where = _where(index - 1, count, x, y, width, height, encoding)
                    raise DecodeError(f"{where}: {error}, at byte {reader.position}") from error
                damage.append(rect)
                if len(damage) > most:
                    damage = [bounding_box(damage)]
                continue
            extension = self._pseudo.get(encoding)
            if extension is None:
                raise RemoteProtocolError(
                    f"{_where(index, count, x, y, width, height, encoding)}: an encoding that "
                    f"was not offered, at byte {reader.position - _HEADER_SIZE}"
                )
            index += 1
            received.add(encoding)
            yield from extension.read_rectangle(encoding, Rect(x, y, width, height))
            if extension.draws:
                rectangles += len(extension.drawn)
                damage += extension.drawn
            if desktop.framebuffer is not framebuffer:
                framebuffer = desktop.framebuffer
                damage = [framebuffer.rect]  # all of it is new to whoever shows it
            if extension.ends_update:
                break
        serial = framebuffer.damage.add(damage)
        return FramebufferUpdated(tuple(damage), rectangles, reader.position - start, serial)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _u16(data: cython.p_const_uchar, at: cython.Py_ssize_t) -> cython.int:
    """Return the big-endian unsigned 16-bit number at `at`."""
    return data[at] << 8 | data[at + 1]


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _s32(data: cython.p_const_uchar, at: cython.Py_ssize_t) -> cython.int:
    """Return the big-endian signed 32-bit number at `at`."""
    high: cython.int = data[at] - 256 if data[at] & 128 else data[at]
    return high * (1 << 24) + (data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3])


def _where(index: int, count: int, x: int, y: int, width: int, height: int, encoding: int) -> str:
    """Name a rectangle in an error."""
    number = f"{index + 1} of {count}" if count < 0xFFFF else f"{index + 1}"
    return f"rectangle {number}, {encoding_name(encoding)} {width}x{height}+{x}+{y}"
