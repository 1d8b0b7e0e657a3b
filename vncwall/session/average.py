"""How much of something there is a second, over the last seconds."""

from __future__ import annotations

_NS = 1_000_000_000

SPAN_NS = 4 * _NS
"""Time over which it is averaged."""


class AverageRate:
    """A moving average. Pure: time comes in as arguments."""

    __slots__ = ("_amount", "_rate", "_since_ns")

    def __init__(self) -> None:
        self._amount = 0.0
        self._rate = 0.0
        self._since_ns = 0

    def add(self, amount: float, now_ns: int) -> None:
        """So much more has come."""
        self._amount += amount
        self._settle(now_ns)

    def at(self, now_ns: int) -> float:
        """Return the amount a second."""
        self._settle(now_ns)
        return self._rate

    def _settle(self, now_ns: int) -> None:
        """Take in what has come; steps of a quarter of the time are exact enough."""
        span_ns = now_ns - self._since_ns
        if span_ns < SPAN_NS // 4:
            return
        part = min(1.0, span_ns / SPAN_NS)
        self._rate += (self._amount * _NS / span_ns - self._rate) * part
        self._amount, self._since_ns = 0.0, now_ns
