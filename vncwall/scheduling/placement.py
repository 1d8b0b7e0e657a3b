"""Which worker holds which session."""

from __future__ import annotations

import os
from collections.abc import Mapping

from vncwall.settings.model import WallSettings


def worker_count(wanted: int, *, sessions: int) -> int:
    """Return how many session workers to run: `wanted`, or one a core, but no idle ones."""
    count = wanted if wanted > 0 else available_cores()
    return max(1, min(count, sessions)) if sessions else max(1, min(count, 1))


def available_cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def connects_of_worker(wall: WallSettings) -> int:
    """Return how many connections one worker may be opening at a time: its part of all."""
    workers = wall.workers or available_cores()
    return max(1, wall.connects // workers)


def least_loaded(loads: Mapping[int, int]) -> int:
    """Return the worker with the fewest sessions, the first of equals.

    >>> least_loaded({0: 2, 1: 1, 2: 1})
    1
    """
    return min(loads, key=lambda worker: (loads[worker], worker))


UNEVEN = 4
"""Workers that differ by fewer sessions are even."""


def transfer(loads: Mapping[int, int]) -> tuple[int, int] | None:
    """Return (giver, taker) of one session, if the loads are so uneven that it is worth it.

    >>> transfer({0: 10, 1: 5}), transfer({0: 10, 1: 8})
    ((0, 1), None)
    """
    if len(loads) < 2:
        return None
    giver = max(loads, key=lambda worker: (loads[worker], -worker))
    taker = least_loaded(loads)
    uneven = max(UNEVEN, loads[giver] // 4)
    return (giver, taker) if loads[giver] - loads[taker] >= uneven else None
