"""The tables of a configuration file, as pydantic reads them.

A field that the file does not set is absent from `model_fields_set`, which is how inheritance
tells "not said" from "said to be lossless". Only the main process imports this module; other
processes are handed `settings.model`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from vncwall.geometry import Size
from vncwall.language import LANGUAGES
from vncwall.security import NewKeys, SecurityMethod
from vncwall.settings.alert import AlertKind, Show
from vncwall.settings.calendar_texts import (
    cron_of,
    dates_of,
    days_of,
    hours_of,
    moment_of,
    time_zone_of,
)
from vncwall.settings.caption import Captions, parse_caption
from vncwall.settings.colour_texts import colour_of
from vncwall.settings.countries import calendar_of
from vncwall.settings.durations import duration_s
from vncwall.settings.mask import Mask, parse_mask
from vncwall.settings.model import (
    ALL_MONITORS,
    EACH_MONITOR,
    Convert,
    EncoderChoice,
    EncodingName,
    FirstClick,
    OnResize,
    PixelFormatName,
    Preset,
    Promote,
    Stamp,
    ThemeName,
    VideoFormat,
    WhenFull,
)
from vncwall.settings.named_wall import (
    MOST_SLOT,
    Order,
    Place,
    ShownState,
    ViewName,
    parse_place,
)
from vncwall.settings.rates import rate_kbit_s
from vncwall.settings.schedule import Occasion, OnHolidays
from vncwall.settings.security_texts import methods_of
from vncwall.settings.sizes import size_bytes
from vncwall.states import Severity

LOSSLESS = "lossless"
SERVER_DEFAULT = "server"
STANDARD = "standard"
NATIVE = "native"

CHORD_KEYS = ("ctrl", "alt", "shift", "super")
"""Keys of which a release chord is made."""


def _jpeg_quality(value: object) -> object:
    return _level(value, word=LOSSLESS, meaning="for no JPEG at all")


def _compression(value: object) -> object:
    return _level(value, word=SERVER_DEFAULT, meaning="to leave it to the server")


def _level(value: object, *, word: str, meaning: str) -> int | None:
    if value == word:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9:
        return value
    raise ValueError(f'{value!r} is not a level; write 0 to 9, or "{word}" {meaning}')


def _quality(value: object) -> int | None:
    if value == STANDARD:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(
        f'{value!r} is no quality; write a number (smaller is better), or "{STANDARD}"'
    )


def _language(value: str) -> str:
    if value not in ("", *LANGUAGES):
        known = ", ".join(f'"{code}"' for code in LANGUAGES)
        raise ValueError(
            f'{value!r} is not a language; there are {known}, and "" for the system\'s'
        )
    return value


MOST_MONITORS = 16
"""The highest number of a monitor that a host may name."""

_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_LEAST_SIDE = 64


def _size(value: object) -> Size | None:
    if value == NATIVE:
        return None
    match = _SIZE.fullmatch(value.replace(" ", "").lower()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{value!r} is not a size; write "1280x720", or "{NATIVE}"')
    size = Size(int(match[1]), int(match[2]))
    if not (_LEAST_SIDE <= size.width <= 65535 and _LEAST_SIDE <= size.height <= 65535):
        raise ValueError(f"{value!r} is out of range; write at least {_LEAST_SIDE}x{_LEAST_SIDE}")
    return size


def _masks(value: object) -> tuple[Mask, ...]:
    if not isinstance(value, list):
        raise ValueError(f'{value!r} is not an array; write masks = ["x,y,width,height"]')
    for one in value:
        if not isinstance(one, str):
            raise ValueError(f'{one!r} is not a mask; write a text like "0,0,400,30"')
    return tuple(parse_mask(one) for one in value)


def _region(value: object) -> Mask:
    try:
        return parse_mask(value) if isinstance(value, str) else parse_mask(repr(value))
    except ValueError as error:
        raise ValueError(str(error).replace("a mask", "a region")) from None


def _percent(value: object) -> float:
    text = value.strip().removesuffix("%") if isinstance(value, str) else value
    try:
        percent = float(text) if isinstance(text, str | int | float) else -1.0
    except ValueError:
        percent = -1.0
    if isinstance(value, bool) or not 0 <= percent <= 100:
        raise ValueError(f'{value!r} is no percentage; write 0 to 100, or "2.5%"')
    return percent


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from None
    return _not_blank(value)


def _arguments(value: object) -> tuple[str, ...]:
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, str) for one in value)
        and value[0]
    ):
        return tuple(value)
    raise ValueError(
        f'{value!r} is no command; write an array, program first: ["notify", "--host", "pc1"]'
    )


def _http_url(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError(f'{value!r} is no web address; write "https://example.org/hook"')
    return value


def _record_after(value: object) -> float | None:
    if isinstance(value, bool):
        return 30.0 if value else None
    return duration_s(value)


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError(f"{value:g} is too short; write more than 0")
    return value


def _chord(value: str) -> str:
    keys = [key.strip() for key in value.lower().split("+")]
    unknown = [key for key in keys if key not in CHORD_KEYS]
    if unknown or len(set(keys)) != len(keys) or len(keys) < 2:
        raise ValueError(
            f"{value!r} is not a chord; join two or more of {', '.join(CHORD_KEYS)} with +"
        )
    return "+".join(keys)


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write a name or leave the key out")
    return value


def _country(value: str) -> str:
    calendar_of(value)
    return value


def _names(value: object) -> object:
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(one, str) for one in names):
        raise ValueError(f"{value!r} is no name; write a name in quotes, or an array of names")
    return tuple(dict.fromkeys(names))


def _monitors(value: object) -> int:
    words = {"all": ALL_MONITORS, "each": EACH_MONITOR}
    if isinstance(value, str) and value in words:
        return words[value]
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_MONITORS:
        return value
    raise ValueError(
        f'{value!r} is no choice of monitors; write "all", "each", or a number from 1, the leftmost'
    )


def _place(value: object) -> Place:
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a place; write "x,y,width,height" in per cent')
    return parse_place(value)


def _caption(value: str) -> str:
    parse_caption(value)
    return value


def _record(value: object) -> object:
    if isinstance(value, bool):
        return value
    try:
        return _names(value)
    except ValueError:
        raise ValueError(
            f'{value!r} is not true, false, or what to record by; write true, "NAME" of '
            'a [schedules.NAME], or ["NAME", "OTHER"]'
        ) from None


def _url(value: str) -> str:
    kind, separator, place = value.partition("://")
    if not separator or not kind or not place:
        raise ValueError(f'{value!r} is not a URL; write "s3://bucket/folder", "file:///mnt/nas"')
    if ":" in place.partition("/")[0].rpartition("@")[0]:
        raise ValueError("holds a password, and URLs are printed and logged; write it in options")
    return value


Level = Annotated[int | None, BeforeValidator(_jpeg_quality)]
Compression = Annotated[int | None, BeforeValidator(_compression)]
Duration = Annotated[float, BeforeValidator(duration_s)]
MAX_PREROLL_S = 3600.0
"""More is a recording."""
PositiveDuration = Annotated[Duration, AfterValidator(_positive)]
Security = Annotated[tuple[SecurityMethod, ...], BeforeValidator(methods_of)]
Rate = Annotated[float, BeforeValidator(rate_kbit_s)]
Quality = Annotated[int | None, BeforeValidator(_quality)]
MostSize = Annotated[Size | None, BeforeValidator(_size)]
Masks = Annotated[tuple[Mask, ...], BeforeValidator(_masks)]
Name = Annotated[str, AfterValidator(_not_blank)]
Chord = Annotated[str, AfterValidator(_chord)]
Language = Annotated[str, AfterValidator(_language)]
StorageSize = Annotated[int, BeforeValidator(size_bytes)]
Url = Annotated[str, AfterValidator(_url)]
Word = Field(default=None, strict=False)
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Record = Annotated[bool | tuple[str, ...], BeforeValidator(_record)]
Monitors = Annotated[int, BeforeValidator(_monitors)]
OnWall = Annotated[Place, BeforeValidator(_place)]
ShownStates = Annotated[
    tuple[Annotated[ShownState, Field(strict=False)], ...], BeforeValidator(_names)
]
Moment = Annotated[datetime, BeforeValidator(moment_of)]
Days = Annotated[tuple[int, ...], BeforeValidator(days_of)]
Hours = Annotated[tuple[tuple[int, int], ...], BeforeValidator(hours_of)]
Dates = Annotated[tuple[frozenset[date], frozenset[tuple[int, int]]], BeforeValidator(dates_of)]
Occasions = Annotated[tuple[Annotated[Occasion, Field(strict=False)], ...], BeforeValidator(_names)]
Region = Annotated[Mask, BeforeValidator(_region)]
Percent = Annotated[float, BeforeValidator(_percent)]
Regex = Annotated[str, AfterValidator(_regex)]
Arguments = Annotated[tuple[str, ...], BeforeValidator(_arguments)]
Colour = Annotated[tuple[int, int, int], BeforeValidator(colour_of)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
RecordAfter = Annotated[float | None, BeforeValidator(_record_after)]
WEEK_S = 7 * 86400.0


class Table(BaseModel):
    """Base of all tables: an unknown key or a value of another type is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PictureTable(Table):
    """``tile`` or ``control``: what is asked of a server for this purpose."""

    encoding: EncodingName | None = Word
    compression: Compression = None
    jpeg_quality: Level = None
    pixel_format: PixelFormatName | None = Word
    update_interval: Duration | None = None


