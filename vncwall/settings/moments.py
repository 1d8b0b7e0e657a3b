"""Moments as people write them: ``"yesterday 14:00"``, ``"2026-11-20"``, ``"2h ago"``."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from vncwall.errors import SettingsError
from vncwall.settings.durations import duration_s

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_AGO = re.compile(r"-(.+)|(.+?)\s*ago")
_EXPECTED = 'write "yesterday 14:00", "monday", "2026-11-20 08:30", "14:00", "2h ago" or "now"'


def moment_ns(text: str, *, now_ns: int, zone: tzinfo | None = None) -> int:
    """Return the wall time that `text` stands for, in nanoseconds since the Unix epoch.

    A day without a time is its beginning, a time without a day is today's, the name of a day of the
    week is the last one that has begun. A full ISO 8601 time may have a zone of its own.

    Args:
        text: as a person writes it.
        now_ns: the present.
        zone: of the person; None: the computer's.

    Raises:
        ValueError: it is no moment.
    """
    words = text.strip().lower()
    now = datetime.fromtimestamp(now_ns // 1_000_000_000, zone).astimezone(zone)
    if words == "now":
        return now_ns
    if ago := _AGO.fullmatch(words):
        try:
            return now_ns - round(duration_s(ago[1] or ago[2]) * 1e9)
        except ValueError:
            raise ValueError(f"{text!r} is no time; {_EXPECTED}") from None
    if re.match(r"\d{4}-\d{2}-\d{2}(t\d|.+(z|[+-]\d\d:?\d\d)$)", words):
        try:
            whole = datetime.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(f"{text!r} is no time; {_EXPECTED}") from None
        return _ns(whole if whole.tzinfo else _local(whole.date(), whole.time(), zone))
    day, clock = now.date(), time()
    for index, word in enumerate(words.split()):
        if found := _CLOCK.fullmatch(word):
            try:
                clock = time(int(found[1]), int(found[2]), int(found[3] or 0))
            except ValueError:
                raise ValueError(f"{word!r} in {text!r} is no time of day") from None
        elif index == 0 and (named := _day(word, now.date())) is not None:
            day = named
        else:
            raise ValueError(f"{text!r} is no time; {_EXPECTED}")
    if not words:
        raise ValueError(f"an empty text is no time; {_EXPECTED}")
    return _ns(_local(day, clock, zone))


def parse_moment(text: str, *, path: str, now_ns: int) -> int:
    """Return the wall time of the argument `path`.

    Raises:
        SettingsError: `text` is no moment.
    """
    try:
        return moment_ns(text, now_ns=now_ns)
    except ValueError as error:
        raise SettingsError(path, "", str(error)) from None


def _day(word: str, today: date) -> date | None:
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if word in _DAYS:
        return today - timedelta(days=(today.weekday() - _DAYS.index(word)) % 7)
    try:
        return date.fromisoformat(word) if "-" in word else None
    except ValueError:
        return None


def _local(day: date, clock: time, zone: tzinfo | None) -> datetime:
    moment = datetime.combine(day, clock)
    return moment.replace(tzinfo=zone) if zone else moment.astimezone()


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000
