"""One answer on its way, and what it tells of the line.

A line that limits hands over an answer in many small pieces, one as late as the next. A server that
thinks, or a process that comes late to its sockets, hands it over in few large ones. Only the
former is a measure of the line: taken for slow, a fast one would be asked for less than it carries
for minutes, where a slow one taken for fast costs one slow picture.
"""

from __future__ import annotations

_NS = 1_000_000_000

LEAST_BYTES = 2048
"""Fewer bytes behind the first piece say nothing about a line."""
LEAST_PIECES = 6
"""Fewer pieces say nothing about how evenly they come."""
PIECE_S = 0.15
"""A piece of more than the line carries in this time has waited somewhere else."""
PIECE_BYTES = 3000
"""Two packets may always come together."""
FAST = 1e6
"""Bytes a second. Who carries a whole answer, thinking included, so fast holds nobody up."""
QUICK_BYTES = 4096
QUICK_NS = _NS // 4
"""An answer of so many bytes within this time: the next may be a whole screen."""
LEAST_SPAN_NS = _NS // 1000
"""Bytes that came faster than this came from a buffer."""


class Answer:
    """Measures from the first bytes on. Pure: time comes in as arguments."""

    __slots__ = (
        "_asked_ns",
        "_bytes",
        "_first_bytes",
        "_first_ns",
        "_gap_bytes",
        "_gap_ns",
        "_largest",
        "_last_ns",
        "_pieces",
    )

    def __init__(self, count: int, now_ns: int, *, asked_ns: int | None) -> None:
        """Begin with the first piece.

        Args:
            count: its bytes.
            now_ns: when they were read.
            asked_ns: when something was asked that is answered at once; None: nothing was.
        """
        self._asked_ns = asked_ns
        self._first_ns = self._last_ns = now_ns
        self._first_bytes = count
        self._bytes = self._pieces = self._largest = 0
        self._gap_ns = self._gap_bytes = 0

    def received(self, count: int, now_ns: int) -> None:
        """Another piece has come."""
        now_ns = max(now_ns, self._last_ns)
        self._pieces += 1
        self._bytes += count
        self._largest = max(self._largest, count)
        if now_ns - self._last_ns >= self._gap_ns:
            self._gap_ns, self._gap_bytes = now_ns - self._last_ns, count
        self._last_ns = now_ns

    @property
    def span_ns(self) -> int:
        """Time from the first piece to the last."""
        return self._last_ns - self._first_ns

    @property
    def is_quick(self) -> bool:
        """Whether much came in a short time, whatever the line may carry."""
        return self._first_bytes + self._bytes >= QUICK_BYTES and self.span_ns < QUICK_NS

    @property
    def rate(self) -> float:
        """Bytes a second that the line carries; 0: it does not tell."""
        # The longest pause is left out with what came after it: the server was thinking.
        count = self._bytes - self._gap_bytes
        span_ns = max(self.span_ns - self._gap_ns, LEAST_SPAN_NS)
        rate = count * _NS / span_ns
        is_even = self._largest <= max(PIECE_BYTES, rate * PIECE_S)
        if count >= LEAST_BYTES and self._pieces >= LEAST_PIECES and is_even:
            return rate
        # All that is known is that the line needed no longer than the whole of it took.
        begun_ns = self._first_ns if self._asked_ns is None else self._asked_ns
        span_ns = max(self._last_ns - begun_ns, LEAST_SPAN_NS)
        rate = (self._first_bytes + self._bytes) * _NS / span_ns
        return rate if rate >= FAST and self._first_bytes + self._bytes >= LEAST_BYTES else 0.0
