"""How long to wait before the next attempt."""

from __future__ import annotations

from random import Random

FIRST_S = 1.0
FACTOR = 2.0
LONGEST_S = 60.0


class Backoff:
    """Exponential with jitter: each delay is drawn between half of its bound and the bound.

    The jitter keeps many sessions that one switch or server took down from returning at once.
    """

    __slots__ = ("_bound_s", "_first_s", "_longest_s", "_random")

    def __init__(
        self, random: Random, *, first_s: float = FIRST_S, longest_s: float = LONGEST_S
    ) -> None:
        self._random = random
        self._first_s = first_s
        self._longest_s = longest_s
        self._bound_s = first_s

    def next_delay_s(self) -> float:
        """Return the seconds to wait now; the next bound is twice this one, up to the cap."""
        delay = self._bound_s * self._random.uniform(0.5, 1.0)
        self._bound_s = min(self._bound_s * FACTOR, self._longest_s)
        return delay

    def reset(self) -> None:
        """Begin again with the first bound: a connection has held."""
        self._bound_s = self._first_s
