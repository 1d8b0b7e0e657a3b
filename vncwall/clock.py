"""Time as a value that is passed in, so that every wait and rotation can be tested."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

_NS = 1_000_000_000


class Appointment(Protocol):
    """A call that is to come."""

    def cancel(self) -> object:
        """See to it that it does not come any more."""


class Clock(Protocol):
    """Where a component gets its time. Monotonic for intervals, wall time for names and display."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds of a clock that never jumps; the same in all processes of the host."""

    def wall_ns(self) -> int:
        """Return nanoseconds since the Unix epoch, UTC; may jump."""

    async def sleep(self, seconds: float) -> None:
        """Wait in an asyncio task."""

    def call_at(self, time_ns: int, call: Callable[[], None]) -> Appointment:
        """Have the running asyncio loop `call` at `monotonic_ns() == time_ns`, or soon after."""


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

    def call_at(self, time_ns: int, call: Callable[[], None]) -> Appointment:
        """Use a timer of the loop."""
        left_s = (time_ns - time.monotonic_ns()) / _NS
        return asyncio.get_running_loop().call_later(max(0.0, left_s), call)
