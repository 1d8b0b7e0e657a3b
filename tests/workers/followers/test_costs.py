from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    DesktopChanged,
    FramebufferShared,
    Notice,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SessionChanged,
    SessionStats,
    WorkerStats,
)
from vncwall.scheduling.capacity import MB
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.followers import costs as module
from vncwall.workers.followers.costs import Costs
from vncwall.workers.pool import Post
from vncwall.workers.roster import Roster, Sharer

SECOND = 1_000_000_000
WORKER, RECORDER = "vncwall-sessions-0", "vncwall-recorder-0"
LIVE = SessionState.LIVE


class Machine:
    """Two cores, a second of both used in a second by all programs."""

    cores = 2.0

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock

    def busy_s(self) -> float:
        return self.clock.now_ns / SECOND

    def memory_mb(self) -> tuple[float, float]:
        return 4000.0, 1000.0

    def shared_free_mb(self) -> float | None:
        return 500.0

    def files(self, pids: Iterable[int]) -> dict[int, int]:
        return {pid: 12 + 2 * 3 for pid in pids}

    def files_allowed(self) -> int | None:
        return 1024


class Fleet:
    """Two desktops of 1000x1000 in one worker, and time that passes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = FakeClock(100.0)
        self.roster = Roster(RecordingSettings())
        crew = Crew(self.clock, lambda *_: None, lambda *_: None)
        crew.sessions.append(self._post(WORKER))
        crew.recorder = self._post(RECORDER)
        self.costs = Costs(self.roster, crew, self.clock, Machine(self.clock))  # type: ignore[arg-type]
        for session in (0, 1):
            host = HostSettings(f"pc{session}", HostAddress("pc", 5900 + session))
            self.roster.add(session, host, posts=1)
        self.begun_ns = self.clock.now_ns
        # The main process uses 0.1 s of each second.
        monkeypatch.setattr(
            module.time, "process_time", lambda: 0.1 * (self.clock.now_ns - self.begun_ns) / SECOND
        )

    def _post(self, name: str) -> Post:
        post = Post(name, lambda *_: None, None)  # type: ignore[arg-type]
        post.handle = object()  # type: ignore[assignment]
        return post

    def hear(self, *notices: Notice) -> None:
        for notice in notices:
            self.costs.noticed(notice)
            entry = self.roster.get(getattr(notice, "session", -1))
            if entry is not None:
                entry.note(notice)

    def beat(self, cpu_s: float, *, sessions: int, mb: float, worker: str = WORKER) -> None:
        pid = 7 if worker == WORKER else 8
        self.hear(WorkerStats(worker, pid, cpu_s, round(mb * MB), sessions))

    def live(self) -> None:
        for session, kbit_s, updates_s, cpu_ms_s in ((0, 5.0, 1.0, 10.0), (1, 900.0, 4.0, 60.0)):
            self.hear(
                SessionChanged(session, LIVE, Reason.NONE, "", 0),
                DesktopChanged(session, "", 1000, 1000, ()),
                SessionStats(session, kbit_s, updates_s, (), cpu_ms_s=cpu_ms_s),
                FramebufferShared(
                    session,
                    FramebufferKind.PREVIEW,
                    FramebufferDescriptor(session, FramebufferKind.PREVIEW, 1, "n", 500, 500),
                ),
            )

    def run(self, seconds: int) -> None:
        """Let time pass in which the worker uses 100 ms/s and holds 40 MB more than before."""
        for _ in range(seconds):
            self.clock.now_ns += SECOND
            at_s = (self.clock.now_ns - self.begun_ns) / SECOND
            self.beat(0.1 * at_s, sessions=2, mb=50 + 40)
            list(self.costs.tick(self.clock.now_ns))


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> Fleet:
    fleet = Fleet(monkeypatch)
    fleet.beat(0.0, sessions=0, mb=50)
    fleet.live()
    return fleet


def test_at_first_nothing_is_measured(fleet: Fleet) -> None:
    figures = fleet.costs.figures()
    assert (figures.measured_s, figures.live, figures.tile) == (0.0, 2, None)
    fleet.run(4)
    assert fleet.costs.figures().tile is None


def test_a_tile_costs_what_its_worker_measured_and_its_part_of_the_rest(fleet: Fleet) -> None:
    fleet.run(21)
    figures = fleet.costs.figures()
    idle, busy, tile = figures.idle_tile, figures.busy_tile, figures.tile
    assert idle is not None
    assert busy is not None
    assert tile is not None
    # 30 ms/s of the worker are nobody's: 15 each. Of the 100 of the main process a fifth is the
    # idle one's, who has one of five updates.
    assert (idle.cpu_ms_s, busy.cpu_ms_s, tile.cpu_ms_s) == (45.0, 155.0, 100.0)
    assert (idle.main_ms_s, busy.main_ms_s) == (20.0, 80.0)
    assert tile.memory_mb == 20.0
    assert tile.shared_mb == 1.0
    assert tile.files == 3.0
    assert (figures.live, figures.idle, figures.recordings) == (2, 1, 0)
    assert figures.recording is None


def test_the_machine_is_described_with_what_others_use(fleet: Fleet) -> None:
    fleet.run(21)
    room = fleet.costs.figures().room
    assert (room.cpu_used_ms_s, room.ours_ms_s, room.main_ms_s) == (1000.0, 200.0, 100.0)
    assert (room.memory_mb, room.memory_free_mb, room.shared_free_mb) == (4000, 1000, 500.0)
    assert room.files_free == 1024 - 18


def test_a_recording_costs_its_recorder_and_the_livelier_session(fleet: Fleet) -> None:
    fleet.beat(0.0, sessions=0, mb=70, worker=RECORDER)
    fleet.hear(RecordingChanged(1, RecordingState.RECORDING, "a", ""))
    entry = fleet.roster.get(1)
    assert entry is not None
    entry.sharers.add(Sharer.RECORDER)
    for second in range(1, 22):
        fleet.run(1)
        fleet.beat(0.05 * second, sessions=1, mb=70 + 34, worker=RECORDER)
    figures = fleet.costs.figures()
    assert figures.recordings == 1
    recording, tile = figures.recording, figures.tile
    assert recording is not None
    assert tile is not None
    assert recording.cpu_ms_s == pytest.approx(50.0 + 155.0 - 45.0)
    # The full-size picture is the recording's, not the tile's: 4 MB, once.
    assert recording.memory_mb == pytest.approx(34 - 4 + 4)
    assert tile.memory_mb == pytest.approx((40 - 4) / 2)


def test_what_was_long_ago_does_not_count(fleet: Fleet) -> None:
    fleet.run(40)
    assert fleet.costs.measured_s <= module.WINDOW_S
    fleet.hear(SessionStats(0, 5.0, 0.0, (), cpu_ms_s=0.0), SessionStats(1, 5.0, 0.0, ()))
    figures = fleet.costs.figures()
    assert figures.tile is not None
    assert figures.tile.cpu_ms_s == 100.0
    assert figures.idle == 2


def test_a_replaced_worker_is_measured_anew(fleet: Fleet) -> None:
    fleet.run(10)
    fleet.hear(WorkerStats(WORKER, 9, 0.0, 50 * MB, 0))
    assert fleet.costs.figures().processes[WORKER] == 9
    assert fleet.costs.figures().room.ours_ms_s == 100.0


def test_a_removed_session_is_not_recorded_any_more(fleet: Fleet) -> None:
    fleet.hear(RecordingChanged(1, RecordingState.RECORDING, "a", ""))
    fleet.costs.sent(RemoveSession(1))
    assert fleet.costs.figures().recordings == 0
