"""Who is held, who is tried, who is back; with processes: tests/integration/test_quarantine.py."""

from __future__ import annotations

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import SessionChanged
from vncwall.scheduling.quarantine import TRIAL_S
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.crew import HELD, Crew, Loss
from vncwall.workers.isolation import Isolation
from vncwall.workers.pool import Post
from vncwall.workers.roster import Entry, Roster

S = 1_000_000_000


class Ward:
    """Six sessions in two posts that nobody fills."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.roster = Roster(RecordingSettings())
        self.crew = Crew(self.clock, lambda *_: None, lambda *_: None)
        for name in ("a", "b"):
            self.crew.sessions.append(Post(name, lambda *_: None, None))  # type: ignore[arg-type]
        for session in range(6):
            host = HostSettings(f"host-{session}", HostAddress("lab", 5900))
            self.roster.add(session, host, posts=2)
        self.isolation = Isolation(self.roster, self.crew, self.clock)

    def entry(self, session: int) -> Entry:
        entry = self.roster.get(session)
        assert entry is not None
        return entry

    def loses(
        self, worker: int, suspect: int | None, *, was_killed: bool = False
    ) -> list[SessionChanged]:
        """End the process of a post; return what becomes of its sessions."""
        post = self.crew.post_of(worker)
        assert post is not None
        loss = Loss(post, "x was ended by SIGSEGV", suspect, was_killed)
        return [self.isolation.changed_by(loss, e) for e in self.roster.held_by(worker)]

    def pass_time(self, seconds: float) -> list[int]:
        """Return the sessions that another process of the pool holds then."""
        self.clock.now_ns += int(seconds * S)
        return [entry.session for entry in self.isolation.advance()]


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_only_the_suspect_is_held_and_the_tile_says_why(ward: Ward) -> None:
    changes = ward.loses(0, suspect=2)
    assert [(c.session, c.reason) for c in changes] == [
        (0, Reason.WORKER_DIED),
        (2, Reason.QUARANTINED),
        (4, Reason.WORKER_DIED),
    ]
    held = changes[1]
    assert held.state is SessionState.BACKING_OFF
    assert held.detail == "x was ended by SIGSEGV over what this server sent"
    assert held.retry_at_ns == ward.clock.now_ns + S
    assert [ward.entry(n).worker for n in range(6)] == [0, 1, HELD, 1, 0, 1]


def test_a_process_that_died_over_nothing_has_no_suspect(ward: Ward) -> None:
    assert {c.reason for c in ward.loses(1, suspect=None)} == {Reason.WORKER_DIED}


def test_who_was_decoded_when_somebody_killed_the_process_is_suspected_the_second_time(
    ward: Ward,
) -> None:
    assert {c.reason for c in ward.loses(0, 2, was_killed=True)} == {Reason.WORKER_DIED}
    assert ward.entry(2).worker == 0
    reasons = [c.reason for c in ward.loses(0, 2, was_killed=True)]
    assert reasons == [Reason.WORKER_DIED, Reason.QUARANTINED, Reason.WORKER_DIED]


def test_the_suspect_is_tried_alone_and_comes_back_when_it_was_well(ward: Ward) -> None:
    ward.loses(0, suspect=2)
    assert ward.pass_time(0.9) == []
    assert ward.entry(2).worker == HELD
    assert ward.pass_time(0.1) == []
    cell = ward.entry(2).worker
    assert [post.name for post in ward.crew.cells.values()] == ["vncwall-cell-2"]
    assert ward.crew.post_of(cell) is ward.crew.cells[cell]
    assert ward.pass_time(TRIAL_S) == [2]
    assert ward.entry(2).worker == 0
    assert ward.crew.cells == {}


def test_who_fails_its_trial_is_held_longer(ward: Ward) -> None:
    ward.loses(0, suspect=2)
    ward.pass_time(1)
    (change,) = ward.loses(ward.entry(2).worker, suspect=None)
    assert change.reason is Reason.QUARANTINED
    assert change.retry_at_ns == ward.clock.now_ns + 4 * S
    assert ward.entry(2).worker == HELD
    assert ward.crew.cells == {}


def test_a_person_has_it_tried_at_once(ward: Ward) -> None:
    ward.loses(0, suspect=2)
    ward.isolation.hurry(ward.entry(2))
    ward.pass_time(0)
    assert ward.entry(2).worker in ward.crew.cells


def test_a_session_that_is_removed_takes_its_cell_along(ward: Ward) -> None:
    ward.loses(0, suspect=2)
    ward.pass_time(1)
    ward.isolation.removed(ward.entry(2))
    ward.roster.remove(2)
    assert ward.crew.cells == {}
    assert ward.pass_time(TRIAL_S) == []
