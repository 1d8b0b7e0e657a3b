"""How long one turn of a worker's loop may decode pictures.

A loop serves all that is ready before it looks at the time again. Hundreds of first pictures that
come at once would be one turn of a second, on a machine with other work of many: timeouts come
late, a key waits for the pictures of others. So pictures have a part of each turn; what does not
fit into it keeps its place for the next one.
"""

from __future__ import annotations

import asyncio
import selectors
import time

LIMIT_NS = 50_000_000
"""Of one turn, by the clock on the wall: who is late because others have the processor is late."""


class Turns:
    """Knows when the present turn began. Used within one asyncio loop; told by `TurnSelector`.

    Attributes:
        rested_ns: time in which there was nothing to do, so far. Who has to wait for a processor
            does not rest.
    """

    __slots__ = ("_began_ns", "rested_ns")

    def __init__(self) -> None:
        self.rested_ns = 0
        self._began_ns: int | None = None

    def begin(self, now_ns: int, *, rested_ns: int = 0) -> None:
        """Another turn begins, after a rest."""
        self._began_ns = now_ns
        self.rested_ns += rested_ns

    def is_over(self, now_ns: int) -> bool:
        """Whether this turn has lasted long enough; never, while nobody says when turns begin."""
        return self._began_ns is not None and now_ns - self._began_ns >= LIMIT_NS


class TurnSelector(selectors.DefaultSelector):
    """Waits for sockets as ever, and says when a turn begins."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._turns = turns

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait; what follows is the next turn."""
        before_ns = time.monotonic_ns()
        ready = super().select(timeout)
        now_ns = time.monotonic_ns()
        self._turns.begin(now_ns, rested_ns=now_ns - before_ns)
        return ready


def new_loop(turns: Turns) -> asyncio.AbstractEventLoop:
    """Return a loop that says to `turns` when each turn begins."""
    return asyncio.SelectorEventLoop(TurnSelector(turns))
