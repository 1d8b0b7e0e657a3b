"""The settings after reading: every default applied, every inheritance resolved.

These are what processes are handed; they pickle, hold no file handles and import nothing heavy.
`settings.loader` builds them from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from vncwall.geometry import Size
from vncwall.security import STANDARD_METHODS, NewKeys, SecurityMethod
from vncwall.settings.address import HostAddress
from vncwall.settings.alert import AlertSettings
from vncwall.settings.caption import STANDARD, Captions
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.keys import DEFAULT_KEYS
from vncwall.settings.mask import Mask
from vncwall.settings.named_wall import Arrangement, NamedWall
from vncwall.settings.schedule import ScheduleSettings


class PixelFormatName(StrEnum):
    """Pixel formats that can be asked of a server."""

    RGB888 = "rgb888"
    RGB565 = "rgb565"
    BGR233 = "bgr233"


class EncodingName(StrEnum):
    """Preferred encoding; `AUTO` offers all, best first."""

    AUTO = "auto"
    TIGHT = "tight"
    ZRLE = "zrle"
    ZLIB = "zlib"
    HEXTILE = "hextile"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """What is asked of a server for one purpose (tile or control)."""

    encoding: EncodingName = EncodingName.AUTO
    compression: int | None = 6
    """Compression level 0-9 (Tight, zlib); None: the server's default."""
    jpeg_quality: int | None = 6
    """JPEG quality level 0-9; None: lossless."""
    pixel_format: PixelFormatName = PixelFormatName.RGB888
    update_interval: float = 1.0
    """Seconds between update requests at least; 0: as fast as the server answers."""
    chosen: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    """Which of these somebody has written down, be it the standard: that holds in any case."""


TILE_PICTURE = PictureSettings()
CONTROL_PICTURE = PictureSettings(compression=2, jpeg_quality=8, update_interval=0.0)


class VideoFormat(StrEnum):
    """How a recording is encoded; all are Matroska files but `WIRE`."""

    H264 = "h264"
    """4:2:0: opens in every player, least CPU."""
    H264_444 = "h264-444"
    """4:4:4: small coloured text stays sharp; not every player."""
    AV1 = "av1"
    """4:2:0: small files for more CPU, in newer players."""
    VP9 = "vp9"
    """libvpx screen mode, 4:4:4: sharp coloured text, smallest where pictures move."""
    LOSSLESS = "lossless"
    """VP9 in RGB, every pixel exact."""
    FFV1 = "ffv1"
    """The archives' lossless codec, RGB: every frame whole by itself, very large."""
    WIRE = "fbs"
    """The server's bytes with times (FBS 001.000), no encoding at all."""

    @property
    def is_lossless(self) -> bool:
        """Whether every pixel comes back as it was."""
        return self in (VideoFormat.LOSSLESS, VideoFormat.FFV1)


class Preset(StrEnum):
    """How much work an encoder takes on for a smaller file."""

    FAST = "fast"
    STANDARD = "standard"
    SMALL = "small"


class EncoderChoice(StrEnum):
    """What encodes H.264 and AV1: this computer's processor, or its graphics card."""

    SOFTWARE = "software"
    AUTO = "auto"
    """The first card that proves to work, else the processor."""
    NVENC = "nvenc"
    QSV = "qsv"
    AMF = "amf"
    V4L2 = "v4l2"


class OnResize(StrEnum):
    """What a recording does when the desktop gets another size."""

    SEGMENT = "segment"
    """It goes on in a new file of that size."""
    SCALE = "scale"
    """It goes on in the same file: the desktop is fitted into the frame, with bars."""


class Stamp(StrEnum):
    """Where host name and UTC time are burnt into the picture."""

    OFF = "off"
    BELOW = "below"
    """In a line of its own, below the desktop: it hides nothing."""
    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class WhenFull(StrEnum):
    """What becomes of a new recording for which the machine has no room."""

    WARN = "warn"
    """It begins, and the log says so: a picture that nobody recorded cannot be had later."""
    REFUSE = "refuse"
    """It does not begin: those that run stay smooth."""


