"""Facts that leave the core. Each is frozen and owns its data unless its text says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import ClipboardFlags
from vncwall.rfb.errors import RFBError
from vncwall.rfb.pixel_format import PixelFormat
from vncwall.security import SecurityMethod


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One monitor of the desktop (rfbproto, ExtendedDesktopSize)."""

    id: int
    rect: Rect
    flags: int = 0


@dataclass(frozen=True, slots=True)
class SecurityChosen(Event):
    """The security type is known and its exchange begins."""

    security_type: int
    warning: str = ""
    """Something the operator should know, e.g. that only 8 characters of the password count."""


@dataclass(frozen=True, slots=True)
class Connected(Event):
    """ServerInit was read; the connection is open and `Connection.framebuffer` exists."""

    version: str
    """The server's banner, e.g. "003.008"."""
    security_type: int
    size: Size
    server_pixel_format: PixelFormat
    name: str
    stream_position: int
    """Offset in the received bytes of the first byte after ServerInit (for wire recordings)."""
    method: SecurityMethod = SecurityMethod.NONE
    """How the login was made."""


@dataclass(frozen=True, slots=True)
class FramebufferUpdated(Event):
    """A whole FramebufferUpdate was drawn into `Connection.framebuffer`."""

    damage: tuple[Rect, ...]
    """What it touched: inside the framebuffer, may overlap, empty for pure pseudo-rectangles."""
    rectangles: int
    """Real rectangles in the message."""
    size_bytes: int
    """Length of the message on the wire."""
    serial: int
    """Number of this update; also written to the damage map."""


@dataclass(frozen=True, slots=True)
class DesktopResized(Event):
    """The framebuffer was replaced (size changed) or the screens changed.

    A replaced framebuffer keeps the contents that fit, the rest is black; the update that follows
    has all of it as damage. After a storm `Connection.framebuffer` may be newer than `size`.
    """

    size: Size
    screens: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class DesktopSizeRefused(Event):
    """The server did not follow our SetDesktopSize."""

    status: int
    """`constants.DesktopSizeStatus`, or a number unknown to us."""


@dataclass(frozen=True, slots=True)
class DesktopNameChanged(Event):
    """The desktop has a new name."""

    name: str


@dataclass(frozen=True, slots=True)
class CursorChanged(Event):
    """The pointer has a new shape; width 0 hides it."""

    width: int
    height: int
    hotspot_x: int
    hotspot_y: int
    pixels: bytes
    """BGRA with straight alpha, rows top to bottom, width * height * 4 bytes."""


@dataclass(frozen=True, slots=True)
class CursorMoved(Event):
    """The server moved the pointer (PointerPos)."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ColourMapChanged(Event):
    """SetColourMapEntries arrived; pixels decoded before are stale until a full update."""


@dataclass(frozen=True, slots=True)
class ServerCutText(Event):
    """The remote clipboard has new text."""

    text: str


@dataclass(frozen=True, slots=True)
class ClipboardOffered(Event):
    """The remote clipboard has new contents in these formats (Extended Clipboard).

    The text is asked for without more ado; for the rest there is `Connection.request_clipboard`.
    """

    formats: ClipboardFlags


@dataclass(frozen=True, slots=True)
class ClipboardReceived(Event):
    """Contents of the remote clipboard beyond its text, which comes as `ServerCutText`."""

    rtf: bytes | None = None
    html: bytes | None = None


@dataclass(frozen=True, slots=True)
class LedStateChanged(Event):
    """The lights of the remote keyboard."""

    scroll_lock: bool
    num_lock: bool
    caps_lock: bool


@dataclass(frozen=True, slots=True)
class KeyRepeatChanged(Event):
    """Who repeats a key that is held down, and when (VMware); numbers as on the wire."""

    is_ours: bool
    """True: the client; False: the server."""
    period: int
    delay: int


@dataclass(frozen=True, slots=True)
class MachineStateChanged(Event):
    """What somebody at the virtual machine's own console has done (VMware)."""

    is_fullscreen: bool
    is_paused: bool
    """No updates come for the time being."""


@dataclass(frozen=True, slots=True)
class PointerModeChanged(Event):
    """The server wants positions or motion; `Connection.send_pointer_event` follows by itself."""

    is_relative: bool


@dataclass(frozen=True, slots=True)
class PowerActionsOffered(Event):
    """`Connection.send_power_action` can be used from now on (xvp)."""


@dataclass(frozen=True, slots=True)
class PowerActionFailed(Event):
    """The server could not do what `Connection.send_power_action` asked for."""


@dataclass(frozen=True, slots=True)
class AudioOffered(Event):
    """`Connection.set_audio` can be used from now on (QEMU)."""


@dataclass(frozen=True, slots=True)
class AudioSwitched(Event):
    """A stream of sound begins or ends."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class AudioReceived(Event):
    """Samples in the format of `ConnectionOptions.audio`, little-endian, channels interleaved."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ServerIdentified(Event):
    """The server names itself (libvncserver)."""

    text: str


@dataclass(frozen=True, slots=True)
class Bell(Event):
    """The server rang the bell."""


@dataclass(frozen=True, slots=True)
class FenceReceived(Event):
    """The server answered a Fence of ours; a round trip has ended."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class ConnectionFailed(Event):
    """The conversation ended because of `error`; nothing follows."""

    error: RFBError


@dataclass(frozen=True, slots=True)
class ConnectionClosed(Event):
    """The server closed the stream between two messages; nothing follows."""
