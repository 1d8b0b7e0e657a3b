"""`vncwall recordings coverage`: what is asked, what is printed, which exit code."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.app.recordings.coverage import answer, run
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.schedule import hours
from vncwall.recording.coverage import Question
from vncwall.recording.journal import FOLDER, stamp
from vncwall.scheduling.spans import Span
from vncwall.settings.address import HostAddress
from vncwall.settings.calendar_texts import hours_of
from vncwall.settings.model import HostSettings, Settings
from vncwall.settings.schedule import ScheduleSettings

SECOND = 1_000_000_000
MIDNIGHT = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp()) * SECOND
OFFICE = ScheduleSettings("office", "UTC", hours=hours_of("08:00-18:00"))


pytestmark = pytest.mark.usefixtures("in_utc")


def at(clock: str) -> int:
    hour, minute, *second = (int(part) for part in clock.split(":"))
    return MIDNIGHT + (3600 * hour + 60 * minute + sum(second)) * SECOND


def pc(name: str = "pc1", *schedules: ScheduleSettings) -> HostSettings:
    return HostSettings(name, HostAddress(name, 5900), schedules=schedules or (OFFICE,))


class Archive:
    """A folder with a journal of the 24th and the files that it names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / FOLDER).mkdir()
        self._journal = folder / FOLDER / "2026-11-24T000000Z-1.jsonl"

    def says(self, clock: str, **line: object) -> None:
        with self._journal.open("a") as file:
            file.write(json.dumps({"t": stamp(at(clock)), **line}) + "\n")

    def state(self, clock: str, *plan: str, gap: str = "", host: str = "pc1") -> None:
        self.says(clock, host=host, plan=list(plan), gap=gap, detail="")

    def file(self, start: str, end: str, host: str = "pc1") -> None:
        name = f"{host}/2026-11-24/{start.replace(':', '')}00.mkv"
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).touch()
        ends = {"from": stamp(at(start)), "to": stamp(at(end))}
        self.says(end, host=host, file=name, **ends)

    def where(self, now: str = "20:00") -> RecordingsFolder:
        return RecordingsFolder(self.folder, clock=FakeClock(at(now) / SECOND))

    def ask(
        self, now: str = "20:00", *, settings: Settings | None = None, **question: Any
    ) -> tuple[int, str]:
        out = io.StringIO()
        one = Question(Span(MIDNIGHT, MIDNIGHT + 86400 * SECOND), **question)
        code = run(self.where(now), one, settings=settings, out=out)
        return code, out.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    one = Archive(tmp_path)
    one.state("07:00")
    one.state("08:00", "schedule office")
    return one


def test_a_day_without_a_gap(archive: Archive) -> None:
    archive.file("08:00", "13:00")
    archive.file("13:00", "18:00")
    archive.state("18:00")
    archive.says("19:59", alive=True)
    assert archive.ask() == (0, "pc1  schedule office  100.00 %  10:00:00 h of 10:00:00 h\n")


def test_every_gap_is_named_with_its_reason(archive: Archive) -> None:
    archive.file("08:00", "10:00")
    archive.state("10:00", "schedule office", gap="wrong password")
    archive.state("10:30", "schedule office")
    archive.file("10:30", "17:00")
    archive.says("17:00", alive=True)
    code, text = archive.ask(settings=Settings((pc(),)))
    assert code == 1
    assert text.splitlines() == [
        "pc1  schedule office   85.00 %  8:30:00 h of 10:00:00 h",
        "    Tue 2026-11-24 10:00:00 to 10:30:00  0:30:00 h  wrong password",
        "    Tue 2026-11-24 17:00:00 to 18:00:00  1:00:00 h  vncwall was not running",
    ]


def test_what_is_planned_later_is_not_missing_yet(archive: Archive) -> None:
    archive.file("08:00", "10:00")
    archive.says("10:00", alive=True)
    code, text = archive.ask("10:00:20", settings=Settings((pc(),)))
    assert (code, text) == (0, "pc1  schedule office  100.00 %  2:00:00 h of 2:00:00 h\n")


def test_the_file_that_is_being_written_counts(archive: Archive) -> None:
    part = archive.folder / "pc1" / "2026-11-24" / "080001.mkv.part"
    part.parent.mkdir(parents=True)
    part.touch()
    os.utime(part, ns=(at("08:10"), at("08:10")))
    archive.says("08:10", alive=True)
    assert archive.ask("08:10:05")[0] == 0


def test_a_host_of_which_no_journal_speaks_is_named(archive: Archive) -> None:
    archive.file("08:00", "18:00")
    archive.state("18:00")
    code, text = archive.ask(settings=Settings((pc(), pc("pc2"))))
    assert code == 1
    assert "pc2  no journal speaks of it: vncwall has not run with this plan" in text


def test_hosts_and_schedules_can_be_chosen(archive: Archive) -> None:
    archive.state("08:00", "always", host="lab 1")
    archive.file("08:00", "18:00")
    archive.state("18:00")
    archive.state("18:00", host="lab 1")
    assert archive.ask()[0] == 1
    assert archive.ask(host="pc*")[0] == 0
    assert archive.ask(schedule="office")[0] == 0
    assert archive.ask(host="lab*")[1].startswith("lab 1  always    0.00 %")


def test_json_has_everything(archive: Archive) -> None:
    archive.file("08:00", "17:00")
    archive.state("17:00", "schedule office", gap="disk")
    archive.state("18:00")
    out = io.StringIO()
    question = Question(Span(MIDNIGHT, MIDNIGHT + 86400 * SECOND))
    assert run(archive.where(), question, as_json=True, out=out) == 1
    assert json.loads(out.getvalue()) == {
        "folder": str(archive.folder),
        "from": "2026-11-24T00:00:00.000Z",
        "to": "2026-11-25T00:00:00.000Z",
        "complete": False,
        "coverage": [
            {
                "host": "pc1",
                "cause": "schedule office",
                "percent": 90.0,
                "planned_s": 36000.0,
                "recorded_s": 32400.0,
                "gaps": [
                    {
                        "from": "2026-11-24T17:00:00.000Z",
                        "to": "2026-11-24T18:00:00.000Z",
                        "seconds": 3600.0,
                        "reason": "disk",
                        "detail": "",
                    }
                ],
            }
        ],
        "never_ran": [],
    }


def test_without_a_journal_it_is_said_what_to_name(tmp_path: Path) -> None:
    out = io.StringIO()
    question = Question(Span(MIDNIGHT, MIDNIGHT + SECOND))
    where = RecordingsFolder(tmp_path, clock=FakeClock(at("20:00") / SECOND))
    assert run(where, question, out=out) == 0
    assert out.getvalue() == f"{tmp_path} has no journal of a plan; name the configuration: "\
        "-c wall.toml\n"  # fmt: skip


def test_a_future_period_is_empty(archive: Archive) -> None:
    later = replace(Question(Span(at("23:00"), at("23:30"))))
    assert answer(archive.folder, later, settings=None, now_ns=at("20:00")) == ([], [])


def test_lengths_of_time() -> None:
    assert hours(100 * 3600 * SECOND + 61 * SECOND) == "100:01:01 h"
