"""Time that passes only when a test says so."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

_NS = 1_000_000_000
_TURNS = 20
"""Turns of the event loop after which everything that was made ready has run."""


class FakeClock:
    """A `Clock` whose sleepers wake inside `advance`, in the order of their times."""

    def __init__(self, start_s: float = 1000.0) -> None:
        self.now_ns = int(start_s * _NS)
        self.ahead_ns = 0
        """How far the wall clock is ahead of the other one; a test may set it."""
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()

    def monotonic_ns(self) -> int:
        """Return the time of the test."""
        return self.now_ns

    def wall_ns(self) -> int:
        """Return the time of the test, as somebody has set the clock."""
        return self.now_ns + self.ahead_ns

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has come so far."""
        future = asyncio.get_running_loop().create_future()
        wake_ns = self.now_ns + max(0, round(seconds * _NS))
        heapq.heappush(self._sleepers, (wake_ns, next(self._order), future))
        await future

    def call_at(self, time_ns: int, call: Callable[[], None]) -> asyncio.Future[None]:
        """Call when `advance` has come so far; before anything else that this makes ready."""
        future = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: None if done.cancelled() else call())
        wake_ns = max(self.now_ns, time_ns)
        heapq.heappush(self._sleepers, (wake_ns, next(self._order), future))
        return future

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking each sleeper at its time and letting it act."""
        await settle()
        end_ns = self.now_ns + round(seconds * _NS)
        while self._sleepers and self._sleepers[0][0] <= end_ns:
            wake_ns, _, future = heapq.heappop(self._sleepers)
            if future.done():
                continue
            self.now_ns = max(self.now_ns, wake_ns)
            future.set_result(None)
            await settle()
        self.now_ns = end_ns


async def settle() -> None:
    """Let every task run until it waits for something outside."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
