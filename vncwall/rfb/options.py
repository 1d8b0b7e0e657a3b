"""What the caller decides about a connection: credentials, limits, wishes. All frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from os import urandom

from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.pixel_format import CANONICAL, PixelFormat
from vncwall.security import STANDARD_METHODS, HostKey, SecurityMethod


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a security type may be given; `repr` hides the secrets."""

    username: str = ""
    password: str | None = field(default=None, repr=False)
    """None: there is none, which is not the same as an empty one."""


@dataclass(frozen=True, slots=True)
class SecurityOptions:
    """Which logins are allowed, and whom a server must prove to be."""

    allowed: tuple[SecurityMethod, ...] = STANDARD_METHODS
    """What is not among them is not used, whatever the server offers."""
    avoided: frozenset[int] = frozenset()
    """Security types with sub-types of which none could be used before; others are tried first."""
    server_name: str = ""
    """Host name or address for which a certificate must be."""
    ca_file: str = ""
    """PEM file with certificate authorities beside those of the system."""
    asks_authorities: bool = False
    """A certificate is right when certificate authorities say so; else when it is known."""
    known_keys: tuple[HostKey, ...] = ()
    """Keys by which this server is known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted from a server. Checked before anything is read or allocated."""

    desktop_width: int = 16384
    desktop_height: int = 16384
    desktop_pixels: int = 64 << 20
    """64 Mpixel: two 8K screens. 256 MiB of framebuffer."""
    name_bytes: int = 4096
    reason_bytes: int = 4096
    security_types: int = 255
    """In one list of sub-types or capabilities."""
    rsa_bits: int = 8192
    """A server's RSA key; TigerVNC has the same."""
    diffie_hellman_bytes: int = 512
    """A prime; those of macOS have 64 to 512."""
    cut_text_bytes: int = 1 << 20
    clipboard_bytes: int = 4 << 20
    """Extended clipboard: of a whole message on the wire, and of each format once inflated."""
    screens: int = 255
    cursor_pixels: int = 256 * 256
    compressed_rectangle_bytes: int = 64 << 20
    """Length fields inside zlib, ZRLE and Tight rectangles."""
    picture_bytes: int = 32 << 20
    """One JPEG picture without a length field (encoding 21)."""
    video_pixels: int = 36 << 20
    """Pictures of Open H.264, one of each stream: level 6.2 (ITU-T H.264, table A-1)."""
    video_pictures: int = 64
    """Pictures in one rectangle of Open H.264; servers send one."""
    audio_bytes: int = 1 << 20
    """One message of QEMU audio."""
    subrectangles: int = 25_000
    """Rectangles in one UltraZip message; UltraVNC's viewer has the same."""
    inflate_ratio: int = 1100
    """Deflate cannot exceed 1032:1 (RFC 1951); more output than this for the input is a bomb."""
    buffered_bytes: int = 80 << 20
    unsent_bytes: int = 16 << 20
    """Answers to what one read has brought: to fences, and to requests for the clipboard."""

    def check(self, message_field: str, value: int, limit: int) -> None:
        """Raise `LimitExceeded` when `value` is above `limit`."""
        if value > limit:
            raise LimitExceeded(message_field, value, limit)

    def check_desktop(self, message: str, width: int, height: int) -> None:
        """Raise `LimitExceeded` when a desktop of this size is not accepted."""
        self.check(f"{message} width", width, self.desktop_width)
        self.check(f"{message} height", height, self.desktop_height)
        self.check(f"{message} pixels", width * height, self.desktop_pixels)


class Subsampling(IntEnum):
    """Chrominance samples that JPEG leaves out, as numbers of rfbproto's pseudo-encodings."""

    NONE = Encoding.JPEG_SUBSAMPLING_1X
    TWO = Encoding.JPEG_SUBSAMPLING_2X
    FOUR = Encoding.JPEG_SUBSAMPLING_4X
    EIGHT = Encoding.JPEG_SUBSAMPLING_8X
    SIXTEEN = Encoding.JPEG_SUBSAMPLING_16X
    GREY = Encoding.JPEG_SUBSAMPLING_GREY


