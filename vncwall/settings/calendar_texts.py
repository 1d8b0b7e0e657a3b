"""When, as people write it: ``mon-fri``, ``22:00-06:00``, ``12-25``, a cron expression, a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from vncwall.settings.schedule import DAY_MINUTES, EVERY_DAY

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = {"workdays": (0, 1, 2, 3, 4), "weekend": (5, 6), "every day": EVERY_DAY}
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})")
_YEARLY = re.compile(r"(\d{2})-(\d{2})")
_RANGE = re.compile(r"\s*(?:\.\.|to)\s*")
_LONGEST_RANGE = 366
_LEAP_YEAR = 2024


def days_of(value: object) -> tuple[int, ...]:
    """Return the days of the week that a text, or a list of texts, names; Monday is 0.

    Raises:
        ValueError: it names none, and how to write them.

    >>> days_of(["mon-wed", "sat"]), days_of("sat-mon")
    ((0, 1, 2, 5), (0, 5, 6))
    """
    found: set[int] = set()
    for text in _texts(value, 'days = ["mon-fri"]'):
        for part in text.split(","):
            found.update(_days_in(part.strip().lower()))
    if not found:
        raise ValueError('names no day; write days = ["mon-fri"] or leave the key out')
    return tuple(sorted(found))


def _days_in(part: str) -> Iterable[int]:
    if part in _NAMED:
        return _NAMED[part]
    first, dash, last = (piece.strip() for piece in part.partition("-"))
    begin, end = _day(first), _day(last) if dash else _day(first)
    if begin is None or end is None:
        raise ValueError(
            f"{part!r} is no day of the week; write {', '.join(DAYS)}, mon-fri, workdays or weekend"
        )
    return (number % 7 for number in range(begin, (end if end >= begin else end + 7) + 1))


def _day(word: str) -> int | None:
    if word in DAYS:
        return DAYS.index(word)
    return _FULL.index(word) if word in _FULL else None


def hours_of(value: object) -> tuple[tuple[int, int], ...]:
    """Return windows as minutes after midnight; one over midnight ends after 24 hours.

    Raises:
        ValueError: it is no window, and how to write one.

    >>> hours_of("08:00-12:00"), hours_of(["22:00-06:00"])
    (((480, 720),), ((1320, 1800),))
    """
    found = []
    for text in _texts(value, 'hours = ["08:00-12:00", "13:00-18:00"]'):
        match = _HOURS.fullmatch(text.strip())
        if match is None:
            raise ValueError(f'{text!r} is no window; write for instance "08:00-18:00"')
        begin, end = (_minutes(*match.group(n, n + 1), text=text) for n in (1, 3))
        if begin in (DAY_MINUTES, end):
            raise ValueError(
                f'{text!r} has no length; a whole day is "00:00-24:00", '
                'from noon to noon is ["12:00-24:00", "00:00-12:00"]'
            )
        found.append((begin, end if end > begin else end + DAY_MINUTES))
    if not found:
        raise ValueError('names no window; write hours = ["08:00-18:00"] or leave the key out')
    return tuple(sorted(found))


def _minutes(hour: str, minute: str, *, text: str) -> int:
    minutes = 60 * int(hour) + int(minute)
    if int(minute) > 59 or minutes > DAY_MINUTES:
        raise ValueError(f"{text!r}: {hour}:{minute} is no time of day; write 00:00 to 24:00")
    return minutes


def dates_of(value: object) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    """Return single dates, and those of every year as (month, day).

    Accepted are dates of TOML, ``"2026-12-24"``, ``"12-25"`` and ``"2026-12-24..2027-01-02"``.

    Raises:
        ValueError: one is no date, and how to write it.
    """
    if not isinstance(value, list | tuple):
        raise ValueError('is not an array; write dates = ["2026-12-24", "12-25"]')
    dates: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for one in value:
        if isinstance(one, date) and not isinstance(one, datetime):
            dates.add(one)
        elif isinstance(one, str) and (match := _YEARLY.fullmatch(one.strip())):
            month, day = int(match[1]), int(match[2])
            _checked(one, _LEAP_YEAR, month, day)
            yearly.add((month, day))
        elif isinstance(one, str):
            dates.update(_range(one))
        else:
            raise ValueError(f'{one!r} is no date; write "2026-12-24" or "12-25" for every year')
    return frozenset(dates), frozenset(yearly)


def _range(text: str) -> Iterable[date]:
    parts = _RANGE.split(text.strip())
    if len(parts) > 2:
        raise ValueError(f'{text!r} is no range of dates; write "2026-12-24..2027-01-02"')
    first, last = _date(parts[0], text), _date(parts[-1], text)
    if not timedelta(0) <= last - first <= timedelta(days=_LONGEST_RANGE):
        raise ValueError(f"{text!r} ends before it begins, or is longer than a year")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _date(text: str, whole: str) -> date:
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if match is None:
        raise ValueError(f'{whole!r} is no date; write "2026-12-24" or "12-25" for every year')
    return _checked(whole, *(int(part) for part in match.groups()))


def _checked(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is a day that the calendar does not have") from None


def moment_of(value: object) -> datetime:
    """Return a date with a time, with or without a zone: of TOML, or ``"2026-12-01 18:00"``.

    A date alone is its midnight.

    Raises:
        ValueError: it is none, and how to write it.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f'{value!r} is no moment; write "2026-12-01 18:00", with a zone if need be')


def cron_of(text: str) -> str:
    """Return a cron expression as it is.

    Raises:
        ValueError: it is none, and how to write one.
    """
    try:
        if len(text.split()) != 5:
            raise CronSimError(f"{len(text.split())} fields")
        CronSim(text, datetime.fromtimestamp(0, UTC))
    except CronSimError as error:
        raise ValueError(
            f"{text!r} is no cron expression ({error}); write minute, hour, day of the month, "
            'month and day of the week: "30 8 * * mon-fri"'
        ) from None
    return text


def time_zone_of(name: str) -> str:
    """Return the name of a time zone as it is.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write for instance Europe/Berlin") from None
    return name


def _texts(value: object, example: str) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise ValueError(f"{value!r} is not an array of texts; write {example}")
    return list(values)
