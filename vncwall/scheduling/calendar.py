"""The weekly calendar: hours of days of the week as stretches of time.

What counts is what a clock on the wall of the schedule's place shows. A moment is in the window
01:30-03:30 when the clock shows 01:30 or later and not yet 03:30. So where the hour from 02:00 is
skipped, that window lasts one hour, where it comes twice, three. A window that lies in the skipped
hour does not occur; one that lies in the hour that comes twice, occurs twice. A window over
midnight belongs to the day on which it begins, also for holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo

from vncwall.scheduling.holidays import is_holiday
from vncwall.scheduling.spans import Span, joined
from vncwall.scheduling.zones import NS, change_between, local_of, offset_s
from vncwall.settings.schedule import OnHolidays, ScheduleSettings

_EPOCH = date(1970, 1, 1)
_DAY_S = 86400
_FARTHEST_S = 16 * 3600
"""No clock is farther ahead of UTC or behind it."""
_LONGEST = timedelta(days=2)
"""A window begins at most so long before it ends, counted in dates."""


def weekly_spans(
    settings: ScheduleSettings, zone: tzinfo, start_ns: int, end_ns: int
) -> Iterator[Span]:
    """Yield the windows that overlap a stretch of time, whole; neighbours are not joined.

    Args:
        settings: `days`, `hours`, and holidays.
        zone: whose clock counts.
        start_ns: of the stretch.
        end_ns: of the stretch.
    """
    day = local_of(zone, start_ns).date() - _LONGEST
    last = local_of(zone, end_ns).date() + timedelta(days=1)
    while day <= last:
        if has_windows(settings, day):
            midnight_s = (day - _EPOCH).days * _DAY_S
            for begin, end in settings.hours:
                for span in joined(_shown(zone, midnight_s + 60 * begin, midnight_s + 60 * end)):
                    if span.start_ns < end_ns and span.end_ns > start_ns:
                        yield span
        day += timedelta(days=1)


def has_windows(settings: ScheduleSettings, day: date) -> bool:
    """Whether windows begin on a day."""
    is_day = day.weekday() in settings.days
    if not settings.holidays:
        return is_day
    match settings.on_holidays:
        case OnHolidays.SKIP:
            return is_day and not is_holiday(day, settings.holidays)
        case OnHolidays.ONLY:
            return is_holiday(day, settings.holidays)
        case OnHolidays.ALSO:
            return is_day or is_holiday(day, settings.holidays)


def _shown(zone: tzinfo, begin_s: int, end_s: int) -> Iterator[Span]:
    """Yield when a clock shows a time in [begin, end), both in local seconds since 1970."""
    low, high = begin_s - _FARTHEST_S, end_s + _FARTHEST_S
    pieces = [(low, high, offset_s(zone, low))]
    if (after := offset_s(zone, high)) != pieces[0][2]:
        # Clocks are not set twice within three days anywhere.
        change = change_between(zone, low, high)
        pieces = [(low, change, pieces[0][2]), (change, high, after)]
    for from_s, until_s, offset in pieces:
        start, end = max(from_s, begin_s - offset), min(until_s, end_s - offset)
        if start < end:
            yield Span(start * NS, end * NS)
