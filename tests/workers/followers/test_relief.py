from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    BudgetSettings,
    Command,
    Configure,
    LoadChanged,
    Notice,
    RecordWire,
    SessionChanged,
    SessionStats,
    SetControl,
    SetPace,
    SetRecording,
    WorkerStats,
)
from vncwall.scheduling.admission import Rank
from vncwall.scheduling.capacity import Cost, Figures, Room
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings, WhenFull
from vncwall.states import Reason, SessionState
from vncwall.workers.crew import RECORDER
from vncwall.workers.followers import relief as module
from vncwall.workers.followers.relief import MAIN, Relief, rank_of
from vncwall.workers.roster import Entry, Roster, Sharer

SECOND = 1_000_000_000
WORKER = "vncwall-sessions-0"
ROOM = Room(2.0, 500.0, 400.0, 50.0, 4000.0, 1200.0)
FIGURES = Figures(ROOM, 30.0, 4, 0, 1, None, None, None, Cost(cpu_ms_s=100.0, memory_mb=40.0))


@dataclass
class Costs:
    """Measured figures, with room for more."""

    said: Figures = FIGURES

    def figures(self) -> Figures:
        return self.said


@dataclass
class Machine:
    free_mb: float = 1000.0
    stalled: float = 0.0

    def memory_stalled(self) -> float:
        return self.stalled

    def memory_mb(self) -> tuple[float, float]:
        return 4000.0, self.free_mb


