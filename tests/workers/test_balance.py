import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import RecordWire, SessionChanged
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.balance import EVERY_S, Balance
from vncwall.workers.crew import Crew
from vncwall.workers.pool import Post
from vncwall.workers.roster import Entry, Roster, Sharer

S = 1_000_000_000


class Pool:
    """Two posts; eight sessions, all held by the first."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.roster = Roster(RecordingSettings())
        self.crew = Crew(self.clock, lambda *_: None, lambda *_: None)
        for name in ("a", "b"):
            post = Post(name, lambda *_: None, None)  # type: ignore[arg-type]
            post.handle = object()  # type: ignore[assignment]
            self.crew.sessions.append(post)
        for session in range(8):
            entry = self.roster.add(session, HostSettings("x", HostAddress("x", 5900)), posts=1)
            entry.state = SessionChanged(session, SessionState.LIVE, Reason.NONE, "", 0)
            entry.box = (80, 80)
        self.balance = Balance(self.roster, self.crew, self.clock)

    def entry(self, session: int) -> Entry:
        entry = self.roster.get(session)
        assert entry is not None
        return entry

    def moves(self) -> list[int]:
        """Let time pass and carry out what is said; return the sessions that moved."""
        moved = []
        for _ in range(20):
            self.clock.now_ns += int(EVERY_S * S)
            if (move := self.balance.move()) is not None:
                entry, worker = move
                entry.worker = worker
                moved.append(entry.session)
        return moved


@pytest.fixture
def pool() -> Pool:
    return Pool()


def test_sessions_move_one_by_one_until_the_loads_are_about_even(pool: Pool) -> None:
    assert pool.moves() == [7, 6, 5]
    assert pool.roster.loads(2) == {0: 5, 1: 3}


def test_what_is_not_live_or_not_seen_moves_first(pool: Pool) -> None:
    down = SessionChanged(2, SessionState.BACKING_OFF, Reason.REFUSED, "", 0)
    pool.entry(2).state = down
    pool.entry(3).box = (0, 0)
    assert pool.moves() == [2, 3, 7]


def test_what_is_controlled_recorded_or_promoted_stays(pool: Pool) -> None:
    for session in range(2, 8):
        pool.entry(session).sharers.add(Sharer.RECORDER)
    pool.entry(1).has_control = True
    pool.entry(0).wire = RecordWire(0, RecordingSettings())
    assert pool.moves() == []


def test_moves_are_far_apart_and_wait_for_a_worker_that_is_being_replaced(pool: Pool) -> None:
    assert pool.balance.move() is not None
    assert pool.balance.move() is None
    pool.clock.now_ns += int(EVERY_S * S)
    pool.crew.sessions[1].handle = None
    assert pool.balance.move() is None
