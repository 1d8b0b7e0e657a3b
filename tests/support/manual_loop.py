"""Timers of an event loop whose time is set by the test."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count
from typing import cast


class _Timer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class ManualLoop:
    """`time` and `call_at`, nothing else; `run` fires all timers in order."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._timers: list[tuple[float, int, _Timer]] = []
        self._numbers = count()

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> _Timer:
        timer = _Timer(callback)
        heapq.heappush(self._timers, (when, next(self._numbers), timer))
        return timer

    def run(self) -> None:
        """Fire timers, and those that they set, until none is left."""
        while self._timers:
            when, _, timer = heapq.heappop(self._timers)
            self.now = max(self.now, when)
            if not timer.is_cancelled:
                timer.callback()

    def as_loop(self) -> asyncio.AbstractEventLoop:
        """Return this object under the type that callers ask for."""
        return cast(asyncio.AbstractEventLoop, self)
