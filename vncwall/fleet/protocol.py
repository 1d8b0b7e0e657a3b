"""The server's half of RFB, sans-IO: bytes in, facts out (RFC 6143, 7; rfbproto).

`ServerProtocol` reads the handshake and the client's messages. `receive_data` never raises for
what the client sent: a broken message closes the connection (`is_closing`), as servers do. What
the client asked for comes out of `events()`; what is to be sent out of `data_to_send()`.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass
from os import urandom

from Crypto.Cipher import DES

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import (
    ClientMessage,
    Encoding,
    FenceFlags,
    SecurityStatus,
    SecurityType,
    ServerMessage,
)
from vncwall.rfb.events import Screen
from vncwall.rfb.pixel_format import CANONICAL, PixelFormat
from vncwall.rfb.reader import ByteReader, Steps

MAX_CUT_TEXT_BYTES = 1 << 20
MAX_FENCE_BYTES = 64
_FENCE_FLAGS = FenceFlags.BLOCK_BEFORE | FenceFlags.BLOCK_AFTER | FenceFlags.SYNC_NEXT


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """Base of what a client does."""


@dataclass(frozen=True, slots=True)
class ClientReady(ClientEvent):
    """ServerInit was sent; the session is open."""

    shared: bool


@dataclass(frozen=True, slots=True)
class PixelFormatSet(ClientEvent):
    """SetPixelFormat."""

    pixel_format: PixelFormat


@dataclass(frozen=True, slots=True)
class EncodingsSet(ClientEvent):
    """SetEncodings, in the client's order."""

    encodings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpdateRequested(ClientEvent):
    """FramebufferUpdateRequest."""

    incremental: bool
    rect: Rect


@dataclass(frozen=True, slots=True)
class KeyPressed(ClientEvent):
    """KeyEvent."""

    keysym: int
    down: bool


@dataclass(frozen=True, slots=True)
class PointerMoved(ClientEvent):
    """PointerEvent; bit 0 of `buttons` is the left one, 3 and 4 are the wheel."""

    x: int
    y: int
    buttons: int


@dataclass(frozen=True, slots=True)
class CutTextReceived(ClientEvent):
    """ClientCutText."""

    text: str


@dataclass(frozen=True, slots=True)
class ContinuousUpdatesSet(ClientEvent):
    """EnableContinuousUpdates."""

    enabled: bool
    rect: Rect


@dataclass(frozen=True, slots=True)
class DesktopSizeRequested(ClientEvent):
    """SetDesktopSize."""

    size: Size
    screens: tuple[Screen, ...]


class ProtocolViolation(Exception):
    """The client sent what cannot be understood; the connection is closed."""


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """What the handshake needs to know of the desktop."""

    name: str
    size: Size
    password: str | None = None
    pixel_format: PixelFormat = CANONICAL


def vnc_auth_response(password: str, challenge: bytes) -> bytes:
    """Return the DES answer to a challenge (RFC 6143, 7.2.2).

    The key is the first 8 bytes of the password, the bits of each reversed.
    """
    key = password.encode("latin-1", "replace")[:8].ljust(8, b"\0")
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in key)
    return DES.new(mirrored, DES.MODE_ECB).encrypt(challenge)


