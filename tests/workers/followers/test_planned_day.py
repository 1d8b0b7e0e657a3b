"""A day of 23 hours by a fake clock: planner, recorder, journal and coverage together."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shared_desktop import SharedDesktop
from vncwall.app.recordings.coverage import answer
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import (
    Command,
    Notice,
    SessionChanged,
    SetRecording,
)
from vncwall.recording.coverage import Question
from vncwall.recording.journal import FOLDER, Journal, stamp
from vncwall.recording.plan_history import last_watched
from vncwall.recording.recorder import Recorder
from vncwall.recording.sinks.null import NullSink
from vncwall.scheduling.spans import Span
from vncwall.settings.address import HostAddress
from vncwall.settings.calendar_texts import hours_of
from vncwall.settings.model import HostSettings, RecordingSettings, Settings
from vncwall.settings.schedule import ScheduleSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.followers.planner import Planner
from vncwall.workers.roster import Roster

SECOND = 1_000_000_000
BEGIN = datetime(2026, 3, 28, 23, tzinfo=UTC)
"""Midnight in Berlin; at 01:00 UTC the clock jumps from 02:00 to 03:00."""
NIGHT = ScheduleSettings("night", "Europe/Berlin", hours=hours_of("01:30-03:30"))
OFFICE = ScheduleSettings("office", "Europe/Berlin", hours=hours_of("08:00-10:00"))
HOST = HostSettings("pc1", HostAddress("pc1", 5900), schedules=(NIGHT, OFFICE))
LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)
LOST = SessionChanged(0, SessionState.BACKING_OFF, Reason.DISCONNECTED, "the server went", 0)


pytestmark = pytest.mark.usefixtures("in_utc")


def utc(clock: str) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    days = 0 if hour >= 23 else 1
    moment = BEGIN.replace(hour=0) + timedelta(days=days, hours=hour, minutes=minute)
    return int(moment.timestamp()) * SECOND


class Run:
    """One run of the program: a planner, and a recorder that does what it says."""

    def __init__(self, folder: Path, clock: FakeClock, desktop: SharedDesktop) -> None:
        self.clock, self.desktop = clock, desktop
        self.settings = RecordingSettings(folder=str(folder), segment_s=2400.0)
        roster = Roster(self.settings)
        self.journal = Journal(folder, last_watched=last_watched, beat_s=0.01)
        self.planner = Planner(self.settings, roster, clock, journal=self.journal)
        self.entry = roster.add(0, HOST, posts=1)
        self.recorder: Recorder | None = None
        self.is_live = False
        self.due_ns: int | None = None
        self.planner.entering(self.entry)

    def hear(self, notice: Notice) -> None:
        self.planner.noticed(notice)
        self.entry.note(notice)

    def state(self, notice: SessionChanged) -> None:
        self.is_live = notice.state is SessionState.LIVE
        self.hear(notice)
        if self.recorder is not None:
            self.recorder.handle(notice)
            self._show()

    def until(self, clock: str) -> None:
        """Let time pass in steps of a second at most."""
        end = utc(clock)
        while True:
            for message in list(self.planner.tick(self.clock.now_ns)):
                if isinstance(message, Command):
                    self._obey(message)
            now = self.clock.now_ns
            if self.recorder is not None and (self.due_ns is None or now >= self.due_ns):
                self.due_ns = self.recorder.step()
            if now >= end:
                return
            step = SECOND if self.recorder is not None else 20 * SECOND
            self.clock.now_ns = min(end, now + step)

    def _obey(self, command: Command) -> None:
        if not isinstance(command, SetRecording):
            return
        self.entry.is_recorded, self.entry.cause = command.enabled, command.cause
        self.planner.sent(command)
        if command.enabled:
            self.recorder = Recorder(
                0,
                "pc1",
                self.settings,
                clock=self.clock,
                emit=self.hear,
                make_sink=NullSink,
                free=lambda folder: 1 << 40,
                cause=command.cause,
            )
            self.recorder.handle(self.desktop.shared)
            self._show()
        elif self.recorder is not None:
            self.recorder.stop()
            self.recorder = None

    def _show(self) -> None:
        if self.is_live and self.recorder is not None:
            self.recorder.handle(self.desktop.fill(Rect(0, 0, 8, 8), self.clock.now_ns & 0xFFFFFF))
            self.due_ns = None

    def end(self) -> None:
        self.planner.close()
        if self.recorder is not None:
            self.recorder.stop()
        self.planner.ended()

    def kill(self) -> None:
        """End without a word, once the journal has its last sign of life."""
        patience = time.monotonic() + 10
        alive = f'"{stamp(self.clock.now_ns)}", "alive"'
        while time.monotonic() < patience:
            files = (Path(self.settings.folder) / FOLDER).iterdir()
            if alive in "".join(path.read_text() for path in files):
                break
            time.sleep(0.005)
        self.journal._lines.put(None)
        if self.recorder is not None:
            self.recorder._detach()  # as the system does for a process that is gone


def test_a_day_of_windows_gaps_and_a_kill(tmp_path: Path) -> None:
    clock = FakeClock(utc("23:00") / SECOND)
    desktop = SharedDesktop(Size(16, 16), clock)
    try:
        run = Run(tmp_path, clock, desktop)
        run.state(LIVE)
        run.until("7:00")
        run.state(LOST)
        run.until("7:10")
        run.state(LIVE)
        run.until("7:30")
        run.kill()
        (part,) = tmp_path.rglob("*.part")
        os.utime(part, ns=(clock.now_ns, clock.now_ns))

        clock.now_ns = utc("7:40")
        run = Run(tmp_path, clock, desktop)
        run.state(LIVE)
        run.until("22:00")
        run.end()
    finally:
        desktop.close()
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("[!.]*.mkv*"))
    assert [name.removeprefix("pc1/2026-03-29/") for name in names] == [
        "003000.mkv",
        "011000.mkv",
        "060000.mkv",
        "064000.mkv",
        "071000.mkv.part",
        "074000.mkv",
    ]
    question = Question(Span(utc("23:00"), utc("22:00")))
    rows, unknown = answer(tmp_path, question, settings=Settings((HOST,)), now_ns=utc("22:00"))
    assert unknown == []
    night, office = rows
    assert (night.cause, night.planned_ns, night.percent) == (
        "schedule night",
        3600 * SECOND,
        100.0,
    ), "the window of two hours lasts one"
    assert (office.cause, office.planned_ns) == ("schedule office", 7200 * SECOND)
    assert [(gap.span, gap.reason) for gap in office.gaps] == [
        (Span(utc("7:00"), utc("7:10")), "disconnected"),
        (Span(utc("7:30"), utc("7:40")), "vncwall was not running"),
    ]
    assert office.percent == pytest.approx(100 * 6000 / 7200, abs=0.01)
