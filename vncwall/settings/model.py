"""The settings after reading: every default applied, every inheritance resolved.

These are what processes are handed; they pickle, hold no file handles and import nothing heavy.
`settings.loader` builds them from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from vncwall.settings.address import HostAddress
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


TILE_PICTURE = PictureSettings()
CONTROL_PICTURE = PictureSettings(compression=2, jpeg_quality=8, update_interval=0.0)


class VideoFormat(StrEnum):
    """How a recording is encoded; all are Matroska files but `WIRE`."""

    H264 = "h264"
    """x264, opens in every player, least CPU."""
    VP9 = "vp9"
    """libvpx screen mode, 4:4:4: sharp coloured text, smallest where pictures move."""
    LOSSLESS = "lossless"
    """VP9 in RGB, every pixel exact."""
    WIRE = "fbs"
    """The server's bytes with times (FBS 001.000), no encoding at all."""


class WhenFull(StrEnum):
    """What becomes of a new recording for which the machine has no room."""

    WARN = "warn"
    """It begins, and the log says so: a picture that nobody recorded cannot be had later."""
    REFUSE = "refuse"
    """It does not begin: those that run stay smooth."""


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """How and where sessions are recorded."""

    folder: str = "recordings"
    format: VideoFormat = VideoFormat.H264
    max_fps: float = 5.0
    """Most frames a second that are stored; a still screen stores next to none."""
    segment_s: float = 600.0
    """A new file begins after this many seconds."""
    keyframe_s: float = 10.0
    """Distance between key frames (what players jump to); up to six times it if little changes."""
    when_full: WhenFull = WhenFull.WARN
    """What becomes of another recording when the machine is overloaded."""


@dataclass(frozen=True, slots=True)
class HostSettings:
    """One desktop of the wall, resolved."""

    name: str
    address: HostAddress
    username: str = ""
    password: str | None = field(default=None, repr=False)
    group: str = ""
    tile: PictureSettings = TILE_PICTURE
    control: PictureSettings = CONTROL_PICTURE
    view_only: bool = False
    """True: this host can never be controlled from here."""
    record: bool = False
    """Record always, from start to end."""
    schedules: tuple[ScheduleSettings, ...] = ()
    """Record when one of them says so."""
    connect_timeout_s: float = 10.0
    stall_after_s: float = 15.0
    """No answer to an outstanding request for so long: a probe is sent, then the tile is frozen."""
    idle_after_s: float = 600.0
    """A desktop on which nothing has happened for so long is called idle; 0: never."""
    adapt: bool = True
    """Ask for less than the settings allow where the line or the tile makes no use of it."""
    link: str = "lan"
    """Kind of line, whose budget it shares with all hosts that name it too."""


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """What lines may carry: kbit/s of what servers send, as TCP carries it."""

    site_kbit_s: float = 0.0
    """Of all hosts together; 0: no limit."""
    links_kbit_s: Mapping[str, float] = field(default_factory=dict)
    """Of all hosts behind a link together, by its name; a link that is not here has no limit."""


@dataclass(frozen=True, slots=True)
class WallSettings:
    """How the wall looks and behaves."""

    title: str = "vncwall"
    columns: int = 0
    """Tiles a row; 0: the number that shows the tiles largest."""
    fullscreen: bool = False
    width: int = 1280
    height: int = 720
    release_chord: str = "ctrl+alt+shift"
    """Pressed and released alone while a host is under control: opens the control bar."""
    workers: int = 0
    """Session processes; 0: one a core."""
    connects: int = 512
    """Most connections that are being opened at a time, handshake included."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration."""

    hosts: tuple[HostSettings, ...] = ()
    wall: WallSettings = WallSettings()
    recording: RecordingSettings = RecordingSettings()
    budgets: BudgetSettings = field(default_factory=BudgetSettings)


@dataclass(frozen=True, slots=True)
class LoadedConfiguration:
    """Settings, and what the user should know about where they came from."""

    settings: Settings
    warnings: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    """Files that the configuration names and that were read for it: passwords."""