class LinkTable(Table):
    """``[links.NAME]``: a kind of line, and what all hosts that name it may use together."""

    based_on: str | None = None
    budget: Rate | None = None
    adapt: bool | None = None
    tile: PictureTable = PictureTable()
    control: PictureTable = PictureTable()


class HostRecordingTable(Table):
    """``recording`` of a host, a group or the defaults: how just these are recorded."""

    format: VideoFormat | None = Word
    quality: Quality = None
    preset: Preset | None = Word
    encoder: EncoderChoice | None = Word
    max_fps: Annotated[float, Field(gt=0, le=60)] | None = None
    max_size: MostSize = None
    on_resize: OnResize | None = Word
    masks: Masks = ()
    stamp: Stamp | None = Word
    cursor: bool | None = None
    preroll: Annotated[Duration, Field(le=MAX_PREROLL_S)] | None = None
    preroll_mb: Annotated[float, Field(ge=1, le=4096)] | None = None
    segment: PositiveDuration | None = None
    keyframe: PositiveDuration | None = None


class HostDefaultsTable(Table):
    """``[defaults]`` and ``[groups.NAME]``: what hosts have in common."""

    link: str | None = None
    username: str | None = None
    password: SecretStr | None = None
    password_file: Name | None = None
    password_env: Name | None = None
    security: Security | None = None
    ca_file: Name | None = None
    new_keys: NewKeys | None = Word
    view_only: bool | None = None
    record: Record | None = None
    connect_timeout: PositiveDuration | None = None
    stall_after: PositiveDuration | None = None
    idle_after: Duration | None = None
    locked_picture: Name | None = None
    adapt: bool | None = None
    tags: Names | None = None
    monitors: Monitors | None = None
    tile: PictureTable = PictureTable()
    control: PictureTable = PictureTable()
    recording: HostRecordingTable = HostRecordingTable()


