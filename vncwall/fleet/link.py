"""A slow line in one direction: bytes come out at a rate and after a delay."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

SEGMENT_BYTES = 1024
BURST_BYTES = 2048


class SlowLine:
    """A token bucket with latency. One direction of one connection, on the running loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, rate: float, latency_s: float) -> None:
        """Make an idle line.

        Args:
            loop: its clock and timers.
            rate: bytes a second in the long run.
            latency_s: added to every byte.
        """
        self._loop = loop
        self._rate = rate
        self._latency_s = latency_s
        self._queue: deque[tuple[float, bytes]] = deque()
        self._empty_at = 0.0
        """When the bucket would be full again: sending is ahead of the rate until then."""
        self._timer: asyncio.TimerHandle | None = None
        self.backlog = 0
        """Bytes that have gone in and not come out."""
        self.deliver: Callable[[bytes], None] = lambda data: None
        """Called with what comes out."""

    def send(self, data: bytes) -> None:
        """Put bytes on the line."""
        for start in range(0, len(data), SEGMENT_BYTES):
            segment = data[start : start + SEGMENT_BYTES]
            now = self._loop.time()
            # Idle time earns credit for one burst, not more.
            self._empty_at = max(self._empty_at, now - BURST_BYTES / self._rate)
            self._empty_at += len(segment) / self._rate
            self._queue.append((max(now, self._empty_at) + self._latency_s, segment))
            self.backlog += len(segment)
        self._schedule()

    def close(self) -> None:
        """Lose what is still on the line."""
        if self._timer:
            self._timer.cancel()
        self._queue.clear()
        self.backlog = 0

    def _schedule(self) -> None:
        if self._timer is None and self._queue:
            self._timer = self._loop.call_at(self._queue[0][0], self._release)

    def _release(self) -> None:
        self._timer = None
        now = self._loop.time()
        while self._queue and self._queue[0][0] <= now:
            segment = self._queue.popleft()[1]
            self.backlog -= len(segment)
            self.deliver(segment)
        self._schedule()
