"""When a worker has grown so large that another should take its place. Pure: time comes in."""

from __future__ import annotations

_NS = 1_000_000_000

SHARE = 0.7
"""Part of the machine's memory that all session workers together may use."""
TIMES = 3
"""Heartbeats in a row that must be above the bound: a burst is no growth."""
LEAK_S = 600.0
"""A worker that is above its bound again so soon needs the memory; it is not what leaks."""
GROWTH = 1.25
"""By this the bound of such a worker rises."""


def bound_bytes(machine_bytes: float, workers: int) -> int:
    """Return how large one of `workers` session workers may become."""
    return int(machine_bytes * SHARE / max(1, workers))


class MemoryBound:
    """Watches the resident memory of the workers by their heartbeats."""

    def __init__(self, bound: int) -> None:
        """Watch; `bound` in bytes, 0: there is none."""
        self._bound = bound
        self._bounds: dict[str, int] = {}
        self._above: dict[str, int] = {}
        self._replaced_ns: dict[str, int] = {}

    def exceeded(self, worker: str, resident: int, now_ns: int) -> int | None:
        """Take in one heartbeat; return the bound if another worker should take over now."""
        bound = self._bounds.get(worker, self._bound)
        if not bound or resident <= bound:
            self._above.pop(worker, None)
            return None
        self._above[worker] = self._above.get(worker, 0) + 1
        if self._above[worker] < TIMES:
            return None
        del self._above[worker]
        before_ns = self._replaced_ns.get(worker)
        if before_ns is not None and now_ns - before_ns < LEAK_S * _NS:
            self._bounds[worker] = int(max(bound, resident) * GROWTH)
            return None
        self._replaced_ns[worker] = now_ns
        return bound
