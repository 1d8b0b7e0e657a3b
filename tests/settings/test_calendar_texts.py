from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from vncwall.settings.calendar_texts import (
    cron_of,
    dates_of,
    days_of,
    hours_of,
    moment_of,
    time_zone_of,
)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-mon", (0, 5, 6)),
        ("Monday, Wednesday", (0, 2)),
        (["workdays", "sun"], (0, 1, 2, 3, 4, 6)),
        ("weekend", (5, 6)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days(value: object, days: tuple[int, ...]) -> None:
    assert days_of(value) == days


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("08:00-18:00", ((480, 1080),)),
        (["13:00 - 18:00", "8:00 to 12:00"], ((480, 720), (780, 1080))),
        ("22:00-06:00", ((1320, 1800),)),
        ("22:00-00:00", ((1320, 1440),)),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_hours(value: object, hours: tuple[tuple[int, int], ...]) -> None:
    assert hours_of(value) == hours


def test_dates() -> None:
    assert dates_of([date(2026, 5, 1), "12-25", "2026-12-31..2027-01-01"]) == (
        frozenset({date(2026, 5, 1), date(2026, 12, 31), date(2027, 1, 1)}),
        frozenset({(12, 25)}),
    )


def test_moments() -> None:
    summer = timezone(timedelta(hours=2))
    assert moment_of("2026-07-01 18:00") == datetime(2026, 7, 1, 18)
    assert moment_of("2026-07-01T18:00:00+02:00") == datetime(2026, 7, 1, 18, tzinfo=summer)
    assert moment_of(date(2026, 7, 1)) == datetime(2026, 7, 1)
    assert moment_of(datetime(2026, 7, 1, 5)) == datetime(2026, 7, 1, 5)


@pytest.mark.parametrize(
    ("read", "value", "why"),
    [
        (days_of, "mo", "'mo' is no day of the week; write mon, tue"),
        (days_of, [], "names no day"),
        (days_of, 3, "3 is not an array of texts"),
        (hours_of, "8-18", "'8-18' is no window"),
        (hours_of, "08:60-09:00", "08:60 is no time of day"),
        (hours_of, "23:00-24:01", "24:01 is no time of day"),
        (hours_of, "08:00-08:00", 'a whole day is "00:00-24:00"'),
        (hours_of, [], "names no window"),
        (dates_of, ["02-30"], "a day that the calendar does not have"),
        (dates_of, ["24.12."], "'24.12.' is no date"),
        (dates_of, ["2027-01-02..2026-12-24"], "ends before it begins"),
        (dates_of, ["2026-01-01..2036-01-01"], "longer than a year"),
        (dates_of, "12-25", "is not an array"),
        (dates_of, [1225], "1225 is no date"),
        (moment_of, "tomorrow", "'tomorrow' is no moment"),
        (cron_of, "* * *", "is no cron expression (3 fields)"),
        (cron_of, "61 * * * *", "is no cron expression (Bad minute)"),
        (time_zone_of, "Berlin", "'Berlin' is no time zone"),
        (time_zone_of, "../../etc/passwd", "is no time zone"),
    ],
)
def test_what_is_wrong_is_said(read: Callable[[object], object], value: object, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read(value)


def test_the_29th_of_february_may_be_a_holiday_of_every_year() -> None:
    assert dates_of(["02-29"]) == (frozenset(), frozenset({(2, 29)}))
