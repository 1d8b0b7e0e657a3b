"""Stretches of time, and what is left when one list of them is laid over another.

Times are nanoseconds since the Unix epoch, stretches are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start_ns` up to, but not at, `end_ns`; never empty in a list of this module."""

    start_ns: int
    end_ns: int

    @property
    def length_ns(self) -> int:
        """Its length."""
        return self.end_ns - self.start_ns

    def holds(self, time_ns: int) -> bool:
        """Whether a moment lies in it."""
        return self.start_ns <= time_ns < self.end_ns


def joined(spans: Iterable[Span], *, bridge_ns: int = 0) -> list[Span]:
    """Return the same time in as few spans as possible, in order.

    Args:
        spans: in any order, overlapping or not.
        bridge_ns: holes up to this length are closed, too.
    """
    result: list[Span] = []
    for span in sorted(spans):
        if span.length_ns <= 0:
            continue
        if result and span.start_ns <= result[-1].end_ns + bridge_ns:
            last = result[-1]
            result[-1] = Span(last.start_ns, max(last.end_ns, span.end_ns))
        else:
            result.append(span)
    return result


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the time that lies in both.

    >>> common([Span(0, 5), Span(7, 9)], [Span(3, 8)])
    [Span(start_ns=3, end_ns=5), Span(start_ns=7, end_ns=8)]
    """
    return list(_common(joined(spans), joined(others)))


def _common(ours: list[Span], theirs: list[Span]) -> Iterator[Span]:
    mine = yours = 0
    while mine < len(ours) and yours < len(theirs):
        one, other = ours[mine], theirs[yours]
        start, end = max(one.start_ns, other.start_ns), min(one.end_ns, other.end_ns)
        if start < end:
            yield Span(start, end)
        if one.end_ns < other.end_ns:
            mine += 1
        else:
            yours += 1


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the time of `spans` that lies in none of `others`.

    >>> without([Span(0, 9)], [Span(2, 3), Span(5, 20)])
    [Span(start_ns=0, end_ns=2), Span(start_ns=3, end_ns=5)]
    """
    holes = joined(others)
    result = []
    first = 0
    for span in joined(spans):
        while first < len(holes) and holes[first].end_ns <= span.start_ns:
            first += 1
        start = span.start_ns
        for hole in holes[first:]:
            if hole.start_ns >= span.end_ns:
                break
            if hole.start_ns > start:
                result.append(Span(start, hole.start_ns))
            start = max(start, hole.end_ns)
        if start < span.end_ns:
            result.append(Span(start, span.end_ns))
    return result


def total_ns(spans: Iterable[Span]) -> int:
    """Return how long they are together; what overlaps counts once."""
    return sum(span.length_ns for span in joined(spans))