class HostTable(HostDefaultsTable):
    """``[[hosts]]``: one desktop."""

    name: Name | None = None
    address: str
    group: Name | None = None


class ArrangementTable(Table):
    """What ``[wall]`` and ``[walls.NAME]`` have in common: how hosts are shown."""

    view: ViewName | None = Word
    columns: Annotated[int, Field(ge=0, le=100)] | None = None
    page: Annotated[int, Field(ge=0, le=10000)] | None = None
    patrol: PositiveDuration | None = None
    order: Order | None = Word
    large: Name | None = None
    slots: dict[str, Annotated[int, Field(ge=1, le=MOST_SLOT)]] | None = None
    place: dict[str, OnWall] | None = None


class NamedWallTable(ArrangementTable):
    """``[walls.NAME]``: which hosts are on it, and how they are shown."""

    hosts: Names | None = None
    groups: Names | None = None
    tags: Names | None = None
    states: ShownStates | None = None


class WallTable(ArrangementTable):
    """``[wall]``: how the window looks and behaves."""

    title: str | None = None
    patrol_walls: Names | None = None
    patrol_at_start: bool | None = None
    caption: Annotated[str, AfterValidator(_caption)] | None = None
    captions: Captions | None = Word
    display: Annotated[int, Field(ge=0, le=63)] | None = None
    kiosk: bool | None = None
    view_only: bool | None = None
    theme: ThemeName | None = Word
    fullscreen: bool | None = None
    width: Annotated[int, Field(ge=320, le=16384)] | None = None
    height: Annotated[int, Field(ge=240, le=16384)] | None = None
    release_chord: Chord | None = None
    snapshots: Name | None = None
    ask: bool | None = None
    promote: Promote | None = Word
    first_click: FirstClick | None = Word
    grab_keys: bool | None = None
    restore_size: bool | None = None
    language: Language | None = None
    scale: Annotated[float, Field(ge=0.5, le=4)] | None = None
    workers: Annotated[int, Field(ge=0, le=256)] | None = None
    connects: Annotated[int, Field(ge=1, le=65536)] | None = None
    sound: bool | None = None
    thumbnails: bool | None = None
    state: Name | None = None


