"""What raises an alert, and what is done then, as ``[alerts.NAME]`` of a file says it.

Values only; `vncwall.alerting` knows what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vncwall.settings.mask import Mask
from vncwall.settings.schedule import ScheduleSettings
from vncwall.states import Severity


class AlertKind(StrEnum):
    """What a rule looks for."""

    OFFLINE = "offline"
    """It cannot be reached."""
    FROZEN = "frozen"
    """It holds the connection and answers nothing."""
    BLACK = "black"
    BLANK = "blank"
    """All of the picture has one colour."""
    BELL = "bell"
    SILENT = "silent"
    """Nothing on its screen has changed for long, seen or not."""
    CHANGED = "changed"
    """It does not look like a reference picture any more."""
    COLOUR = "colour"
    """More, or less, of a colour than there should be."""
    TEXT = "text"
    """A text can be read, or cannot."""


PICTURE_KINDS = (AlertKind.SILENT, AlertKind.CHANGED, AlertKind.COLOUR, AlertKind.TEXT)
"""What is looked for in pixels, by the process that has them."""


class Show(StrEnum):
    """How the wall brings a desktop forward."""

    NO = "no"
    TILE = "tile"
    """Its page is turned up and it is selected."""
    LARGE = "large"
    """It is shown over the whole window, without control, unless one is shown already."""


@dataclass(frozen=True, slots=True)
class PictureRule:
    """What is looked for in a picture."""

    region: Mask | None = None
    """Part of the desktop; None: all of it."""
    masks: tuple[Mask, ...] = ()
    """Parts that do not count."""
    reference: str = ""
    """PNG file: what it should look like."""
    reference_ns: int = 0
    """When that file was written, so that another picture in it is another setting."""
    tolerance_percent: float = 1.0
    """Part of the pixels that may differ from the reference."""
    near: int = 48
    """Greatest distance of a channel (0-255) that counts as the same colour."""
    colour: tuple[int, int, int] = (0, 0, 0)
    """Red, green, blue."""
    more_than_percent: float | None = None
    """Of the colour in the region: more than this is too much."""
    less_than_percent: float | None = None
    """Less than this is too little."""
    text: str = ""
    """Regular expression, in any case of letters."""
    is_absent: bool = False
    """The alert is that the text cannot be read."""
    language: str = "eng"
    """Of the text, as tesseract names it."""
    every_s: float = 30.0
    """A text is read at most so often."""


@dataclass(frozen=True, slots=True)
class AlertActions:
    """What is done when a rule raises an alert."""

    show: Show = Show.NO
    record_s: float | None = None
    """Record while it lasts and so long after; None: not for this."""
    snapshot: bool = False
    command: tuple[str, ...] = ()
    """Program and arguments, run when it is raised; never by a shell."""
    command_cleared: tuple[str, ...] = ()
    """The same when it is over."""
    timeout_s: float = 30.0
    """A command that runs longer is ended."""
    webhook: str = field(default="", repr=False)
    """URL that is told in JSON when it is raised, acknowledged and cleared; may hold a secret."""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """One rule."""

    name: str
    when: AlertKind
    hosts: tuple[str, ...] = ()
    """Names; with `groups` and `tags` empty too: it is for every host."""
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    for_s: float = 5.0
    """It must hold so long."""
    cooldown_s: float = 60.0
    """It is not raised again so soon after it was over."""
    severity: Severity = Severity.WARNING
    latch: bool = False
    """It stays until somebody acknowledges it, over or not."""
    times: ScheduleSettings | None = None
    """When it counts; None: always."""
    picture: PictureRule = PictureRule()
    actions: AlertActions = AlertActions()