class ServerProtocol:
    """One client's conversation."""

    def __init__(
        self,
        identity: Callable[[], ServerIdentity],
        *,
        entropy: Callable[[int], bytes] = urandom,
    ) -> None:
        """Begin with the server's ProtocolVersion.

        Args:
            identity: asked once when the client has connected and once for ServerInit, so that a
                desktop may be made as late as possible.
            entropy: source of the challenge.
        """
        self._identity = identity
        self._entropy = entropy
        self._reader = ByteReader()
        self._events: list[ClientEvent] = []
        self._out: list[bytes] = [b"RFB 003.008\n"]
        self._steps = self._run()
        self.is_open = False
        """ServerInit was sent."""
        self.is_closing = False
        """Nothing more is read; send what is left and close."""
        self.close_reason = ""
        self.version = 0
        """Minor version that is spoken: 3, 7 or 8."""

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the client and go on as far as they reach."""
        if self.is_closing:
            return
        self._reader.feed(data)
        try:
            while self._reader.available >= self._reader.wanted:
                next(self._steps)
        except ProtocolViolation as error:
            self.is_closing, self.close_reason = True, str(error)
        except StopIteration:
            self.is_closing = True

    def events(self) -> list[ClientEvent]:
        """Return and forget what the client did."""
        # The list itself stays: the reading generator holds on to it.
        events = self._events.copy()
        self._events.clear()
        return events

    def data_to_send(self) -> bytes:
        """Return and forget what is to be sent."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def send(self, message: bytes) -> None:
        """Append a whole message; only once the session is open."""
        assert self.is_open
        self._out.append(message)

    def send_bell(self) -> None:
        """Ring the client's bell."""
        self.send(bytes((ServerMessage.BELL,)))

    def send_cut_text(self, text: str) -> None:
        """Send the desktop's clipboard, Latin-1 (RFC 6143, 7.6.4)."""
        data = text.encode("latin-1", "replace")
        self.send(struct.pack(">BxxxI", ServerMessage.SERVER_CUT_TEXT, len(data)) + data)

    def send_fence(self, flags: int, payload: bytes) -> None:
        """Send a ServerFence (rfbproto)."""
        head = struct.pack(">BxxxIB", ServerMessage.SERVER_FENCE, flags, len(payload))
        self.send(head + payload)

    def send_end_of_continuous_updates(self) -> None:
        """Say that continuous updates are supported, or have ended (rfbproto)."""
        self.send(bytes((ServerMessage.END_OF_CONTINUOUS_UPDATES,)))

    def _run(self) -> Steps[None]:
        yield from self._handshake()
        if self.is_closing:
            return
        while True:
            yield from self._message()

    def _handshake(self) -> Steps[None]:
        """RFC 6143, 7.1: versions 3.3, 3.7 and 3.8; unknown minor versions are taken as 3.3."""
        reader, out = self._reader, self._out
        banner = yield from reader.read(12)
        if not banner.startswith(b"RFB 003.") or not banner[8:11].isdigit():
            raise ProtocolViolation(f"ProtocolVersion {banner!r}")
        minor = int(banner[8:11])
        self.version = 8 if minor >= 8 else 7 if minor == 7 else 3
        password = self._identity().password
        offered = SecurityType.NONE if password is None else SecurityType.VNC_AUTH
        if self.version == 3:
            out.append(struct.pack(">I", offered))
        else:
            out.append(bytes((1, offered)))
            chosen = yield from reader.read_u8()
            if chosen != offered:
                raise ProtocolViolation(f"security type {chosen} was not offered")
        if password is not None:
            challenge = self._entropy(16)
            out.append(challenge)
            response = yield from reader.read(16)
            if not hmac.compare_digest(response, vnc_auth_response(password, challenge)):
                out.append(struct.pack(">I", SecurityStatus.FAILED))
                if self.version == 8:
                    reason = b"Authentication failed"
                    out.append(struct.pack(">I", len(reason)) + reason)
                self.is_closing, self.close_reason = True, "wrong password"
                return
            out.append(struct.pack(">I", SecurityStatus.OK))
        elif self.version == 8:
            out.append(struct.pack(">I", SecurityStatus.OK))
        shared = yield from reader.read_u8()
        out.append(server_init(self._identity()))
        self.is_open = True
        self._events.append(ClientReady(bool(shared)))

    def _message(self) -> Steps[None]:
        reader, events = self._reader, self._events
        kind = yield from reader.read_u8()
        if kind == ClientMessage.SET_PIXEL_FORMAT:
            data = yield from reader.read(19)
            events.append(PixelFormatSet(PixelFormat.unpack(data[3:])))
        elif kind == ClientMessage.SET_ENCODINGS:
            yield from reader.read_u8()
            count = yield from reader.read_u16()
            data = yield from reader.read(4 * count)
            events.append(EncodingsSet(struct.unpack(f">{count}i", data)))
        elif kind == ClientMessage.FRAMEBUFFER_UPDATE_REQUEST:
            data = yield from reader.read(9)
            incremental, *numbers = struct.unpack(">BHHHH", data)
            events.append(UpdateRequested(bool(incremental), Rect(*numbers)))
        elif kind == ClientMessage.KEY_EVENT:
            data = yield from reader.read(7)
            down, keysym = struct.unpack(">BxxI", data)
            events.append(KeyPressed(keysym, bool(down)))
        elif kind == ClientMessage.POINTER_EVENT:
            data = yield from reader.read(5)
            buttons, x, y = struct.unpack(">BHH", data)
            events.append(PointerMoved(x, y, buttons))
        elif kind == ClientMessage.CLIENT_CUT_TEXT:
            yield from reader.read(3)
            length = yield from reader.read_u32()
            if length > MAX_CUT_TEXT_BYTES:
                raise ProtocolViolation(f"cut text of {length} bytes")
            data = yield from reader.read(length)
            events.append(CutTextReceived(data.decode("latin-1")))
        elif kind == ClientMessage.ENABLE_CONTINUOUS_UPDATES:
            data = yield from reader.read(9)
            enabled, *numbers = struct.unpack(">BHHHH", data)
            events.append(ContinuousUpdatesSet(bool(enabled), Rect(*numbers)))
        elif kind == ClientMessage.CLIENT_FENCE:
            yield from self._fence()
        elif kind == ClientMessage.SET_DESKTOP_SIZE:
            yield from self._set_desktop_size()
        else:
            raise ProtocolViolation(f"unknown message type {kind}")

    def _fence(self) -> Steps[None]:
        """Answer a ClientFence. All it may ask to wait for is done by now: messages are handled
        in order and an update is encoded whole, so echoing it after them is enough."""
        reader = self._reader
        yield from reader.read(3)
        flags = yield from reader.read_u32()
        length = yield from reader.read_u8()
        if length > MAX_FENCE_BYTES:
            raise ProtocolViolation(f"fence payload of {length} bytes")
        payload = yield from reader.read(length)
        if flags & FenceFlags.REQUEST:
            self.send_fence(flags & _FENCE_FLAGS, payload)

    def _set_desktop_size(self) -> Steps[None]:
        data = yield from self._reader.read(7)
        width, height, count = struct.unpack(">xHHBx", data)
        screens = []
        for _ in range(count):
            data = yield from self._reader.read(16)
            number, x, y, screen_width, screen_height, flags = struct.unpack(">IHHHHI", data)
            screens.append(Screen(number, Rect(x, y, screen_width, screen_height), flags))
        self._events.append(DesktopSizeRequested(Size(width, height), tuple(screens)))


def server_init(identity: ServerIdentity) -> bytes:
    """Return ServerInit (RFC 6143, 7.3.2)."""
    name = identity.name.encode()
    return b"".join(
        (
            struct.pack(">HH", identity.size.width, identity.size.height),
            identity.pixel_format.pack(),
            struct.pack(">I", len(name)),
            name,
        )
    )


def extended_desktop_size(
    size: Size, screens: tuple[Screen, ...], *, reason: int, status: int
) -> bytes:
    """Return an ExtendedDesktopSize pseudo-rectangle with its header (rfbproto)."""
    head = struct.pack(
        ">HHHHi", reason, status, size.width, size.height, Encoding.EXTENDED_DESKTOP_SIZE
    )
    layout = b"".join(
        struct.pack(
            ">IHHHHI",
            screen.id,
            screen.rect.x,
            screen.rect.y,
            screen.rect.width,
            screen.rect.height,
            screen.flags,
        )
        for screen in screens
    )
    return head + struct.pack(">Bxxx", len(screens)) + layout