class RecordingTable(HostRecordingTable):
    """``[recording]``: where sessions are recorded, and how, unless they say themselves."""

    folder: Name | None = None
    when_full: WhenFull | None = Word
    convert: Convert | None = Word
    keep_wire: bool | None = None


class HolidaysTable(Table):
    """``[holidays.NAME]``: a set of days."""

    dates: Dates | None = None
    country: Annotated[Name, AfterValidator(_country)] | None = None


class TimesTable(Table):
    """The words for times that several tables share."""

    time_zone: Annotated[str, AfterValidator(time_zone_of)] | None = None
    days: Days | None = None
    hours: Hours | None = None
    cron: Annotated[str, AfterValidator(cron_of)] | None = None
    duration: Annotated[PositiveDuration, Field(le=WEEK_S)] | None = None
    start: Moment | None = None
    end: Moment | None = None
    holidays: Names | None = None
    on_holidays: OnHolidays | None = Word


class ScheduleTable(TimesTable):
    """``[schedules.NAME]``: when to record."""

    on: Occasions | None = None
    alerts: Names | None = None
    linger: Duration | None = None
    change: Annotated[float, Field(gt=0, le=100)] | None = None


class ConcerningTable(TimesTable):
    """For which hosts something holds, and when."""

    hosts: Names | None = None
    groups: Names | None = None
    tags: Names | None = None


class AlertTable(ConcerningTable):
    """``[alerts.NAME]``: what raises an alert, and what is done then."""

    when: AlertKind = Field(strict=False)
    for_: Duration | None = Field(default=None, alias="for")
    cooldown: Duration | None = None
    severity: Severity | None = Word
    latch: bool | None = None
    region: Region | None = None
    masks: Masks | None = None
    reference: Name | None = None
    tolerance: Percent | None = None
    near: Annotated[int, Field(ge=0, le=255)] | None = None
    colour: Colour | None = None
    more_than: Percent | None = None
    less_than: Percent | None = None
    text: Regex | None = None
    absent: bool | None = None
    language: Annotated[str, Field(pattern=r"^[A-Za-z_+]{3,60}$")] | None = None
    every: Annotated[Duration, Field(ge=5)] | None = None
    show: Show | None = Word
    record: RecordAfter = None
    snapshot: bool | None = None
    command: Arguments | None = None
    command_cleared: Arguments | None = None
    timeout: PositiveDuration | None = None
    webhook: HttpUrl | None = None
    sound: bool | None = None


class MaintenanceTable(ConcerningTable):
    """``[maintenance.NAME]``: when somebody works on hosts, and nothing is an alert."""


class LimitsTable(Table):
    """``[retention.groups.NAME]``: how long and how much is kept of a group's hosts."""

    keep: PositiveDuration | None = None
    most: StorageSize | None = None


class RetentionTable(LimitsTable):
    """``[retention]``: how long and how much is kept; without it nothing is ever deleted."""

    free: StorageSize | None = None
    groups: dict[str, LimitsTable] = {}


class StoreTable(Table):
    """``[stores.NAME]``: another place for finished recordings."""

    url: Url
    after: PositiveDuration | None = None
    groups: list[Name] = []
    options: dict[str, str | int | float | bool] = {}


class SiteTable(Table):
    """``[site]``: what holds for all lines together."""

    budget: Rate | None = None


class ConfigurationFile(Table):
    """A whole file."""

    site: SiteTable = SiteTable()
    wall: WallTable = WallTable()
    keys: dict[str, str | list[str]] = {}
    walls: dict[str, NamedWallTable] = {}
    recording: RecordingTable = RecordingTable()
    retention: RetentionTable = RetentionTable()
    stores: dict[str, StoreTable] = {}
    defaults: HostDefaultsTable = HostDefaultsTable()
    links: dict[str, LinkTable] = {}
    groups: dict[str, HostDefaultsTable] = {}
    holidays: dict[str, HolidaysTable] = {}
    schedules: dict[str, ScheduleTable] = {}
    alerts: dict[str, AlertTable] = {}
    maintenance: dict[str, MaintenanceTable] = {}
    hosts: list[HostTable] = []
