"""The end of all processes: in order, then by force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import wait

from vncwall.clock import Clock
from vncwall.ipc.messages import FinishRecordings, Shutdown
from vncwall.workers.crew import Crew
from vncwall.workers.pool import WorkerHandle

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
CLOSE_S = 5.0
"""Time for the session workers to end in order."""
CLOSE_RECORDER_S = 60.0
"""The recorder has pictures to encode and files to finish: it is waited for as long as one more
file is finished every `CLOSE_S`."""
TERMINATE_S = 1.0
"""Time to end on SIGTERM before SIGKILL."""


class Closing:
    """Ends a crew; leaves no process and no shared memory."""

    def __init__(self, crew: Crew, clock: Clock, read: Callable[[WorkerHandle], None]) -> None:
        """Prepare.

        Args:
            crew: whose processes are to end.
            clock: for patience.
            read: takes what a process still says; called again and again until all have ended.
        """
        self._crew = crew
        self._clock = clock
        self._read = read
        self._handles = [handle for _, handle in crew.handles()]

    def run(self) -> None:
        """Do it. Interrupting shortens the orderly part and does the rest."""
        try:
            posts = list(self._crew.handles())
            recorder = [handle for post, handle in posts if post is self._crew.recorder]
            sessions = [handle for post, handle in posts if post is not self._crew.recorder]
            for handle in recorder:  # first: its flushing takes longest
                handle.endpoint.send(FinishRecordings())
            for handle in reversed(sessions):
                handle.endpoint.send(Shutdown())
            self._await_end(sessions, CLOSE_S)
            for handle in sessions:  # what they said last, between a look at it and their end
                self._read(handle)
            for handle in recorder:  # last: what the others have finished is entered
                handle.endpoint.send(Shutdown())
            self._await_end(self._handles, CLOSE_RECORDER_S - CLOSE_S, is_patient=True)
        except KeyboardInterrupt:
            logger.warning("interrupted while closing: ending the processes now")
        finally:
            self._force_end()
            for post in self._crew.posts:
                post.handle = None

    def _await_end(
        self, awaited: Sequence[WorkerHandle], timeout_s: float, *, is_patient: bool = False
    ) -> None:
        """Wait until all of `awaited` have ended; with `is_patient` only while they still work."""
        deadline_ns = self._clock.monotonic_ns() + int(timeout_s * _NS)
        while True:
            for handle in self._handles:
                handle.endpoint.flush()
                self._read(handle)
            running = [handle for handle in awaited if handle.is_alive]
            if is_patient:
                running = [handle for handle in running if handle.silence_s() < CLOSE_S]
            left_s = (deadline_ns - self._clock.monotonic_ns()) / _NS
            if not running or left_s <= 0:
                return
            wait([fd for handle in running for fd in handle.descriptors()], min(left_s, 0.2))

    def _force_end(self) -> None:
        """Terminate, then kill what still runs; nothing can interrupt this half-way for long."""
        interrupted = False
        for end, patience_s in ((WorkerHandle.terminate, TERMINATE_S), (WorkerHandle.kill, 5.0)):
            running = [handle for handle in self._handles if handle.is_alive]
            if not running:
                break
            for handle in running:
                logger.warning("%s does not end by itself", handle.name)
                end(handle)
            try:
                self._await_end(running, patience_s)
            except KeyboardInterrupt:
                interrupted = True
        for handle in self._handles:
            with suppress(KeyboardInterrupt):
                self._read(handle)
            handle.bury()
        if interrupted:
            logger.info("all processes have ended")
