"""What a worker has to tell, sent soon but not one by one.

Each message that is written wakes the main process and costs both sides more than its content. What
can wait a moment is gathered until the worker has seen to everything that it woke up for; what an
operator's hand waits for, and every change of a state, goes at once and takes along what has
gathered.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import FramePublished, Notice, SessionAlive, SessionStats, WorkerStats


class NoticeOutbox:
    """Sends a worker's notices through its endpoint, from the worker's asyncio loop."""

    def __init__(self, endpoint: Endpoint, loop: asyncio.AbstractEventLoop) -> None:
        self._endpoint = endpoint
        self._loop = loop
        self._due: asyncio.Handle | None = None
        self._waits_for_pipe = False

    def send(self, notice: Notice) -> None:
        """Send at once, or soon."""
        self._endpoint.queue(notice)
        if not can_wait(notice):
            self._flush()
        elif self._due is None:
            # Behind all that the loop has found ready by now.
            self._due = self._loop.call_soon(self._flush)

    def close(self) -> None:
        """Send what the pipe takes; the loop is used no more."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if self._waits_for_pipe:
            self._waits_for_pipe = False
            with suppress(OSError, ValueError):
                self._loop.remove_writer(self._endpoint.fileno())
        self._endpoint.flush()

    def _flush(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        is_done = self._endpoint.flush()
        if is_done == self._waits_for_pipe:
            self._waits_for_pipe = not is_done
            if is_done:
                self._loop.remove_writer(self._endpoint.fileno())
            else:
                self._loop.add_writer(self._endpoint.fileno(), self._flush)


def can_wait(notice: Notice) -> bool:
    """Whether nobody notices that it comes a moment later.

    >>> can_wait(SessionAlive(3, 17))
    True
    """
    match notice:
        case FramePublished():
            return notice.kind is FramebufferKind.PREVIEW
        case SessionAlive() | SessionStats() | WorkerStats():
            return True
        case _:
            return False
