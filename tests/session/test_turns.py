import asyncio
import time

from vncwall.session.turns import LIMIT_NS, Turns, new_loop


def test_a_turn_is_over_after_its_time():
    turns = Turns()
    turns.begin(1000)
    assert not turns.is_over(1000 + LIMIT_NS - 1)
    assert turns.is_over(1000 + LIMIT_NS)
    turns.begin(1000 + LIMIT_NS)
    assert not turns.is_over(1000 + LIMIT_NS)


def test_where_nobody_says_when_turns_begin_none_is_over():
    assert not Turns().is_over(1 << 62)


def test_rests_are_added_up():
    turns = Turns()
    turns.begin(1000, rested_ns=400)
    turns.begin(2000)
    turns.begin(3000, rested_ns=200)
    assert turns.rested_ns == 600


def test_a_loop_that_waits_rests_and_one_that_turns_does_not():
    turns = Turns()
    loop = new_loop(turns)
    try:
        before_ns = time.monotonic_ns()
        loop.run_until_complete(asyncio.sleep(0.05))
        passed_ns = time.monotonic_ns() - before_ns
        assert 40_000_000 <= turns.rested_ns <= passed_ns
    finally:
        loop.close()


class Remembering(Turns):
    """Counts the turns."""

    count = 0

    def begin(self, now_ns: int, *, rested_ns: int = 0) -> None:
        super().begin(now_ns, rested_ns=rested_ns)
        self.count += 1


def test_a_loop_says_when_each_of_its_turns_begins():
    turns = Remembering()
    loop = new_loop(turns)

    async def turn_round() -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    try:
        loop.run_until_complete(turn_round())
    finally:
        loop.close()
    assert turns.count >= 5
