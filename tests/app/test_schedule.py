from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest

from vncwall.app.schedule import run
from vncwall.errors import SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.calendar_texts import days_of, hours_of
from vncwall.settings.model import HostSettings, Settings
from vncwall.settings.schedule import Occasion, ScheduleSettings

FRIDAY = int(datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp()) * 1_000_000_000
OFFICE = ScheduleSettings(
    "office", "UTC", days_of("mon-fri"), hours_of(["08:00-12:00", "13:00-18:00"])
)
NIGHT = ScheduleSettings("night", "UTC", hours=hours_of("22:00-06:00"))
LATE = ScheduleSettings("late", "UTC", days_of("fri"), hours_of("17:00-24:00"))
ALARMS = ScheduleSettings("alarms", occasions=(Occasion.CHANGE, Occasion.BELL))


def pc(name: str, *schedules: ScheduleSettings, record: bool = False) -> HostSettings:
    return HostSettings(name, HostAddress(name, 5900), record=record, schedules=schedules)


def shown(*hosts: HostSettings, names: tuple[str, ...] = (), days: int = 2) -> list[str]:
    out = io.StringIO()
    assert run(Settings(hosts), names, days=days, now_ns=FRIDAY, zone=UTC, out=out) == 0
    return out.getvalue().splitlines()


def test_windows_of_the_next_days() -> None:
    assert shown(pc("pc1", OFFICE), pc("pc2", OFFICE), days=4) == [
        "pc1, pc2",
        "  Fri 2026-11-20  08:00-12:00  4:00:00 h  schedule office  now",
        "                  13:00-18:00  5:00:00 h  schedule office",
        "  Mon 2026-11-23  08:00-12:00  4:00:00 h  schedule office",
        "                  13:00-18:00  5:00:00 h  schedule office",
    ]


def test_windows_that_overlap_are_one_and_those_over_midnight_say_the_day() -> None:
    assert shown(pc("pc1", LATE, NIGHT)) == [
        "pc1",
        "  Fri 2026-11-20  00:00-06:00  6:00:00 h  schedule night",
        "                  17:00-Sat 06:00  13:00:00 h  schedule late, schedule night",
        "  Sat 2026-11-21  22:00-...  2:00:00 h  schedule night",
    ]


def test_a_day_ends_at_24_00() -> None:
    assert shown(pc("pc1", LATE))[1] == "  Fri 2026-11-20  17:00-24:00  7:00:00 h  schedule late"


def test_what_happens_and_what_is_always() -> None:
    assert shown(pc("pc1", ALARMS), pc("pc2", record=True), days=1) == [
        "pc1",
        "  nothing by time",
        "  event alarms: on change, bell, within its time",
        "",
        "pc2",
        "  Fri 2026-11-20  00:00-...  24:00:00 h  always  now",
    ]


def test_hosts_can_be_named() -> None:
    hosts = (pc("pc1", OFFICE), pc("pc2", NIGHT))
    assert shown(*hosts, names=("pc2",))[0] == "pc2"
    with pytest.raises(SettingsError, match="no host is called 'pc3'; there are pc1, pc2"):
        shown(*hosts, names=("pc3",))
    assert shown() == ["no host is to be recorded"]


def test_json() -> None:
    out = io.StringIO()
    run(Settings((pc("pc1", NIGHT, ALARMS),)), (), days=1, now_ns=FRIDAY, zone=UTC, as_json=True,
        out=out)  # fmt: skip
    assert json.loads(out.getvalue()) == {
        "from": "2026-11-20T00:00:00.000Z",
        "to": "2026-11-21T00:00:00.000Z",
        "hosts": [
            {
                "host": "pc1",
                "planned_s": 28800.0,
                "windows": [
                    {
                        "from": "2026-11-20T00:00:00.000Z",
                        "to": "2026-11-20T06:00:00.000Z",
                        "causes": ["schedule night"],
                    },
                    {
                        "from": "2026-11-20T22:00:00.000Z",
                        "to": "2026-11-21T00:00:00.000Z",
                        "causes": ["schedule night"],
                    },
                ],
                "on": {"alarms": ["change", "bell"]},
            }
        ],
    }


def test_a_window_every_minute_is_told_in_few_lines_and_in_no_time() -> None:
    minutely = ScheduleSettings("minutely", "UTC", cron="* * * * *", duration_s=20.0)
    lines = shown(pc("pc1", minutely), days=14)
    assert lines[1].startswith("  Fri 2026-11-20  00:00-00:00  0:00:20 h  schedule minutely")
    assert lines[25:27] == [
        "                  09:00-09:00  0:00:20 h  schedule minutely  now",
        "                  and 1415 more, 7:51:40 h",
    ]
    assert len(lines) == 2 + 14 * 25
