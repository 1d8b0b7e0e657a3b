"""Posts and who fills them; real processes are in test_supervisor.py."""

from __future__ import annotations

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import Reconnect, Shutdown
from vncwall.workers.crew import HELD, Crew

SECOND = 1_000_000_000


class Endpoint:
    def __init__(self) -> None:
        self.sent: list[object] = []

    def send(self, message: object) -> None:
        self.sent.append(message)


class Handle:
    """A process that never was."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.endpoint = Endpoint()
        self.is_buried = False
        self.is_killed = False
        self.was_killed = False
        self.over: int | None = None

    def suspect(self) -> int | None:
        return self.over

    def kill(self) -> None:
        self.is_killed = True

    def end(self) -> str:
        return f"{self.name} ended with exit code 3"

    def bury(self) -> None:
        self.is_buried = True


class Pool:
    """Starts nothing; refuses as often as it is told to."""

    def __init__(self) -> None:
        self.refusals = 0
        self.started: list[str] = []

    def start(self, name: str, main: object) -> Handle:
        if self.refusals:
            self.refusals -= 1
            raise BlockingIOError(11, "Resource temporarily unavailable")
        self.started.append(name)
        return Handle(name)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture
def crew(clock: FakeClock, pool: Pool) -> Crew:
    crew = Crew(clock, lambda *_: None, lambda *_: None)
    crew._pool = pool  # type: ignore[assignment]
    crew.start(2)
    return crew


def test_the_recorder_starts_once_and_is_the_last(crew: Crew, pool: Pool) -> None:
    crew.to_recorder(Shutdown())  # nobody is there: dropped
    crew.start_recorder()
    crew.start_recorder()
    assert pool.started == ["vncwall-sessions-0", "vncwall-sessions-1", "vncwall-recorder-0"]
    assert [post.name for post in crew.posts] == pool.started


def test_messages_go_to_the_post_they_are_for(crew: Crew) -> None:
    crew.to_worker(1, Reconnect(7))
    assert [handle.endpoint.sent for _, handle in crew.handles()] == [[], [Reconnect(7)]]


def test_a_lost_process_is_buried_and_its_post_filled_at_once(crew: Crew, pool: Pool) -> None:
    post, handle = next(crew.handles())
    loss = crew.lose(post, handle)
    assert (loss.post, loss.detail) == (post, "vncwall-sessions-0 ended with exit code 3")
    assert handle.is_buried
    crew.to_worker(0, Reconnect(7))  # dropped: the roster remembers
    assert crew.until_vacancy(10.0) == 0.0
    assert list(crew.fill_vacancies()) == [post]
    assert list(crew.fill_vacancies()) == []
    assert pool.started[-1] == "vncwall-sessions-0"


def test_a_process_that_keeps_ending_waits_and_says_so(crew: Crew, clock: FakeClock) -> None:
    post = crew.sessions[0]
    details = []
    for _ in range(6):
        details.append(crew.lose(post, post.handle).detail)  # type: ignore[arg-type]
        list(crew.fill_vacancies())
    assert details[4] == "vncwall-sessions-0 ended with exit code 3"
    assert details[5].endswith("; it ended too often, the next begins in 60 s")
    assert post.handle is None
    assert crew.until_vacancy(90.0) == 60.0
    clock.now_ns += 60 * SECOND
    assert list(crew.fill_vacancies()) == [post]


def test_a_system_that_refuses_a_process_is_asked_again_later(
    crew: Crew, pool: Pool, clock: FakeClock
) -> None:
    post, handle = next(crew.handles())
    crew.lose(post, handle)
    pool.refusals = 1
    assert list(crew.fill_vacancies()) == []
    assert crew.until_vacancy(90.0) == 5.0
    clock.now_ns += 5 * SECOND
    assert list(crew.fill_vacancies()) == [post]


def test_a_process_that_ended_over_one_session_does_not_count_as_ending_too_often(
    crew: Crew,
) -> None:
    post = crew.sessions[0]
    for _ in range(10):
        post.handle.over = 7  # type: ignore[union-attr]
        loss = crew.lose(post, post.handle)  # type: ignore[arg-type]
        assert loss is not None
        assert loss.suspect == 7
        assert list(crew.fill_vacancies()) == [post]


def test_a_cell_is_a_post_of_its_own_and_ends_when_it_is_closed(
    crew: Crew, clock: FakeClock
) -> None:
    number = crew.open_cell(7)
    cell = crew.post_of(number)
    assert cell is not None
    assert list(crew.fill_vacancies()) == [cell]
    assert crew.worker_of(cell) == number
    handle = cell.handle
    assert handle is not None
    assert crew.speaks_for(handle, number)
    crew.to_worker(number, Reconnect(7))
    crew.close_cell(number)
    assert handle.endpoint.sent == [Reconnect(7), Shutdown()]
    assert crew.post_of(number) is None
    assert not crew.speaks_for(handle, number)
    assert crew.worker_of(cell) == HELD
    assert (cell, handle) in list(crew.handles())
    clock.now_ns += 5 * SECOND
    assert list(crew.fill_vacancies()) == []
    assert handle.is_killed
    assert crew.lose(cell, handle) is None
    assert cell not in crew.posts


def test_nobody_has_a_session_that_is_held(crew: Crew) -> None:
    assert crew.post_of(HELD) is None
    crew.to_worker(HELD, Reconnect(7))
    assert [handle.endpoint.sent for _, handle in crew.handles()] == [[], []]


def test_a_worker_that_is_replaced_ends_in_order_beside_the_new_one(crew: Crew) -> None:
    post = crew.sessions[0]
    old = post.handle
    crew.replace(post)
    assert list(crew.fill_vacancies()) == [post]
    assert post.handle is not old
    assert old.endpoint.sent == [Shutdown()]  # type: ignore[union-attr]
    assert not crew.speaks_for(old, 0)  # type: ignore[arg-type]
    assert {handle.name for _, handle in crew.handles()} == {
        "vncwall-sessions-0",
        "vncwall-sessions-1",
    }
    assert len(list(crew.handles())) == 3
