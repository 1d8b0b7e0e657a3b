"""A session's share of its line: a token bucket over the bytes that are read.

What is not read stays in the kernel, the receive window closes, and TCP makes the server wait. So
whatever a server would like to send, no more than the share crosses the line.
"""

from __future__ import annotations

_NS = 1_000_000_000

BURST_S = 0.5
"""Of its rate, what an idle session may take at once, or one that came late may make up for."""
CHUNK_S = 0.1
"""Of its rate, the most of one read."""
LEAST_CHUNK = 1024
BUFFER_S = 0.5
"""Of its rate, what the kernel may hold: it is across the line before anybody has counted it."""
LEAST_BUFFER = 16384
"""The kernel counts its own overhead, too: with less it drops what comes and the server waits for
seconds before it sends that again."""
MOST_BUFFER = 1 << 20


class Allowance:
    """Says when the next read may take place. Pure: time comes in as arguments."""

    __slots__ = ("_credit", "_filled_ns", "_rate")

    def __init__(self) -> None:
        self._rate = 0.0
        self._credit = 0.0
        self._filled_ns = 0

    @property
    def rate(self) -> float:
        """Bytes a second; 0: no limit."""
        return self._rate

    @property
    def chunk(self) -> int:
        """Most bytes of one read; 0: no limit."""
        return max(LEAST_CHUNK, int(self._rate * CHUNK_S)) if self._rate else 0

    @property
    def buffer(self) -> int:
        """Bytes that the kernel may hold; of no meaning without a limit."""
        return min(MOST_BUFFER, max(LEAST_BUFFER, int(self._rate * BUFFER_S)))

    def set_rate(self, rate: float, now_ns: int) -> None:
        """Allow `rate` bytes a second from now on; 0: no limit."""
        self._fill(now_ns)
        if not self._rate:
            self._credit = 0.0
        self._rate = max(0.0, rate)
        self._credit = min(self._credit, self._rate * BURST_S)

    def spend(self, count: int, now_ns: int) -> None:
        """Bytes were read."""
        self._fill(now_ns)
        self._credit -= count

    def ready_ns(self, now_ns: int) -> int:
        """Return when the debt is paid, `now_ns` if there is none."""
        self._fill(now_ns)
        if not self._rate or self._credit >= 0:
            return now_ns
        return now_ns + int(-self._credit * _NS / self._rate) + 1

    def _fill(self, now_ns: int) -> None:
        if self._rate:
            earned = (now_ns - self._filled_ns) * self._rate / _NS
            self._credit = min(self._rate * BURST_S, self._credit + earned)
        self._filled_ns = now_ns
