"""The processes behind the window: one post for each, filled again when its process ends."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from vncwall.clock import Clock
from vncwall.ipc.endpoint import Message
from vncwall.scheduling.restarts import RestartBudget
from vncwall.workers.pool import ChildMain, Post, WorkerHandle, WorkerPool

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
_START_AGAIN_S = 5.0
"""After the system refused to start a process."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A process that has ended unasked."""

    post: Post
    detail: str
    """One sentence: how it ended, and when the next begins if not at once."""


class Crew:
    """Session workers, numbered, and at most one recorder.

    Attributes:
        sessions: posts of the session workers.
        recorder: the recorder's post; None before the first recording.
    """

    def __init__(self, clock: Clock, session_main: ChildMain, recorder_main: ChildMain) -> None:
        self.sessions: list[Post] = []
        self.recorder: Post | None = None
        self._clock = clock
        self._session_main = session_main
        self._recorder_main = recorder_main
        self._pool = WorkerPool(clock)

    def start(self, count: int) -> None:
        """Start `count` session workers."""
        for index in range(count):
            post = Post(f"vncwall-sessions-{index}", self._session_main, RestartBudget())
            self.sessions.append(post)
            post.handle = self._pool.start(post.name, post.main)

    def start_recorder(self) -> None:
        """See to it that there is a recorder."""
        if self.recorder is None:
            self.recorder = Post("vncwall-recorder-0", self._recorder_main, RestartBudget())
            self.recorder.handle = self._pool.start(self.recorder.name, self.recorder.main)

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts, the recorder last."""
        return (*self.sessions, self.recorder) if self.recorder is not None else (*self.sessions,)

    def handles(self) -> Iterator[tuple[Post, WorkerHandle]]:
        """Yield the posts that are filled and by whom, the recorder last."""
        for post in self.posts:
            if post.handle is not None:
                yield post, post.handle

    def to_worker(self, worker: int, message: Message) -> None:
        """Send to a session worker; while it is being replaced the roster alone remembers."""
        handle = self.sessions[worker].handle
        if handle is not None:
            handle.endpoint.send(message)

    def to_recorder(self, message: Message) -> None:
        """Send to the recorder, if there is one now."""
        if self.recorder is not None and self.recorder.handle is not None:
            self.recorder.handle.endpoint.send(message)

    def lose(self, post: Post, handle: WorkerHandle) -> Loss:
        """Clear away a process that has ended or hangs."""
        detail = handle.end()
        handle.bury()
        post.handle = None
        now = self._clock.monotonic_ns()
        post.vacant_until_ns = post.budget.take(now)
        logger.error("%s", detail)
        wait_s = (post.vacant_until_ns - now) / _NS
        if wait_s > 0:
            detail += f"; it ended too often, the next begins in {wait_s:.0f} s"
        return Loss(post, detail)

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
            if post.handle is not None or post.vacant_until_ns > now:
                continue
            try:
                post.handle = self._pool.start(post.name, post.main)
            except OSError as error:  # out of processes or memory: not the end of the wall
                post.vacant_until_ns = now + int(_START_AGAIN_S * _NS)
                logger.error("cannot start %s: %s", post.name, error)
                continue
            yield post