class Wall:
    """Five sessions, one of each rank but the unseen, in one worker; time that passes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = FakeClock(1000.0)
        self.begun_ns = self.clock.now_ns
        self.main_part = 0.1
        self.main_s = 0.0
        monkeypatch.setattr(module.time, "process_time", lambda: self.main_s)
        self.roster = Roster(RecordingSettings())
        self.costs = Costs()
        self.machine = Machine()
        self.relief = Relief(
            RecordingSettings(),
            self.roster,
            self.costs,  # type: ignore[arg-type]
            self.clock,
            self.machine,  # type: ignore[arg-type]
        )
        boxes = ((300, 200), (100, 80), (300, 200), (300, 200), (300, 200))
        for session, box in enumerate(boxes):
            host = HostSettings(f"pc{session}", HostAddress("pc", 5900))
            entry = self.roster.add(session, host, posts=1)
            entry.box = box
            kbit_s = 1.0 if session == 0 else 500.0
            entry.note(SessionChanged(session, SessionState.LIVE, Reason.NONE, "", 0))
            entry.note(SessionStats(session, kbit_s, 1.0, ()))
        self.entry(3).is_recorded = True
        self.entry(4).has_control = True
        self.cpu_s = self.engaged_s = 0.0
        self.said: list[Command | Notice] = []

    def entry(self, session: int) -> Entry:
        entry = self.roster.get(session)
        assert entry is not None
        return entry

    def spend(
        self, seconds: int, *, busy: float = 0.1, engaged: float = 0.0, beat_s: int = 1
    ) -> list[object]:
        """Let time pass while the worker uses that part of its core; return what was said."""
        said: list[object] = []
        for second in range(1, seconds + 1):
            self.clock.now_ns += SECOND // 2
            said += self._tick()
            self.clock.now_ns += SECOND // 2
            self.cpu_s += busy
            self.engaged_s += max(busy, engaged)
            self.main_s += self.main_part
            if second % beat_s == 0:
                beat = WorkerStats(WORKER, 7, self.cpu_s, 1, 5, engaged_s=self.engaged_s)
                self.relief.noticed(beat)
            said += self._tick()
        return said

    def _tick(self) -> Iterable[object]:
        for message in self.relief.tick(self.clock.now_ns):
            if isinstance(message, SetPace):  # as the supervisor does
                self.entry(message.session).least_interval_s = message.least_interval_s
            yield message


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall(monkeypatch)
    assert wall.spend(40) == []
    return wall


def test_a_worker_that_shares_its_core_with_others_is_overloaded_when_it_never_rests(
    wall: Wall,
) -> None:
    assert wall.spend(60, busy=0.4, engaged=0.8) == []
    *paces, said = wall.spend(13, busy=0.4, engaged=0.97)
    assert paces == [SetPace(0, 4.0), SetPace(1, 2.0)]
    assert isinstance(said, LoadChanged)
    assert said.detail.startswith(f"{WORKER} never rests: the processors are taken")


def test_the_least_important_are_slowed_first_and_it_is_said(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    assert wall.spend(13, busy=0.98) == [
        SetPace(0, 4.0),
        SetPace(1, 2.0),
        LoadChanged(
            1,
            2,
            "vncwall-sessions-0 uses 98% of its processor core; 2 desktops are asked less often",
        ),
    ]
    assert wall.relief.said.level == 1
    assert wall.relief.slowed_in_words(wall.entry(0)) == (
        "asked every 4 s at most: vncwall-sessions-0 uses 98% of its processor core"
    )
    assert wall.relief.slowed_in_words(wall.entry(2)) == ""
    assert "overloaded, step 1 of slowing desktops" in caplog.text


def test_hosts_that_are_away_are_not_counted_as_slowed(wall: Wall) -> None:
    wall.entry(0).note(SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "", 0))
    said = wall.spend(13, busy=0.98)
    assert isinstance(said[-1], LoadChanged)
    assert said[-1].slowed == 1


def test_a_session_that_becomes_important_is_asked_as_before(wall: Wall) -> None:
    wall.spend(13, busy=0.98)
    wall.entry(0).has_control = True
    wall.relief.sent(SetControl(0, True))
    said = list(wall._tick())  # at once: somebody waits for it
    assert said[0] == SetPace(0, 0.0)
    assert isinstance(said[1], LoadChanged)
    assert said[1].slowed == 1
    assert list(wall._tick()) == []


def test_when_all_is_at_ease_again_nobody_is_slowed(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.spend(13, busy=0.98)
    assert wall.spend(30, busy=0.3) == [SetPace(0, 0.0), SetPace(1, 0.0), LoadChanged(0, 0, "")]
    assert caplog.records[-1].getMessage() == "no desktop is slowed any more"


def test_a_worker_that_comes_late_is_overloaded_though_it_uses_little(wall: Wall) -> None:
    said = wall.spend(14, busy=0.2, beat_s=2)
    assert isinstance(said[-1], LoadChanged)
    assert "vncwall-sessions-0 is 1.0 s behind" in said[-1].detail


def test_a_worker_that_is_silent_is_behind_until_it_is_taken_for_gone(wall: Wall) -> None:
    said = wall.spend(12, beat_s=1000)
    assert isinstance(said[-1], LoadChanged)
    assert said[-1].detail.startswith(f"{WORKER} is ")
    assert said[-1].level == 1
    wall.spend(4, beat_s=1000)
    said = wall.spend(60, beat_s=1000)
    assert said[-1] == LoadChanged(0, 0, "")


def test_the_main_process_counts(wall: Wall) -> None:
    wall.main_part = 0.99
    said = wall.spend(13)
    assert isinstance(said[-1], LoadChanged)
    assert said[-1].detail.startswith(f"{MAIN} uses 99% of its processor core")


def test_a_recorder_that_uses_more_than_one_core_is_not_overloaded(wall: Wall) -> None:
    for second in range(30):
        wall.relief.noticed(WorkerStats(RECORDER, 9, 1.5 * second, 1, 2))
        assert wall.spend(1) == []


def test_a_replaced_worker_is_not_behind(wall: Wall) -> None:
    wall.clock.now_ns += 10 * SECOND
    wall.relief._ticked_ns = wall.clock.now_ns
    wall.relief.noticed(WorkerStats(WORKER, 8, 0.0, 1, 5))
    assert wall.relief._late_s.get(WORKER, 0.0) < 1.0


def test_a_start_that_takes_long_slows_nobody(wall: Wall) -> None:
    wall.entry(0).note(SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0))
    assert wall.spend(60, busy=0.98) == []
    said = wall.spend(60, busy=0.98)  # it is no start any more
    assert isinstance(said[-1], LoadChanged)
    assert said[-1].level > 0


def test_little_memory_is_said_at_once_and_slows_if_it_lasts(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.machine.free_mb = 100.0
    assert wall.spend(6) == [LoadChanged(0, 0, "hardly any memory is left")]
    assert "hardly any memory is left: 100 of 4000 MB" in caplog.text
    assert wall.relief.no_room() == "this machine has hardly any memory left"
    said = wall.spend(6)
    assert said[-1] == LoadChanged(
        1, 2, "only 100 of 4000 MB of memory are left; 2 desktops are asked less often"
    )
    wall.machine.free_mb = 1000.0
    assert wall.spend(60)[-1] == LoadChanged(0, 0, "")


def test_processes_that_wait_for_memory_slow_the_least_important(wall: Wall) -> None:
    wall.machine.stalled = 0.25
    said = wall.spend(12)[-1]
    assert isinstance(said, LoadChanged)
    assert said.level == 1
    assert said.detail.startswith("processes wait for memory 25% of the time")


START = SetRecording(2, True)


def test_a_recording_that_fits_begins(wall: Wall) -> None:
    assert wall.relief.objection(START) == ""
    wall.clock.now_ns += 2 * SECOND
    wall.costs.said = replace(wall.costs.said, recording=None)  # nothing was measured yet
    assert wall.relief.objection(START) == ""


def test_what_fits_is_not_worked_out_for_each_of_many_recordings(wall: Wall) -> None:
    assert wall.relief.objection(START) == ""
    full(wall)
    assert wall.relief.no_room() == ""
    wall.clock.now_ns += 2 * SECOND
    assert wall.relief.no_room() != ""


def full(wall: Wall) -> None:
    wall.costs.said = replace(wall.costs.said, room=replace(ROOM, cpu_used_ms_s=1650.0))


def overloaded(wall: Wall) -> None:
    wall.spend(13, busy=0.98)


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        (full, "50 ms/s of processors are left"),
        (overloaded, "vncwall-sessions-0 uses 98% of its processor core"),
    ],
)
def test_one_that_does_not_fit_begins_with_a_warning_or_is_refused(
    wall: Wall, caplog: pytest.LogCaptureFixture, fill, why: str
) -> None:
    fill(wall)
    assert wall.relief.objection(START) == ""
    assert f"pc2 is recorded although there is no room for it: {why}" in caplog.text
    refusing = RecordingSettings(when_full=WhenFull.REFUSE)
    wall.relief.sent(Configure(refusing, BudgetSettings()))
    assert wall.relief.objection(START) == (
        f"not begun, there is no room for another recording: {why}"
    )


def test_ranks_follow_from_who_looks_and_what_moves(wall: Wall) -> None:
    ranks = [rank_of(wall.entry(session), 300 * 200, is_still=session == 0) for session in range(5)]
    assert ranks == [Rank.IDLE, Rank.SMALL, Rank.TILE, Rank.RECORDED, Rank.CONTROLLED]
    wall.entry(2).box = (0, 0)
    assert rank_of(wall.entry(2), 300 * 200, is_still=False) is Rank.UNSEEN
    wall.entry(2).wire = RecordWire(0, RecordingSettings())
    assert rank_of(wall.entry(2), 300 * 200, is_still=False) is Rank.RECORDED
    wall.entry(2).sharers.add(Sharer.WALL)
    assert rank_of(wall.entry(2), 300 * 200, is_still=False) is Rank.CONTROLLED


def test_a_calm_worker_and_a_main_process_that_waits_for_news_are_in_time(wall: Wall) -> None:
    for _ in range(10):
        wall.relief.waits(wall.clock.now_ns + 4 * SECOND)
        wall.clock.now_ns += 4 * SECOND
        wall.relief.noticed(WorkerStats(WORKER, 7, wall.cpu_s, 1, 5, next_s=4.0))
        assert list(wall.relief.tick(wall.clock.now_ns)) == []
    for _ in range(5):
        wall.relief.waits(wall.clock.now_ns + 2 * SECOND)
        wall.clock.now_ns += 4 * SECOND
        wall.relief.noticed(WorkerStats(WORKER, 7, wall.cpu_s, 1, 5, next_s=4.0))
        wall.said += wall.relief.tick(wall.clock.now_ns)
    assert "the main process is 2.0 s behind" in wall.relief.said.detail
