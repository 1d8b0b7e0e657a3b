"""Time as a value that is passed in, so that every wait and rotation can be tested."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Where a component gets its time. Monotonic for intervals, wall time for names and display."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds of a clock that never jumps; the same in all processes of the host."""

    def wall_ns(self) -> int:
        """Return nanoseconds since the Unix epoch, UTC; may jump."""

    async def sleep(self, seconds: float) -> None:
        """Wait in an asyncio task."""


class SystemClock:
    """The computer's clocks."""

    def monotonic_ns(self) -> int:
        """Return `time.monotonic_ns`."""
        return time.monotonic_ns()

    def wall_ns(self) -> int:
        """Return `time.time_ns`."""
        return time.time_ns()

    async def sleep(self, seconds: float) -> None:
        """Wait with `asyncio.sleep`."""
        await asyncio.sleep(seconds)
