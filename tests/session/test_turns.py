import asyncio

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


class Remembering(Turns):
    """Counts the turns."""

    count = 0

    def begin(self, now_ns: int) -> None:
        super().begin(now_ns)
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
