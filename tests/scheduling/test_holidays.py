from __future__ import annotations

from datetime import date

from vncwall.scheduling.holidays import is_holiday
from vncwall.settings.schedule import HolidaySettings


def test_dates_of_one_year_and_of_every_year() -> None:
    free = (HolidaySettings("a", frozenset({date(2026, 5, 15)}), frozenset({(12, 24)})),)
    assert is_holiday(date(2026, 5, 15), free)
    assert not is_holiday(date(2027, 5, 15), free)
    assert is_holiday(date(2031, 12, 24), free)
    assert not is_holiday(date(2026, 5, 15), ())
