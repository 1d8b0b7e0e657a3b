"""When something is recorded, as ``[schedules.NAME]`` and ``[holidays.NAME]`` of a file say it.

Values only; `vncwall.scheduling` knows what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DAY_MINUTES = 24 * 60
WHOLE_DAY = ((0, DAY_MINUTES),)


class OnHolidays(StrEnum):
    """What a holiday means for a schedule that names holidays."""

    SKIP = "skip"
    """Nothing is recorded."""
    ONLY = "only"
    """Only on holidays, whatever day of the week they are."""
    ALSO = "also"
    """On the days of the week, and on holidays."""


class Occasion(StrEnum):
    """What may happen to a host that begins a recording."""

    OFFLINE = "offline"
    """It cannot be reached. A picture there is only when it is back: the linger begins then."""
    FROZEN = "frozen"
    BLACK = "black"
    BLANK = "blank"
    CHANGE = "change"
    """So much of the screen changed within a second."""
    BELL = "bell"
    CONTROL = "control"
    """A person has control of it from this wall."""
    ALERT = "alert"
    """A rule of `[alerts.NAME]` has raised an alert, which lasts."""


@dataclass(frozen=True, slots=True)
class HolidaySettings:
    """A set of days."""

    name: str
    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    """Month and day, every year."""
    country: str = ""
    """ISO 3166 code, also with a subdivision: "DE", "DE-BY"; "": only the dates."""


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """When to record: the hours of days of the week, or cron times, within an optional period.

    With `occasions` it is recorded only when one of them happens in that time.
    """

    name: str
    time_zone: str = ""
    """IANA name; "": the computer's own."""
    days: tuple[int, ...] = EVERY_DAY
    """Monday is 0. An hour after midnight belongs to the day on which its window began."""
    hours: tuple[tuple[int, int], ...] = WHOLE_DAY
    """Windows in minutes after midnight, half-open; above 24 h: on the next day."""
    cron: str = ""
    """Five fields; with `duration_s` in place of days and hours."""
    duration_s: float = 0.0
    start: datetime | None = None
    """Not before; without a zone of its own it is of `time_zone`."""
    end: datetime | None = None
    """Not after; likewise."""
    holidays: tuple[HolidaySettings, ...] = ()
    on_holidays: OnHolidays = OnHolidays.SKIP
    occasions: tuple[Occasion, ...] = ()
    linger_s: float = 30.0
    """How long to go on when the occasion is over."""
    change_percent: float = 1.0
    """Least part of the screen that changes within a second for `Occasion.CHANGE`."""
    alerts: tuple[str, ...] = ()
    """Rules that count for `Occasion.ALERT`; empty: all."""