class AudioSample(IntEnum):
    """sample-format of QEMU audio (rfbproto, QEMU Audio Client Message)."""

    U8 = 0
    S8 = 1
    U16 = 2
    S16 = 3
    U32 = 4
    S32 = 5


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """What QEMU is asked to send."""

    sample: AudioSample = AudioSample.S16
    channels: int = 2
    """1 or 2."""
    frequency_hz: int = 44100


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What the client asks the server for. Can be changed while connected (`set_picture`)."""

    pixel_format: PixelFormat = CANONICAL
    encodings: tuple[int, ...] | None = None
    """Real encodings to offer, best first; None: all decoders by their preference."""
    compression: int | None = 2
    """Compression level 0-9; None: the server's default."""
    jpeg_quality: int | None = 8
    """JPEG quality level 0-9; None: no JPEG, lossless. Never sent below 16 bits a pixel."""
    fine_quality: int | None = None
    """JPEG quality 0-100 for the servers that know it, beside `jpeg_quality` for the others."""
    subsampling: Subsampling | None = None
    """Chrominance subsampling for the servers that know it; None: their choice."""


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """Everything a new `Connection` is told."""

    credentials: Credentials = Credentials()
    security: SecurityOptions = SecurityOptions()
    picture: PictureOptions = PictureOptions()
    limits: Limits = Limits()
    also_read: frozenset[int] = frozenset()
    """Encodings that are read although they are not offered: for servers that send them so."""
    view_only: bool = True
    """While true the connection cannot emit KeyEvent, PointerEvent or ClientCutText."""
    continuous_updates: bool = True
    """While in control, learn whether the server can do continuous updates."""
    local_cursor: bool = True
    """While in control, ask for the cursor's shape instead of a pointer drawn into the picture.
    A view-only connection leaves the pointer in the picture: it does not know where it is."""
    local_cursor_at_once: bool = False
    """Ask for the cursor's shape from the start, to have pictures without a pointer."""
    clipboard: bool = True
    """While in control, exchange clipboards in full Unicode where the server can (Extended
    Clipboard); otherwise Latin-1 cut texts."""
    rich_clipboard: bool = False
    """Exchange RTF and HTML as well, for `Connection.send_clipboard` and `request_clipboard`."""
    keycodes: bool = False
    """While in control, learn whether the server takes scancodes in `Connection.send_key_event`."""
    lights: bool = False
    """While in control, be told the lights of the remote keyboard (`LedStateChanged`)."""
    pointer_position: bool = False
    """While in control, be told where others move the pointer (`CursorMoved`)."""
    machine_state: bool = False
    """While in control, be told who repeats keys and what is done at the machine's own console
    (`KeyRepeatChanged`, `MachineStateChanged`; VMware)."""
    power_actions: bool = False
    """While in control, learn whether the server takes `Connection.send_power_action`."""
    audio: AudioFormat | None = None
    """Ask QEMU for its guest's sound in this format; None: not at all."""
    native_format: bool = False
    """Let the server change to its own pixel format with another desktop size (VMware)."""
    server_scaling: bool = False
    """Learn whether the server can scale its pictures, for `Connection.set_scale`."""
    gii: bool = False
    """Agree to the General Input Interface; no device is created."""
    interactive: bool = False
    """Emit a `questions.Question` and wait for `Connection.answer` when credentials are missing;
    otherwise the connection fails with `CredentialsMissing`."""
    waits_for_client_key: bool = False
    """Emit `questions.ClientKeyNeeded` before RSA-AES for the first time, and wait for its answer;
    otherwise the key is made on the spot, which takes a second or more."""
    highest_version: tuple[int, int] = (3, 8)
    """Highest protocol version to agree to: (3, 3), (3, 7) or (3, 8)."""
    entropy: Callable[[int], bytes] = urandom
    """Source of random bytes; a test passes a fixed one."""
