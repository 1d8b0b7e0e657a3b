"""Wire structs of the base protocol and its common extensions.

What the client sends are functions that return bytes; what it reads are small frozen classes.
Only `outbox.Outbox` puts the bytes on the wire.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import (
    ClientMessage,
    ClipboardFlags,
    FenceFlags,
    PowerAction,
    QemuMessage,
)
from vncwall.rfb.events import Screen
from vncwall.rfb.pixel_format import PixelFormat

_SET_PIXEL_FORMAT = struct.Struct(">B3x16s")
_SET_ENCODINGS = struct.Struct(">BxH")
_UPDATE_REQUEST = struct.Struct(">BBHHHH")
_KEY_EVENT = struct.Struct(">BBxxI")
_POINTER_EVENT = struct.Struct(">BBHH")
_CUT_TEXT = struct.Struct(">B3xI")
_FENCE = struct.Struct(">B3xIB")
_SET_DESKTOP_SIZE = struct.Struct(">BxHHBx")
_SCREEN = struct.Struct(">IHHHHI")
_QEMU_KEY = struct.Struct(">BBHII")
_QEMU_AUDIO = struct.Struct(">BBH")
_EXTENDED_CUT_TEXT = struct.Struct(">B3xiI")
_GII_VERSION = struct.Struct(">BBHH")
_SERVER_INIT = struct.Struct(">HH16sI")

CLIENT_INIT_SHARED = b"\x01"
"""ClientInit (RFC 6143, 7.3.1): always shared, other viewers stay connected."""

SERVER_INIT_SIZE = _SERVER_INIT.size
SCREEN_SIZE = _SCREEN.size


@dataclass(frozen=True, slots=True)
class ServerInit:
    """The fixed part of ServerInit (RFC 6143, 7.3.2); `name_bytes` of name follow."""

    size: Size
    pixel_format: PixelFormat
    name_bytes: int

    @classmethod
    def unpack(cls, data: bytes) -> ServerInit:
        """Read `SERVER_INIT_SIZE` bytes."""
        width, height, pixel_format, name_bytes = _SERVER_INIT.unpack(data)
        return cls(Size(width, height), PixelFormat.unpack(pixel_format), name_bytes)

    def pack(self) -> bytes:
        """Return the wire bytes, without the name."""
        return _SERVER_INIT.pack(
            self.size.width, self.size.height, self.pixel_format.pack(), self.name_bytes
        )


def set_pixel_format(pixel_format: PixelFormat) -> bytes:
    """Build SetPixelFormat (RFC 6143, 7.5.1)."""
    return _SET_PIXEL_FORMAT.pack(ClientMessage.SET_PIXEL_FORMAT, pixel_format.pack())


def set_encodings(encodings: Iterable[int]) -> bytes:
    """Build SetEncodings (RFC 6143, 7.5.2), best first."""
    numbers = list(encodings)
    return _SET_ENCODINGS.pack(ClientMessage.SET_ENCODINGS, len(numbers)) + struct.pack(
        f">{len(numbers)}i", *numbers
    )


def framebuffer_update_request(rect: Rect, *, incremental: bool) -> bytes:
    """Build FramebufferUpdateRequest (RFC 6143, 7.5.3)."""
    return _UPDATE_REQUEST.pack(
        ClientMessage.FRAMEBUFFER_UPDATE_REQUEST,
        incremental,
        rect.x,
        rect.y,
        rect.width,
        rect.height,
    )


def key_event(keysym: int, *, down: bool) -> bytes:
    """Build KeyEvent (RFC 6143, 7.5.4)."""
    return _KEY_EVENT.pack(ClientMessage.KEY_EVENT, down, keysym)


def pointer_event(x: int, y: int, buttons: int) -> bytes:
    """Build PointerEvent (RFC 6143, 7.5.5); bit 0 of `buttons` is the left button."""
    return _POINTER_EVENT.pack(ClientMessage.POINTER_EVENT, buttons, x, y)


def client_cut_text(text: bytes) -> bytes:
    """Build ClientCutText (RFC 6143, 7.5.6); `text` is Latin-1 with LF line ends."""
    return _CUT_TEXT.pack(ClientMessage.CLIENT_CUT_TEXT, len(text)) + text


def enable_continuous_updates(rect: Rect, *, enable: bool) -> bytes:
    """Build EnableContinuousUpdates (rfbproto)."""
    return _UPDATE_REQUEST.pack(
        ClientMessage.ENABLE_CONTINUOUS_UPDATES, enable, rect.x, rect.y, rect.width, rect.height
    )


def client_fence(flags: FenceFlags, payload: bytes) -> bytes:
    """Build ClientFence (rfbproto); at most 64 bytes of payload."""
    return _FENCE.pack(ClientMessage.CLIENT_FENCE, flags, len(payload)) + payload


def set_desktop_size(size: Size, screens: Iterable[Screen]) -> bytes:
    """Build SetDesktopSize (rfbproto)."""
    parts = [
        _SCREEN.pack(s.id, s.rect.x, s.rect.y, s.rect.width, s.rect.height, s.flags)
        for s in screens
    ]
    head = _SET_DESKTOP_SIZE.pack(
        ClientMessage.SET_DESKTOP_SIZE, size.width, size.height, len(parts)
    )
    return head + b"".join(parts)


def extended_pointer_event(x: int, y: int, buttons: int) -> bytes:
    """Build the PointerEvent with a second mask (rfbproto, PointerEvent): bit 7 is "back"."""
    low = buttons & 0x7F | 0x80
    return _POINTER_EVENT.pack(ClientMessage.POINTER_EVENT, low, x, y) + bytes([buttons >> 7])


def qemu_key_event(keysym: int, keycode: int, *, down: bool) -> bytes:
    """Build QEMU Extended Key Event (rfbproto); `keycode` is an XT scancode, 0 < it < 256."""
    return _QEMU_KEY.pack(ClientMessage.QEMU, QemuMessage.KEY_EVENT, down, keysym, keycode)


def qemu_audio(operation: int, data: bytes = b"") -> bytes:
    """Build QEMU Audio Client Message (rfbproto)."""
    return _QEMU_AUDIO.pack(ClientMessage.QEMU, QemuMessage.AUDIO, operation) + data


def xvp(action: PowerAction) -> bytes:
    """Build xvp Client Message (rfbproto), version 1."""
    return bytes((ClientMessage.XVP, 0, 1, action))


def extended_cut_text(flags: ClipboardFlags, data: bytes = b"") -> bytes:
    """Build the extended ClientCutText (rfbproto, Extended Clipboard)."""
    head = _EXTENDED_CUT_TEXT.pack(ClientMessage.CLIENT_CUT_TEXT, -4 - len(data), flags)
    return head + data


def set_scale(divisor: int) -> bytes:
    """Build SetScale (UltraVNC, libvncserver): pictures of 1/divisor of the size."""
    return bytes((ClientMessage.SET_SCALE, divisor, 0, 0))


def set_scale_factor(divisor: int) -> bytes:
    """Build SetScaleFactor (PalmVNC, libvncserver)."""
    return bytes((ClientMessage.SET_SCALE_FACTOR, divisor, 0, 0))


def gii_version(version: int) -> bytes:
    """Build the version message of gii (rfbproto, gii Client Message), big-endian."""
    return _GII_VERSION.pack(ClientMessage.GII, 0x81, 2, version)


def unpack_screen(data: bytes) -> Screen:
    """Read one SCREEN of `SCREEN_SIZE` bytes (rfbproto, ExtendedDesktopSize)."""
    number, x, y, width, height, flags = _SCREEN.unpack(data)
    return Screen(number, Rect(x, y, width, height), flags)
