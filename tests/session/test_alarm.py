import asyncio

from tests.support.fake_clock import FakeClock, settle
from vncwall.session.alarm import Alarm

S = 1_000_000_000


class Bell:
    def __init__(self) -> None:
        self.clock = FakeClock(0)
        self.rung: list[float] = []
        self.alarm = Alarm(self.clock, lambda: self.rung.append(self.clock.now_ns / S))


async def test_the_earliest_deadline_counts():
    bell = Bell()
    for seconds in (5, 3, 4):
        bell.alarm.set(seconds * S)
    await bell.clock.advance(10)
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


async def test_a_stopped_alarm_is_silent_and_leaves_no_task():
    bell = Bell()
    bell.alarm.set(S)
    bell.alarm.stop()
    bell.alarm.stop()
    await bell.clock.advance(5)
    await settle()
    assert bell.rung == []
    assert len(asyncio.all_tasks()) == 1
