"""Windows of the week: what counts is what a clock on the wall shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vncwall.scheduling.calendar import weekly_spans
from vncwall.scheduling.spans import joined
from vncwall.scheduling.zones import NS
from vncwall.settings.calendar_texts import days_of, hours_of
from vncwall.settings.schedule import HolidaySettings, OnHolidays, ScheduleSettings

BERLIN = "Europe/Berlin"


def windows(
    hours: object,
    first: str,
    last: str,
    *,
    zone: str = BERLIN,
    days: str = "mon-sun",
    **more: object,
) -> list[tuple[str, str]]:
    """Return the joined windows that touch the days `first` to `last`, in UTC."""
    place = ZoneInfo(zone)
    start = datetime.fromisoformat(first).replace(tzinfo=place)
    end = datetime.fromisoformat(last).replace(tzinfo=place) + timedelta(days=1)
    schedule = ScheduleSettings("s", zone, days_of(days), hours_of(hours), **more)  # type: ignore[arg-type]
    spans = weekly_spans(schedule, place, int(start.timestamp()) * NS, int(end.timestamp()) * NS)
    return [(utc(span.start_ns), utc(span.end_ns)) for span in joined(spans)]


def utc(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns // NS, UTC).strftime("%a %H:%M")


def test_hours_of_days_of_the_week() -> None:
    # 2026-11-20 is a Friday; Berlin is an hour ahead of UTC.
    assert windows(["08:00-12:00", "13:00-18:00"], "2026-11-20", "2026-11-23", days="mon-fri") == [
        ("Fri 07:00", "Fri 11:00"),
        ("Fri 12:00", "Fri 17:00"),
        ("Mon 07:00", "Mon 11:00"),
        ("Mon 12:00", "Mon 17:00"),
    ]


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    assert windows("22:00-06:00", "2026-11-20", "2026-11-22", days="fri") == [
        ("Fri 21:00", "Sat 05:00")
    ]


def test_whole_days_in_a_row_are_one_window() -> None:
    assert windows("00:00-24:00", "2026-11-21", "2026-11-22", days="weekend") == [
        ("Fri 23:00", "Sun 23:00")
    ]


def test_over_the_skipped_hour_a_window_is_as_long_as_the_clock_shows_it() -> None:
    # At 01:00 UTC the clock jumps from 02:00 to 03:00.
    assert windows("01:30-03:30", "2026-03-29", "2026-03-29") == [("Sun 00:30", "Sun 01:30")]
    assert windows("02:15-02:45", "2026-03-29", "2026-03-29") == []
    assert windows("02:30-04:00", "2026-03-29", "2026-03-29") == [("Sun 01:00", "Sun 02:00")]
    assert windows("01:00-02:30", "2026-03-29", "2026-03-29") == [("Sun 00:00", "Sun 01:00")]


def test_in_the_hour_that_comes_twice_a_window_lasts_both_times() -> None:
    # At 01:00 UTC the clock goes back from 03:00 to 02:00.
    assert windows("01:30-03:30", "2026-10-25", "2026-10-25") == [("Sat 23:30", "Sun 02:30")]
    assert windows("02:15-02:45", "2026-10-25", "2026-10-25") == [
        ("Sun 00:15", "Sun 00:45"),
        ("Sun 01:15", "Sun 01:45"),
    ]


def test_a_whole_day_is_23_or_25_hours_where_clocks_are_set() -> None:
    assert windows("00:00-24:00", "2026-03-29", "2026-03-29", days="sun") == [
        ("Sat 23:00", "Sun 22:00")
    ]
    assert windows("00:00-24:00", "2026-10-25", "2026-10-25", days="sun") == [
        ("Sat 22:00", "Sun 23:00")
    ]


def test_clocks_that_are_set_at_midnight_and_by_half_an_hour() -> None:
    # Havana goes back from 01:00 to 00:00 on 2026-11-01, Lord Howe by 30 minutes on 2026-04-05.
    assert windows(
        "23:00-01:00", "2026-10-31", "2026-10-31", zone="America/Havana", days="sat"
    ) == [("Sun 03:00", "Sun 06:00")]
    assert windows("01:00-03:00", "2026-04-05", "2026-04-05", zone="Australia/Lord_Howe") == [
        ("Sat 14:00", "Sat 16:30")
    ]


def test_a_day_that_a_place_skipped_has_no_windows() -> None:
    # Samoa went from Thursday 2011-12-29 to Saturday 2011-12-31.
    assert windows("10:00-12:00", "2011-12-29", "2011-12-31", zone="Pacific/Apia") == [
        ("Thu 20:00", "Thu 22:00"),
        ("Fri 20:00", "Fri 22:00"),
    ]


CHRISTMAS = (HolidaySettings("x", frozenset({date(2026, 12, 24)}), frozenset({(12, 25)})),)


@pytest.mark.parametrize(
    ("rule", "days", "expected"),
    [
        (OnHolidays.SKIP, "mon-fri", ["Wed", "Mon"]),
        (OnHolidays.ONLY, "mon-fri", ["Thu", "Fri"]),
        (OnHolidays.ALSO, "weekend", ["Thu", "Fri", "Sat", "Sun"]),
    ],
)
def test_holidays(rule: OnHolidays, days: str, expected: list[str]) -> None:
    found = windows(
        "08:00-09:00", "2026-12-23", "2026-12-28", days=days, holidays=CHRISTMAS, on_holidays=rule
    )
    assert [start[:3] for start, _ in found] == expected


def test_the_night_before_a_holiday_reaches_into_it() -> None:
    assert windows("22:00-06:00", "2026-12-23", "2026-12-26", holidays=CHRISTMAS) == [
        ("Tue 21:00", "Wed 05:00"),
        ("Wed 21:00", "Thu 05:00"),
        ("Sat 21:00", "Sun 05:00"),
    ]


@settings(max_examples=60)
@given(
    begin=st.integers(0, 95),
    length=st.integers(1, 95),
    day=st.sampled_from(["2026-03-29", "2026-10-25", "2026-07-01"]),
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_a_moment_is_inside_when_the_clock_shows_a_time_of_the_window(
    begin: int, length: int, day: str, zone: str
) -> None:
    place = ZoneInfo(zone)
    hours = ((15 * begin, 15 * (begin + length)),)
    schedule = ScheduleSettings("s", zone, hours=hours)
    middle = int(datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC).timestamp())
    low, high = middle - 86400, middle + 86400
    spans = joined(weekly_spans(schedule, place, low * NS, high * NS))
    for moment in range(low, high, 15 * 60):
        local = datetime.fromtimestamp(moment, place)
        minute = 60 * local.hour + local.minute
        shown = any(
            begin_m <= minute + past < end_m for begin_m, end_m in hours for past in (0, 1440)
        )
        assert any(span.holds(moment * NS) for span in spans) == shown, local
