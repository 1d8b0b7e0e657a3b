"""The beginning of a wire recording that begins in the middle of a connection.

What a player knows is the stream of a server from its first byte. So the state at a moment is
written as what a server could have sent: the shortest handshake, ServerInit with the pixel format
and size of the moment, and one FramebufferUpdate that

1. brings each zlib stream that has begun to its present window, by rectangles whose zlib data are
   stored blocks (RFC 1951, 3.2.4) of just these bytes, painted where the picture will cover them;
2. paints the whole picture in Tight, through a stream that has not begun, and says with the last
   rectangle that this stream begins anew (rfbproto, Tight: reset bits). If all four have begun,
   the last is used and brought to its window after the picture, and what that painted over is
   sent again in Raw.

Every player of the format reads this; none has to know of it. What follows in the file are the
server's own bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Rect
from vncwall.recording.fbs import HANDSHAKE
from vncwall.rfb.constants import Encoding, ServerMessage
from vncwall.rfb.decoders.base import Carried
from vncwall.rfb.inflate import library as zlib
from vncwall.rfb.pixel_format import PixelFormat, pack_words
from vncwall.rfb.resume import ResumePoint

Pixels = NDArray[np.uint8]  # (height, width, bytes of a pixel)

_RECTANGLE = struct.Struct(">HHHHi")
_ZLIB_HEADER = b"\x78\x01"
_STORED_BYTES = (1 << 16) - 1
_LEVEL = 1
_STREAMS = 4
_EXPLICIT_FILTER, _PALETTE, _FILL = 0x40, 1, 0x80
_LEAST_TIGHT_BYTES = 12
"""Fewer are not compressed (rfbproto, Tight)."""
_MAX_TIGHT_WIDTH = 2048
_BAND_BYTES = 1 << 18
_MAX_RECTANGLES = 0xFFFF


def server_init(name: str, width: int, height: int, pixel_format: PixelFormat) -> bytes:
    """Return the handshake and ServerInit (RFC 6143, 7.3.2) of a recording."""
    text = name.encode()
    head = struct.pack(">HH", width, height) + pixel_format.pack() + struct.pack(">I", len(text))
    return HANDSHAKE + head + text


def opening(point: ResumePoint) -> bytes | None:
    """Return what a recording begins with that goes on with the server's bytes from `point` on.

    None: rectangles cannot say it, on a desktop that is empty, smaller than a dozen pixels, or has
    become smaller than what ZRLE has carried.
    """
    rectangles = list(_rectangles(point))
    size = point.framebuffer.size
    if (
        size.area < _LEAST_TIGHT_BYTES
        or None in rectangles
        or len(rectangles) > _MAX_RECTANGLES
        or max(size.width, size.height) > 0xFFFF
    ):
        return None
    head = server_init(point.name, size.width, size.height, point.pixel_format)
    message = struct.pack(">BxH", ServerMessage.FRAMEBUFFER_UPDATE, len(rectangles))
    return b"".join((head, message, *(one for one in rectangles if one is not None)))


def _rectangles(point: ResumePoint) -> Iterator[bytes | None]:
    """Yield whole rectangles; None where one would be needed that there cannot be."""
    rect = point.framebuffer.rect
    if rect.area < _LEAST_TIGHT_BYTES:
        return
    windows = [b""] * _STREAMS
    for carried in point.carried:
        match carried.encoding:
            case Encoding.TIGHT:
                windows[carried.number] = carried.window
            case Encoding.ZLIB:
                yield from _zlib(carried.window, rect, point.pixel_format)
            case Encoding.ZRLE:
                yield from _zrle(carried, rect)
            case _:
                yield None
    carrier = min((n for n in range(_STREAMS) if not windows[n]), default=_STREAMS - 1)
    for number, window in enumerate(windows):
        if window and number != carrier:
            yield from _tight(number, window, rect, point.pixel_format)
    pixels = pack_words(point.framebuffer.words, point.pixel_format)
    yield from _picture(pixels, carrier, point.pixel_format)
    if window := windows[carrier]:
        yield from _tight(carrier, window, rect, point.pixel_format, reset=True)
        area = _tight_area(rect)
        painted = np.ascontiguousarray(pixels[: area.height, : area.width])
        yield _header(area, Encoding.RAW) + painted.tobytes()
    else:
        # A pixel that is there already, and the stream is as if it had never been used.
        control = bytes([_FILL | 1 << carrier])
        colour = _tpixels(pixels[:1, :1], point.pixel_format).tobytes()
        yield _header(Rect(0, 0, 1, 1), Encoding.TIGHT) + control + colour


def _header(rect: Rect, encoding: int) -> bytes:
    return _RECTANGLE.pack(rect.x, rect.y, rect.width, rect.height, encoding)


def _stored(data: bytes, *, is_first: bool) -> bytes:
    """Return zlib data that inflates to `data` and leaves the stream between two blocks."""
    parts = [_ZLIB_HEADER] if is_first else []
    for at in range(0, len(data), _STORED_BYTES):
        part = data[at : at + _STORED_BYTES]
        parts += (struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF), part)
    return b"".join(parts)


def _padded(window: bytes, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the window in pieces of `size`, zeros before it, and which piece is the first."""
    # Nothing refers back to before the stream's beginning, whatever stands there.
    data = bytes(-len(window) % size) + window
    for at in range(0, len(data), size):
        yield data[at : at + size], at == 0


