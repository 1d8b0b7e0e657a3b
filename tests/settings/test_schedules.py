"""Schedules as a configuration says them, and what does not go together in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration
from vncwall.settings.loader import load_text
from vncwall.settings.model import HostSettings
from vncwall.settings.schedule import (
    HolidaySettings,
    Occasion,
    OnHolidays,
    ScheduleSettings,
)

HOST = """
[[hosts]]
address = "a"
"""


def hosts(text: str) -> list[HostSettings]:
    return list(load_text(text, path=Path("w.toml"), environment={}).settings.hosts)


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        hosts(text)
    return [str(problem) for problem in caught.value.problems]


def test_every_key_of_a_schedule() -> None:
    (host,) = hosts(
        """
[holidays.free]
dates = ["12-25", 2026-05-15]

[schedules.office]
time_zone = "Europe/Berlin"
days = ["mon-thu", "sat"]
hours = "08:00-18:00"
start = 2026-01-01
end = "2027-01-01 12:00"
holidays = "free"
on_holidays = "only"
on = ["change", "black"]
linger = "2m"
change = 5

[[hosts]]
address = "a"
record = "office"
"""
    )
    free = HolidaySettings("free", frozenset({date(2026, 5, 15)}), frozenset({(12, 25)}))
    assert host.schedules == (
        ScheduleSettings(
            "office",
            time_zone="Europe/Berlin",
            days=(0, 1, 2, 3, 5),
            hours=((480, 1080),),
            start=datetime(2026, 1, 1),
            end=datetime(2027, 1, 1, 12),
            holidays=(free,),
            on_holidays=OnHolidays.ONLY,
            occasions=(Occasion.CHANGE, Occasion.BLACK),
            linger_s=120.0,
            change_percent=5,
        ),
    )
    assert not host.record


def test_cron_with_a_duration() -> None:
    (host,) = hosts(
        """
[schedules.n]
cron = "30 2 * * sun"
duration = "1h"
[[hosts]]
address = "a"
record = ["n"]
"""
    )
    assert host.schedules == (ScheduleSettings("n", cron="30 2 * * sun", duration_s=3600.0),)


def test_a_stronger_level_says_anew_what_records() -> None:
    found = hosts(
        """
[schedules.day]
hours = "08:00-18:00"
[schedules.night]
hours = "22:00-06:00"
[defaults]
record = "day"
[groups.g]
record = ["night", "day"]
[[hosts]]
address = "of defaults"
[[hosts]]
address = "of group"
group = "g"
[[hosts]]
address = "always"
group = "g"
record = true
[[hosts]]
address = "never"
group = "g"
record = false
""".replace("of defaults", "a")
        .replace("of group", "b")
        .replace("always", "c")
        .replace('"never"', '"d"')
    )
    assert [(host.record, [one.name for one in host.schedules]) for host in found] == [
        (False, ["day"]),
        (False, ["night", "day"]),
        (True, []),
        (False, []),
    ]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("", "says no time; write days, hours, cron with duration, start and end, or on"),
        ('time_zone = "UTC"', "says no time"),
        ('cron = "* * * * *"', 'schedules.s.cron: needs a duration, for instance duration = "10m"'),
        (
            'cron = "* * * * *"\nduration = 5\nhours = "08:00-09:00"',
            "schedules.s.hours: does not go with cron",
        ),
        ('days = "mon"\nduration = 5', "schedules.s.duration: goes with cron"),
        ("start = 2026-01-02\nend = 2026-01-01", "schedules.s.end: "),
        (
            'start = 2026-01-01T12:00:00+02:00\nend = 2026-01-01T10:00:00\ntime_zone = "UTC"',
            "is not after start",
        ),
        ('days = "mon"\non_holidays = "skip"', 'on_holidays: needs holidays = "NAME"'),
        ('days = "mon"\nlinger = 5', "schedules.s.linger: goes with on"),
        ('on = "bell"\nchange = 5', 'schedules.s.change: goes with on = ["change"]'),
        ('on = "rain"', "schedules.s.on[1]: 'rain' is not one of offline, frozen"),
        ('days = "mon"\nholidays = "x"', "'x' is no set of holidays; write a table [holidays.x]"),
        ('cron = "* * * * *"\nduration = "8d"', "is out of range; write at most 604800"),
        ('hour = "08:00-09:00"', "unknown key; did you mean 'hours'?"),
    ],
)
def test_what_does_not_go_together_is_said_with_its_place(table: str, why: str) -> None:
    (problem,) = problems(f"[schedules.s]\n{table}\n{HOST}")
    assert problem.startswith("w.toml:")
    assert why in problem


def test_a_schedule_that_is_not_there_is_said_at_every_level() -> None:
    text = """
[schedules.office]
days = "mon"
[defaults]
record = "ofice"
[groups.g]
record = ["office", "nigth"]
[[hosts]]
address = "a"
record = 3
"""
    assert problems(text) == [
        "w.toml:5: defaults.record: 'ofice' is no schedule; did you mean 'office'?",
        "w.toml:7: groups.g.record: 'nigth' is no schedule; there are office",
        "w.toml:10: hosts[a].record: 3 is not true, false, or what to record by; "
        'write true, "NAME" of a [schedules.NAME], or ["NAME", "OTHER"]',
    ]
    assert problems('[defaults]\nrecord = "x"\n' + HOST) == [
        "w.toml:2: defaults.record: 'x' is no schedule; write a table [schedules.x]"
    ]
