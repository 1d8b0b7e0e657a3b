"""Builders of what a server sends, field by field as in RFC 6143 and rfbproto.

Independent of `vncwall.rfb.messages`, so that tests do not read back our own idea of the wire.
"""

from __future__ import annotations

import struct

BANNER_33 = b"RFB 003.003\n"
BANNER_37 = b"RFB 003.007\n"
BANNER_38 = b"RFB 003.008\n"
RGB888 = bytes.fromhex("20 18 00 01 00ff 00ff 00ff 10 08 00 000000")
RGB565 = bytes.fromhex("10 10 00 01 001f 003f 001f 0b 05 00 000000")
BGR233 = bytes.fromhex("08 08 00 01 0007 0007 0003 00 03 06 000000")
OK = bytes(4)
FAILED = b"\0\0\0\1"
BELL = b"\2"
END_OF_CONTINUOUS_UPDATES = b"\x96"


def text(value: str | bytes) -> bytes:
    """A string with its U32 length."""
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(data)) + data


def server_init(width: int, height: int, name: str = "desk", pixel_format: bytes = RGB888) -> bytes:
    """ServerInit."""
    return struct.pack(">HH", width, height) + pixel_format + text(name)


def update(*rectangles: bytes, count: int | None = None) -> bytes:
    """FramebufferUpdate."""
    number = len(rectangles) if count is None else count
    return struct.pack(">BxH", 0, number) + b"".join(rectangles)


def rectangle(x: int, y: int, width: int, height: int, encoding: int, data: bytes = b"") -> bytes:
    """One rectangle with its header."""
    return struct.pack(">HHHHi", x, y, width, height, encoding) + data


def raw(x: int, y: int, width: int, height: int, pixel: bytes = b"\x01\x02\x03\x00") -> bytes:
    """A Raw rectangle of one colour."""
    return rectangle(x, y, width, height, 0, pixel * (width * height))


LAST_RECT = rectangle(0, 0, 0, 0, -224)


def desktop_size(width: int, height: int) -> bytes:
    """A DesktopSize rectangle."""
    return rectangle(0, 0, width, height, -223)


def extended_desktop_size(
    width: int,
    height: int,
    *screens: tuple[int, int, int, int, int],
    reason: int = 0,
    status: int = 0,
) -> bytes:
    """An ExtendedDesktopSize rectangle; screens as (id, x, y, width, height)."""
    data = bytes([len(screens), 0, 0, 0])
    data += b"".join(struct.pack(">IHHHHI", *screen, 0) for screen in screens)
    return rectangle(reason, status, width, height, -308, data)


def colour_map(first: int, *colours: tuple[int, int, int]) -> bytes:
    """SetColourMapEntries."""
    head = struct.pack(">BxHH", 1, first, len(colours))
    return head + b"".join(struct.pack(">HHH", *colour) for colour in colours)


def cut_text(data: bytes) -> bytes:
    """ServerCutText."""
    return b"\3\0\0\0" + text(data)


def fence(flags: int, payload: bytes) -> bytes:
    """ServerFence (and ClientFence: they are alike)."""
    return struct.pack(">B3xIB", 248, flags, len(payload)) + payload


def set_encodings(*numbers: int) -> bytes:
    """SetEncodings."""
    return struct.pack(f">BxH{len(numbers)}i", 2, len(numbers), *numbers)


def set_pixel_format(pixel_format: bytes) -> bytes:
    """SetPixelFormat."""
    return bytes(4) + pixel_format


def request(x: int, y: int, width: int, height: int, *, incremental: bool) -> bytes:
    """FramebufferUpdateRequest."""
    return struct.pack(">BBHHHH", 3, incremental, x, y, width, height)


def continuous(x: int, y: int, width: int, height: int, *, enable: bool) -> bytes:
    """EnableContinuousUpdates."""
    return struct.pack(">BBHHHH", 150, enable, x, y, width, height)


def key(keysym: int, *, down: bool) -> bytes:
    """KeyEvent."""
    return struct.pack(">BBxxI", 4, down, keysym)


def pointer(x: int, y: int, buttons: int) -> bytes:
    """PointerEvent."""
    return struct.pack(">BBHH", 5, buttons, x, y)