class Convert(StrEnum):
    """When a recording of the wire becomes a video."""

    NEVER = "never"
    IDLE = "idle"
    """When the machine has nothing better to do."""


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """How and where sessions are recorded."""

    folder: str = "recordings"
    format: VideoFormat = VideoFormat.H264
    quality: int | None = None
    """Constant quality (CRF of the codec, smaller is better); None: the format's standard."""
    preset: Preset = Preset.STANDARD
    encoder: EncoderChoice = EncoderChoice.SOFTWARE
    max_fps: float = 5.0
    """Most frames a second that are stored; a still screen stores next to none."""
    max_size: Size | None = None
    """A larger desktop is scaled down into this box; None: recorded as large as it is."""
    on_resize: OnResize = OnResize.SEGMENT
    masks: tuple[Mask, ...] = ()
    """Parts of the desktop that are never stored: black in the recording."""
    stamp: Stamp = Stamp.OFF
    """Where host name and UTC time are burnt in."""
    cursor: bool = True
    """The remote pointer is seen in the recording."""
    segment_s: float = 600.0
    """A new file begins after this many seconds."""
    keyframe_s: float = 10.0
    """Distance between key frames (what players jump to); up to six times it if little changes."""
    preroll_s: float = 0.0
    """Keep so much of every session, to save it when it is wanted; 0: nothing."""
    preroll_mb: float = 16.0
    """Most memory of one session that this takes; then it is shorter."""
    convert: Convert = Convert.NEVER
    """When recordings of the wire become videos."""
    keep_wire: bool = True
    """Whether they stay beside their videos."""
    when_full: WhenFull = WhenFull.WARN
    """What becomes of another recording when the machine is overloaded."""


ALL_MONITORS = 0
EACH_MONITOR = -1


@dataclass(frozen=True, slots=True)
class HostSettings:
    """One desktop of the wall, resolved."""

    name: str
    address: HostAddress
    username: str = ""
    password: str | None = field(default=None, repr=False)
    security: tuple[SecurityMethod, ...] = STANDARD_METHODS
    """The logins that are allowed; the strongest that the server offers is made."""
    ca_file: str = ""
    """PEM file with certificate authorities beside those of the system."""
    new_keys: NewKeys = NewKeys.ASK
    """What becomes of a key by which the server is not known yet."""
    known_keys: str = ""
    """File of the keys by which servers are known; "": none are kept."""
    group: str = ""
    tags: tuple[str, ...] = ()
    """Words by which walls choose hosts and operators find them."""
    monitors: int = ALL_MONITORS
    """Which of several monitors its tile shows, from 1, counted from left to right;
    `ALL_MONITORS`: all in one tile; `EACH_MONITOR`: each in a tile of its own."""
    tile: PictureSettings = TILE_PICTURE
    control: PictureSettings = CONTROL_PICTURE
    view_only: bool = False
    """True: this host can never be controlled from here."""
    record: bool = False
    """Record always, from start to end."""
    schedules: tuple[ScheduleSettings, ...] = ()
    """Record when one of them says so."""
    recording: RecordingSettings | None = None
    """How it is recorded where that differs from the other hosts; None: as they are."""
    cursor: bool = True
    """Its server may draw the pointer into the picture; false: its recordings are without one."""
    connect_timeout_s: float = 10.0
    """For one attempt, from the first packet to the end of the handshake."""
    stall_after_s: float = 15.0
    """No answer to an outstanding request for so long: a probe is sent, then the tile is frozen."""
    locked_picture: str = ""
    """PNG file: what the desktop looks like when it is locked; "": not known."""
    locked_picture_ns: int = 0
    """When that file was written, so that another picture in it is another setting."""
    idle_after_s: float = 600.0
    """A desktop on which nothing has happened for so long is called idle; 0: never."""
    adapt: bool = True
    """Ask for less than the settings allow where the line or the tile makes no use of it."""
    link: str = "lan"
    """Kind of line, whose budget it shares with all hosts that name it too."""
    alerts: tuple[AlertSettings, ...] = ()
    """The rules that are for it."""
    maintenance: tuple[ScheduleSettings, ...] = ()
    """When somebody works on it: then nothing about it is an alert."""


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """What lines may carry: kbit/s of what servers send, as TCP carries it."""

    site_kbit_s: float = 0.0
    """Of all hosts together; 0: no limit."""
    links_kbit_s: Mapping[str, float] = field(default_factory=dict)
    """Of all hosts behind a link together, by its name; a link that is not here has no limit."""


