"""The processes behind the window: one post for each, filled again when its process ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from vncwall.clock import Clock
from vncwall.ipc.endpoint import Message
from vncwall.ipc.messages import Shutdown
from vncwall.scheduling.restarts import RestartBudget
from vncwall.workers.pool import ChildMain, Post, WorkerHandle, WorkerPool

logger = logging.getLogger(__name__)

RECORDER = "vncwall-recorder-0"
"""Name of the recorder's process."""

_NS = 1_000_000_000
_START_AGAIN_S = 5.0
"""After the system refused to start a process."""
LEAVE_S = 5.0
"""Time for a process that is not needed any more to end by itself."""
HELD = -1
"""Number of the worker of a session that no process may have."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A process that has ended unasked."""

    post: Post
    detail: str
    """One sentence: how it ended, and when the next begins if not at once."""
    suspect: int | None = None
    """The session whose bytes it was decoding, so that these may be the cause."""
    was_killed: bool = False
    """Somebody else ended it by force; that it was decoding something then may be chance."""


class Crew:
    """Session workers, numbered, and at most one recorder.

    Workers of the pool have the numbers of their posts. A cell, the worker of one session in
    quarantine, has a negative number that is its session's for ever.

    Attributes:
        sessions: posts of the session workers of the pool.
        cells: posts of the cells, by number.
        recorder: the recorder's post; None before the first recording.
    """

    def __init__(self, clock: Clock, session_main: ChildMain, recorder_main: ChildMain) -> None:
        self.sessions: list[Post] = []
        self.cells: dict[int, Post] = {}
        self._leaving: list[Post] = []
        self.recorder: Post | None = None
        self._clock = clock
        self._session_main = session_main
        self._recorder_main = recorder_main
        self._pool = WorkerPool(clock)

    def start(self, count: int) -> None:
        """See to it that there are `count` session workers at least."""
        for index in range(len(self.sessions), count):
            post = Post(f"vncwall-sessions-{index}", self._session_main, RestartBudget())
            self.sessions.append(post)
            post.handle = self._pool.start(post.name, post.main)

    def start_recorder(self) -> bool:
        """See to it that there is a recorder; return whether it was started just now."""
        if self.recorder is not None:
            return False
        self.recorder = Post(RECORDER, self._recorder_main, RestartBudget())
        self.recorder.handle = self._pool.start(self.recorder.name, self.recorder.main)
        return True

    def open_cell(self, session: int) -> int:
        """Make a post for one session alone, to be filled with the others; return its number."""
        number = HELD - 1 - session
        self.cells[number] = Post(f"vncwall-cell-{session}", self._session_main, RestartBudget())
        return number

    def close_cell(self, number: int) -> None:
        """Have a cell end; its session is elsewhere already."""
        post = self.cells.pop(number, None)
        if post is not None and post.handle is not None:
            self._leave(post)

    def replace(self, post: Post) -> None:
        """Have a worker end in order and its post filled anew."""
        old = Post(post.name, post.main, post.budget)
        old.handle, post.handle = post.handle, None
        self.count(post)
        if old.handle is not None:
            self._leave(old)

    def _leave(self, post: Post) -> None:
        assert post.handle is not None
        post.handle.endpoint.send(Shutdown())
        post.leave_by_ns = self._clock.monotonic_ns() + int(LEAVE_S * _NS)
        self._leaving.append(post)

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts, the recorder last."""
        own = (*self.sessions, *self.cells.values(), *self._leaving)
        return (*own, self.recorder) if self.recorder is not None else own

    def post_of(self, worker: int) -> Post | None:
        """Return the post of that number; None: it is a session's that is held back."""
        return self.sessions[worker] if worker >= 0 else self.cells.get(worker)

    def worker_of(self, post: Post) -> int:
        """Return the number of a session worker's post; `HELD` for one that is leaving."""
        if post in self.sessions:
            return self.sessions.index(post)
        return next((number for number, cell in self.cells.items() if cell is post), HELD)

    def speaks_for(self, handle: WorkerHandle, worker: int) -> bool:
        """Whether what `handle` says of a session of `worker` is up to date.

        A process that a session was taken from says farewell when another has it already.
        """
        if self.is_recorder(handle):
            return True
        post = self.post_of(worker)
        return post is not None and post.handle is handle

    def is_recorder(self, handle: WorkerHandle) -> bool:
        """Whether it is the process that records."""
        return self.recorder is not None and self.recorder.handle is handle

    def handles(self) -> Iterator[tuple[Post, WorkerHandle]]:
        """Yield the posts that are filled and by whom, the recorder last."""
        for post in self.posts:
            if post.handle is not None:
                yield post, post.handle

    def to_worker(self, worker: int, message: Message) -> None:
        """Send to a session worker; while it is being replaced the roster alone remembers."""
        post = self.post_of(worker)
        if post is not None and post.handle is not None:
            post.handle.endpoint.send(message)

    def to_recorder(self, message: Message) -> None:
        """Send to the recorder, if there is one now."""
        if self.recorder is not None and self.recorder.handle is not None:
            self.recorder.handle.endpoint.send(message)

    def lose(self, post: Post, handle: WorkerHandle) -> Loss | None:
        """Clear away a process that has ended or hangs; None: it was told to end."""
        detail = handle.end()
        suspect = handle.suspect()
        handle.bury()
        post.handle = None
        if post in self._leaving:
            self._leaving.remove(post)
            return None
        now = self._clock.monotonic_ns()
        # With its suspect gone the cause is gone, too: that does not count as ending too often.
        has_culprit = suspect is not None and not handle.was_killed
        post.vacant_until_ns = now if has_culprit else post.budget.take(now)
        logger.error("%s", detail)
        wait_s = (post.vacant_until_ns - now) / _NS
        if wait_s > 0:
            detail += f"; it ended too often, the next begins in {wait_s:.0f} s"
        return Loss(post, detail, suspect, handle.was_killed)

    def count(self, post: Post) -> None:
        """Count the end of a post's process; one that ends too often is replaced later."""
        post.vacant_until_ns = post.budget.take(self._clock.monotonic_ns())

    def until_vacancy(self, timeout_s: float) -> float:
        """Return `timeout_s`, or less when a post is to be filled before it is over."""
        now = self._clock.monotonic_ns()
        for post in self.posts:
            if post.handle is None:
                timeout_s = min(timeout_s, max(0.0, (post.vacant_until_ns - now) / _NS))
        return timeout_s

    def fill_vacancies(self) -> Iterator[Post]:
        """Start processes where they are missing; yield each post that was filled."""
        now = self._clock.monotonic_ns()
        for post in self.posts:
            if post.handle is not None and post.leave_by_ns is not None:
                if now >= post.leave_by_ns:
                    post.handle.kill()
                continue
            if post.handle is not None or post.vacant_until_ns > now:
                continue
            try:
                post.handle = self._pool.start(post.name, post.main)
            except OSError as error:  # out of processes or memory: not the end of the wall
                post.vacant_until_ns = now + int(_START_AGAIN_S * _NS)
                logger.error("cannot start %s: %s", post.name, error)
                continue
            yield post
