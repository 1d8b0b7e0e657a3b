"""How often a process that keeps ending is replaced."""

from __future__ import annotations

from collections import deque

_NS = 1_000_000_000

BUDGET = 5
PERIOD_S = 60.0


class RestartBudget:
    """At most `BUDGET` replacements in any `PERIOD_S`; pure, time comes in.

    A spent budget is not the end: the next replacement waits until the oldest one is a period ago,
    so an unattended wall comes back by itself without burning a processor meanwhile.
    """

    __slots__ = ("_budget", "_period_ns", "_times")

    def __init__(self, *, budget: int = BUDGET, period_s: float = PERIOD_S) -> None:
        self._budget = budget
        self._period_ns = int(period_s * _NS)
        self._times: deque[int] = deque(maxlen=budget)

    def take(self, now_ns: int) -> int:
        """Count a replacement; return when it may begin: now, or when the budget allows it."""
        if len(self._times) < self._budget:
            at_ns = now_ns
        else:
            at_ns = max(now_ns, self._times[0] + self._period_ns)
        self._times.append(at_ns)
        return at_ns
