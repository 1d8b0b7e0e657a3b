"""One timer for all that a connection waits for: the earliest deadline counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vncwall.clock import Clock

_NS = 1_000_000_000


class Alarm:
    """Calls `ring` at the earliest of the times that were set; whoever is called sets anew."""

    __slots__ = ("_clock", "_deadline_ns", "_ring", "_sleeper")

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._sleeper: asyncio.Task[None] | None = None
        self._deadline_ns = 0

    def set(self, deadline_ns: int) -> None:
        """Ring at `deadline_ns`, or earlier if that was asked before."""
        if self._sleeper is not None:
            if self._deadline_ns <= deadline_ns:
                return
            self._sleeper.cancel()
        self._deadline_ns = deadline_ns
        self._sleeper = asyncio.ensure_future(self._sleep(deadline_ns))

    def stop(self) -> None:
        """Ring no more, until it is set again."""
        if self._sleeper is not None:
            self._sleeper.cancel()
            self._sleeper = None

    async def _sleep(self, deadline_ns: int) -> None:
        await self._clock.sleep(max(0, deadline_ns - self._clock.monotonic_ns()) / _NS)
        self._sleeper = None
        self._ring()
