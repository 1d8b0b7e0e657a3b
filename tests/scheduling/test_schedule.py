"""Cron times, one-shot windows, periods: the stretches that a schedule means."""

from __future__ import annotations

from datetime import UTC, date, datetime

from vncwall.scheduling.schedule import Schedule, all_spans
from vncwall.scheduling.zones import NS
from vncwall.settings.calendar_texts import days_of, hours_of
from vncwall.settings.schedule import HolidaySettings, ScheduleSettings

HOUR = 3600.0


def ns(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * NS


def utc(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns // NS, UTC).strftime("%d %H:%M")


def spans(schedule: ScheduleSettings, first: str, last: str) -> list[tuple[str, str]]:
    found = Schedule(schedule).spans(ns(first), ns(last))
    return [(utc(span.start_ns), utc(span.end_ns)) for span in found]


def test_cron_times_with_a_duration() -> None:
    nightly = ScheduleSettings("n", "Europe/Berlin", cron="30 2 * * mon-fri", duration_s=HOUR)
    assert spans(nightly, "2026-11-20", "2026-11-24") == [
        ("20 01:30", "20 02:30"),
        ("23 01:30", "23 02:30"),
    ]


def test_cron_durations_that_overlap_join_and_one_that_runs_is_found() -> None:
    often = ScheduleSettings("o", "UTC", cron="*/30 8 * * *", duration_s=HOUR)
    assert spans(often, "2026-11-20 09:10", "2026-11-20 12:00") == [("20 09:10", "20 09:30")]
    assert spans(often, "2026-11-20", "2026-11-21") == [("20 08:00", "20 09:30")]


def test_a_cron_time_in_the_skipped_hour_comes_right_after_it_and_a_double_one_once() -> None:
    nightly = ScheduleSettings("n", "Europe/Berlin", cron="30 2 * * *", duration_s=HOUR)
    assert spans(nightly, "2026-03-29", "2026-03-30") == [("29 01:00", "29 02:00")]
    assert spans(nightly, "2026-10-24 22:00", "2026-10-25 22:00") == [("25 00:30", "25 01:30")]


def test_a_wildcard_hour_goes_by_what_passes() -> None:
    hourly = ScheduleSettings("h", "Europe/Berlin", cron="0 * * * *", duration_s=60)
    assert len(spans(hourly, "2026-10-24 22:00", "2026-10-25 23:00")) == 25


def test_cron_skips_holidays() -> None:
    free = HolidaySettings("x", frozenset({date(2026, 11, 21)}))
    daily = ScheduleSettings("d", "UTC", cron="0 8 * * *", duration_s=HOUR, holidays=(free,))
    assert [start for start, _ in spans(daily, "2026-11-20", "2026-11-23")] == [
        "20 08:00",
        "22 08:00",
    ]


def test_a_one_shot_window_is_the_whole_period() -> None:
    move = ScheduleSettings(
        "m",
        "Europe/Berlin",
        start=datetime(2026, 11, 20, 18),
        end=datetime(2026, 11, 21, 6, tzinfo=UTC),
    )
    assert spans(move, "2026-11-01", "2026-12-01") == [("20 17:00", "21 06:00")]
    assert spans(move, "2026-12-01", "2026-12-02") == []


def test_a_period_bounds_a_weekly_calendar() -> None:
    trial = ScheduleSettings(
        "t",
        "UTC",
        hours=hours_of("08:00-10:00"),
        start=datetime(2026, 11, 20, 9),
        end=datetime(2026, 11, 21, 9),
    )
    assert spans(trial, "2026-11-01", "2026-12-01") == [
        ("20 09:00", "20 10:00"),
        ("21 08:00", "21 09:00"),
    ]


def test_a_one_shot_window_keeps_the_whole_of_the_hour_that_comes_twice() -> None:
    move = ScheduleSettings(
        "m",
        "Europe/Berlin",
        start=datetime(2026, 10, 25, 2, 30),
        end=datetime(2026, 10, 25, 2, 45),
    )
    assert spans(move, "2026-10-24", "2026-10-26") == [("25 00:30", "25 01:45")]


def test_windows_ahead_begin_with_the_one_that_runs() -> None:
    office = Schedule(
        ScheduleSettings("o", "UTC", days_of("mon-fri"), hours_of(["08:00-12:00", "13:00-18:00"]))
    )

    def ahead(now: str) -> str:
        return utc(office.ahead(ns(now))[0].end_ns)

    assert [ahead(f"2026-11-20 {hour}") for hour in ("07:00", "09:00", "12:00", "18:00")] == [
        "20 12:00",
        "20 12:00",
        "20 18:00",
        "23 12:00",
    ]
    assert ahead("2026-11-20 07:00") == "20 12:00", "also when the clock was set back"


def test_a_year_without_a_restart_sees_every_window_in_time() -> None:
    """What was looked up ahead is looked up again before it runs out."""
    nights = Schedule(
        ScheduleSettings("n", "Europe/Berlin", days_of("fri"), hours_of("23:00-04:00"))
    )
    begin, hour_ns = ns("2026-01-01"), 3600 * 1_000_000_000
    running = [
        begin + hour * hour_ns
        for hour in range(365 * 24)
        if nights.ahead(begin + hour * hour_ns)[0].start_ns <= begin + hour * hour_ns
    ]
    once = nights.spans(begin, begin + 365 * 24 * hour_ns)
    assert running == [
        time_ns for span in once for time_ns in range(span.start_ns, span.end_ns, hour_ns)
    ]


def test_overlapping_schedules_are_one_window() -> None:
    early = Schedule(ScheduleSettings("e", "UTC", hours=hours_of("06:00-14:00")))
    late = Schedule(ScheduleSettings("l", "UTC", hours=hours_of("13:00-20:00")))
    found = all_spans([early, late], ns("2026-11-20"), ns("2026-11-21"))
    assert [(utc(one.start_ns), utc(one.end_ns)) for one in found] == [("20 06:00", "20 20:00")]
