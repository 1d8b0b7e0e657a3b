"""The computer's clocks."""

import time

from vncwall.clock import SystemClock


def test_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    before = time.monotonic_ns()
    assert before <= clock.monotonic_ns() <= clock.monotonic_ns()


def test_wall_time_is_unix_time() -> None:
    assert time.time_ns() <= SystemClock().wall_ns() <= time.time_ns()


async def test_sleep_waits() -> None:
    clock = SystemClock()
    before = clock.monotonic_ns()
    await clock.sleep(0.002)
    assert clock.monotonic_ns() - before >= 2_000_000
