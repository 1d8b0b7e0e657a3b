"""Whether a day is a holiday: by dates of the configuration, or by a country's law."""

from __future__ import annotations

from datetime import date

from vncwall.settings.countries import calendar_of
from vncwall.settings.schedule import HolidaySettings


def is_holiday(day: date, holidays: tuple[HolidaySettings, ...]) -> bool:
    """Whether `day` is in any of the sets."""
    return any(
        day in one.dates
        or (day.month, day.day) in one.yearly
        or (bool(one.country) and day in calendar_of(one.country))
        for one in holidays
    )
