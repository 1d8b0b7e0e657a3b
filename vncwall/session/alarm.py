"""One timer for all that a connection waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vncwall.clock import Clock

_NS = 1_000_000_000


class Alarm:
    """Calls `ring` when it is time; whoever is called sets it anew.

    Nearly every deadline is put off before it comes. That costs nothing: the one task sleeps on
    and looks at the deadline again when it wakes.
    """

    __slots__ = ("_clock", "_deadline_ns", "_ring", "_sleeper", "_until_ns")

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._sleeper: asyncio.Task[None] | None = None
        self._deadline_ns = 0
        self._until_ns = 0

    def set(self, deadline_ns: int) -> None:
        """Ring at `deadline_ns`, whatever was set before."""
        self._deadline_ns = deadline_ns
        if self._sleeper is not None:
            if self._until_ns <= deadline_ns:
                return
            self._sleeper.cancel()
        self._until_ns = deadline_ns
        self._sleeper = asyncio.ensure_future(self._sleep())

    def hasten(self, deadline_ns: int) -> None:
        """Ring at `deadline_ns` unless it is set to ring earlier."""
        if self._sleeper is None or deadline_ns < self._deadline_ns:
            self.set(deadline_ns)

    def stop(self) -> None:
        """Ring no more, until it is set again."""
        if self._sleeper is not None:
            self._sleeper.cancel()
            self._sleeper = None

    async def _sleep(self) -> None:
        while True:
            left_ns = self._until_ns - self._clock.monotonic_ns()
            await self._clock.sleep(max(0, left_ns) / _NS)
            if self._deadline_ns <= self._until_ns:
                break
            self._until_ns = self._deadline_ns  # it was put off meanwhile
        self._sleeper = None
        self._ring()
