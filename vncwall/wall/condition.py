"""What an operator must know of a desktop, as one of a few conditions, and in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vncwall.language import N_
from vncwall.states import PictureLook


class Condition(StrEnum):
    """What an operator must know of a desktop, worst causes apart. The value is the word shown."""

    LIVE = N_("live")
    CONNECTING = N_("connecting")
    RECONNECTING = N_("reconnecting")
    STALE = N_("stale")
    FROZEN = N_("frozen")
    UNREACHABLE = N_("unreachable")
    """No way to the server; the reason (refused, name not found) is the word shown."""
    LOCKED = N_("locked")
    """A person has to act: password, permission; the reason is the word shown."""
    FAILED = N_("failed")
    """The server does not speak RFB as it should; the reason is the word shown."""
    PAUSED = N_("paused")
    MAINTENANCE = N_("maintenance")
    """Somebody works on it; whatever it shows is no trouble."""
    BLACK = N_("black")
    """Live, and all of its picture is dark."""
    BLANK = N_("blank")
    """Live, and all of its picture has one colour."""
    IDLE = N_("idle")
    """Live, and for long nothing has happened on it."""
    SCREEN_LOCKED = N_("screen locked")
    """Live, and it looks like its lock screen."""
    SCREEN_SAVER = N_("screen saver")
    """Live, and a small thing wanders over its dark screen."""
    UNSHOWN = N_("no memory")
    """Live, and this machine cannot show it."""

    @property
    def needs_eyes(self) -> bool:
        """Whether an operator should look."""
        return not self.is_live and self not in _CALM

    @property
    def is_live(self) -> bool:
        """Whether the picture is there and current, whatever it looks like."""
        return self in _LIVE


WORST_FIRST = (
    Condition.FAILED,
    Condition.UNSHOWN,
    Condition.LOCKED,
    Condition.FROZEN,
    Condition.UNREACHABLE,
    Condition.RECONNECTING,
    Condition.STALE,
    Condition.CONNECTING,
    Condition.PAUSED,
    Condition.MAINTENANCE,
    Condition.BLACK,
    Condition.BLANK,
    Condition.IDLE,
    Condition.SCREEN_LOCKED,
    Condition.SCREEN_SAVER,
    Condition.LIVE,
)
"""All conditions, trouble first."""


OF_LOOKS = {
    PictureLook.BLACK: (Condition.BLACK, N_("all of the picture is dark")),
    PictureLook.BLANK: (Condition.BLANK, N_("all of the picture has one colour")),
    PictureLook.IDLE: (Condition.IDLE, N_("nothing has happened on it")),
    PictureLook.LOCKED: (
        Condition.SCREEN_LOCKED,
        N_("it looks like its lock screen"),
    ),
    PictureLook.SAVER: (Condition.SCREEN_SAVER, N_("a small thing wanders over a dark screen")),
}
"""What a live picture that looks like something is called, and a sentence about it."""
_LIVE = frozenset({Condition.LIVE, *(condition for condition, _ in OF_LOOKS.values())})
_CALM = (Condition.PAUSED, Condition.MAINTENANCE, Condition.CONNECTING)


@dataclass(frozen=True, slots=True)
class Status:
    """A condition in words and numbers; equal statuses look equal, so a tile redraws on change."""

    condition: Condition
    word: str
    """What the tile says in one or two words."""
    detail: str = ""
    """One sentence: what, where, which value."""
    age_s: int | None = None
    """Whole seconds since the picture was last known to be current; None: not worth a word."""
    retry_s: int | None = None
    """Whole seconds to the next attempt; None: none is planned, or it has begun."""
    rings: bool = False
    """The server rang a few seconds ago."""
    alert: str = ""
    """Name of the rule whose alert lasts, and how many more do; "": none."""
    is_known: bool = False
    """Somebody has acknowledged it."""

    @property
    def needs_eyes(self) -> bool:
        """Whether an operator should look."""
        return self.condition.needs_eyes or bool(self.alert and not self.is_known)
