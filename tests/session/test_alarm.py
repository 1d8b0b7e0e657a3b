import asyncio

import pytest

from tests.support.fake_clock import FakeClock, settle
from vncwall.session.alarm import Alarm

S = 1_000_000_000


class Bell:
    def __init__(self) -> None:
        self.clock = FakeClock(0)
        self.rung: list[float] = []
        self.alarm = Alarm(self.clock, lambda: self.rung.append(self.clock.now_ns / S))


@pytest.mark.parametrize("deadlines", [(5, 3, 4), (4, 9, 4), (2, 4), (9, 4)])
async def test_the_last_deadline_counts(deadlines: tuple[int, ...]):
    bell = Bell()
    for seconds in deadlines:
        bell.alarm.set(seconds * S)
        await settle()
    for _ in range(10):
        await bell.clock.advance(1)
    assert bell.rung == [4]


async def test_a_deadline_that_is_put_off_again_and_again_takes_one_task():
    bell = Bell()
    bell.alarm.set(2 * S)
    await settle()
    tasks = asyncio.all_tasks()
    for second in range(20):
        await bell.clock.advance(1)
        bell.alarm.set((second + 3) * S)
        assert asyncio.all_tasks() == tasks
    assert bell.rung == []
    await bell.clock.advance(2)
    assert bell.rung == [22]


async def test_hastening_never_puts_it_off():
    bell = Bell()
    bell.alarm.hasten(5 * S)
    bell.alarm.hasten(7 * S)
    bell.alarm.hasten(3 * S)
    for _ in range(10):
        await bell.clock.advance(1)
    assert bell.rung == [3]


async def test_it_may_be_set_again_when_it_rings():
    bell = Bell()
    bell.alarm.set(S)
    await bell.clock.advance(1)
    bell.alarm.set(2 * S)
    await bell.clock.advance(1)
    assert bell.rung == [1, 2]


async def test_what_is_over_rings_at_once():
    bell = Bell()
    await bell.clock.advance(7)
    bell.alarm.set(S)
    await bell.clock.advance(0)
    assert bell.rung == [7]


async def test_an_ended_alarm_is_silent_and_leaves_no_task():
    bell = Bell()
    bell.alarm.set(S)
    bell.alarm.end()
    bell.alarm.end()
    await bell.clock.advance(5)
    await settle()
    assert bell.rung == []
    assert len(asyncio.all_tasks()) == 1
