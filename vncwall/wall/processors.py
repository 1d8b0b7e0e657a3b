"""What the program and the whole machine use of the processors."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

from vncwall.ipc.messages import WorkerStats
from vncwall.language import _

SECOND = 1_000_000_000
READ_NS = 5 * SECOND
"""How often it is looked at: a figure that is to be read must stand still for a while."""


def busy_s() -> float:
    """Return the seconds of all processors together that all programs have used."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - _counted_twice(times))


def _counted_twice(times: object) -> float:
    # Linux has the time of guests in that of users, too.
    return float(getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0))


class Processors:
    """Adds up this process and those of the sessions, by what they tell of themselves."""

    def __init__(
        self,
        *,
        busy_s: Callable[[], float] = busy_s,
        own_s: Callable[[], float] = time.process_time,
        cores: int = 0,
    ) -> None:
        """Measure from now on.

        Args:
            busy_s: seconds that all programs have used, of all processors together.
            own_s: seconds that this process has used.
            cores: number of processors; 0: of this machine.
        """
        self._busy_s, self._own_s = busy_s, own_s
        self._cores = cores or psutil.cpu_count() or 1
        self._workers: dict[str, tuple[int, float]] = {}
        """Process number and the seconds it has used, by the worker's name."""
        self._used_s = 0.0  # by workers, since the last look
        self._seen: tuple[int, float, float] | None = None
        self.words = ""
        """As of the last look; "" before the second one."""

    def take(self, stats: WorkerStats) -> None:
        """A worker tells what it has used."""
        pid, before = self._workers.get(stats.worker, (stats.pid, stats.cpu_s))
        # Another process of the same name begins from nothing.
        self._used_s += max(0.0, stats.cpu_s - (before if pid == stats.pid else 0.0))
        self._workers[stats.worker] = (stats.pid, stats.cpu_s)

    def advance(self, now_ns: int) -> None:
        """Look, if it is time."""
        if self._seen is not None and now_ns - self._seen[0] < READ_NS:
            return
        seen = (now_ns, self._busy_s(), self._own_s())
        if self._seen is not None:
            room_s = (now_ns - self._seen[0]) / SECOND * self._cores
            own = _percent(self._used_s + seen[2] - self._seen[2], room_s)
            everything = max(own, _percent(seen[1] - self._seen[1], room_s))
            self.words = _("CPU {own} %, all {all} %").format(own=own, all=everything)
        self._seen, self._used_s = seen, 0.0


def _percent(used_s: float, room_s: float) -> int:
    return max(0, min(100, round(100 * used_s / room_s))) if room_s > 0 else 0
