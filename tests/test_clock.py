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


async def test_a_call_comes_at_its_time_unless_it_is_cancelled() -> None:
    clock = SystemClock()
    begun = clock.monotonic_ns()
    called: list[int] = []
    clock.call_at(begun + 2_000_000, lambda: called.append(clock.monotonic_ns() - begun))
    clock.call_at(begun + 1_000_000, lambda: called.append(0)).cancel()
    await clock.sleep(0.01)
    assert len(called) == 1
    assert called[0] >= 1_900_000  # timers of the loop count in its own resolution