class ThemeName(StrEnum):
    """Colours of the window."""

    DARK = "dark"
    LIGHT = "light"
    HIGH_CONTRAST = "high-contrast"


class Promote(StrEnum):
    """Where a desktop is shown large."""

    WINDOW = "window"
    """Over the whole window."""
    IN_PLACE = "in-place"
    """Around its tile; other tiles stay in sight."""


class FirstClick(StrEnum):
    """What a click on a tile does."""

    CONTROL = "control"
    SELECT = "select"
    """Only select it; a click on the selected tile takes control."""


@dataclass(frozen=True, slots=True)
class WallSettings:
    """How the wall looks and behaves."""

    title: str = "vncwall"
    arrangement: Arrangement = field(default_factory=Arrangement)
    """How all hosts are shown, and what named walls do not say."""
    patrol_walls: tuple[str, ...] = ()
    """Walls that a patrol shows one after the other; empty: the pages of the one that is shown."""
    patrol_at_start: bool = False
    """A patrol goes on from the start."""
    caption: str = STANDARD
    """What stands in the caption of a tile, with fields in braces."""
    captions: Captions = Captions.AUTO
    """Which tiles have one."""
    theme: ThemeName = ThemeName.DARK
    fullscreen: bool = False
    display: int | None = None
    """Which of this computer's monitors the window opens on, from 0; None: the window manager
    chooses."""
    kiosk: bool = False
    """Full screen from the start, nothing is asked, and no single key or click ends it."""
    view_only: bool = False
    """No host can be controlled from this wall."""
    width: int = 1280
    height: int = 720
    release_chord: str = "ctrl+alt+shift"
    """Pressed and released alone while a host is under control: opens the control bar."""
    workers: int = 0
    """Session processes; 0: one a core."""
    connects: int = 512
    """Most connections that are being opened at a time, handshake included."""
    language: str = ""
    """Of the window; "": that of the environment."""
    scale: float = 1.0
    """Of captions, signs and panels, against what the window's height gives."""
    snapshots: str = "snapshots"
    """Folder of the pictures that the operator saves."""
    sound: bool = True
    """Alerts that have a sound are heard, where there is an audio device."""
    thumbnails: bool = True
    """The last picture of every host is kept, to be shown while it is off."""
    state: str = ""
    """Folder for what outlives the program: journal of alerts, last pictures; "": none."""
    ask: bool = True
    """Passwords that hosts want are asked for in the window."""
    promote: Promote = Promote.WINDOW
    """Where a desktop is shown large."""
    first_click: FirstClick = FirstClick.CONTROL
    """What a click on a tile does."""
    grab_keys: bool = False
    """While a host is under control it gets the keys that this computer would keep, too."""
    restore_size: bool = True
    """A desktop that was asked for another size gets its own back when control is given back."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration."""

    hosts: tuple[HostSettings, ...] = ()
    wall: WallSettings = WallSettings()
    recording: RecordingSettings = RecordingSettings()
    budgets: BudgetSettings = field(default_factory=BudgetSettings)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_KEYS)
    """Of the wall's actions, by their names."""
    walls: tuple[NamedWall, ...] = ()
    """Those that digits choose, in the order of the file."""
    wall_name: str = ""
    """The one to begin with; "": all hosts."""


@dataclass(frozen=True, slots=True)
class LoadedConfiguration:
    """Settings, and what the user should know about where they came from."""

    settings: Settings
    warnings: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    """Files that the configuration names and that were read for it: passwords."""