def _zlib(window: bytes, rect: Rect, pixel_format: PixelFormat) -> Iterator[bytes]:
    """Yield rectangles of the Zlib encoding that bring its stream to `window`."""
    area = Rect(0, 0, min(rect.width, 128), min(rect.height, 64))
    for piece, is_first in _padded(window, area.area * pixel_format.bytes_per_pixel):
        data = _stored(piece, is_first=is_first)
        yield _header(area, Encoding.ZLIB) + struct.pack(">I", len(data)) + data


def _zrle(carried: Carried, rect: Rect) -> Iterator[bytes | None]:
    """Yield the rectangles that ZRLE's stream has brought last, at the top left."""
    at = 0
    for width, height, size in carried.rectangles:
        if width > rect.width or height > rect.height:
            yield None
            return
        data = _stored(carried.window[at : at + size], is_first=at == 0)
        place = Rect(0, 0, width, height)
        yield _header(place, Encoding.ZRLE) + struct.pack(">I", len(data)) + data
        at += size


def _tight_area(rect: Rect) -> Rect:
    """Return where windows of Tight are painted: a byte a pixel, at most a whole window."""
    return Rect(0, 0, min(rect.width, 256), min(rect.height, 128))


def _tight(
    number: int, window: bytes, rect: Rect, pixel_format: PixelFormat, *, reset: bool = False
) -> Iterator[bytes]:
    """Yield rectangles of Tight that bring stream `number` to `window`."""
    area = _tight_area(rect)
    control = number << 4
    if pixel_format.bits_per_pixel == 8:
        filtered = b""  # a pixel is a byte
    else:
        # Indices into a palette of 256 colours: every byte is one.
        control |= _EXPLICIT_FILTER
        filtered = bytes([_PALETTE, 255]) + bytes(256 * pixel_format.bytes_per_tpixel)
    for piece, is_first in _padded(window, area.area):
        resets = 1 << number if reset and is_first else 0
        data = _stored(piece, is_first=is_first)
        yield b"".join(
            (
                _header(area, Encoding.TIGHT),
                bytes([control | resets]),
                filtered,
                _compact(len(data)),
                data,
            )
        )


def _compact(length: int) -> bytes:
    """Return a length as Tight has it: 7 bits a byte, at most three bytes."""
    if length < 1 << 7:
        return bytes([length])
    if length < 1 << 14:
        return bytes([length & 0x7F | 0x80, length >> 7])
    return bytes([length & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length >> 14])


def _tpixels(pixels: Pixels, pixel_format: PixelFormat) -> Pixels:
    """Return PIXELs as TPIXELs: red, green and blue where 3 bytes are enough."""
    if pixel_format.bytes_per_tpixel == pixel_format.bytes_per_pixel:
        return pixels
    return np.ascontiguousarray(pixels[:, :, 2::-1])


def _picture(pixels: Pixels, stream: int, pixel_format: PixelFormat) -> Iterator[bytes]:
    """Yield the whole picture in bands, through one of Tight's streams from its beginning."""
    height, width = pixels.shape[:2]
    deflate = zlib.compressobj(_LEVEL)
    size = pixel_format.bytes_per_tpixel
    for left in range(0, width, _MAX_TIGHT_WIDTH):
        columns = min(_MAX_TIGHT_WIDTH, width - left)
        rows = max(1, _BAND_BYTES // (columns * size))
        for top in range(0, height, rows):
            part = pixels[top : top + rows, left : left + columns]
            place = Rect(left, top, columns, part.shape[0])
            raw = _tpixels(part, pixel_format).tobytes()
            head = _header(place, Encoding.TIGHT) + bytes([stream << 4])
            if len(raw) < _LEAST_TIGHT_BYTES:
                yield head + raw
                continue
            data = deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH)
            yield head + _compact(len(data)) + data
