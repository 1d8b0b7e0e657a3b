"""What the machine has left: processors, memory, shared memory, file descriptors.

Numbers of the whole machine, whoever uses it, narrowed to what this program may use where a
container sets bounds (control groups, version 2).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from vncwall.scheduling.placement import available_cores

MB = 1_000_000
_SHARED_MEMORY = Path("/dev/shm")
_CONTROL_GROUP = Path("/sys/fs/cgroup")
_PRESSURE = Path("/proc/pressure/memory")


_BUSY = ("user", "nice", "system", "irq", "softirq", "steal")
"""Kinds of time in which a processor was not to be had; not all systems have all."""


class Machine:
    """Reads the state of the machine; cheap enough for every second.

    Args:
        control_group: folder of this program's control group, for tests.
        pressure: file with the memory pressure of the whole machine, for tests.
    """

    def __init__(self, control_group: Path = _CONTROL_GROUP, pressure: Path = _PRESSURE) -> None:
        self._control_group = control_group
        self._pressure = pressure
        self.cores = self._cores()

    def _cores(self) -> float:
        cores = float(available_cores())
        with suppress(OSError, ValueError):
            quota, period = (self._control_group / "cpu.max").read_text().split()
            cores = min(cores, int(quota) / int(period))  # "max" is no number: not bounded
        return cores

    def busy_s(self) -> float:
        """Return the processor seconds that all programs have used since the start."""
        with suppress(OSError, ValueError, IndexError):
            if "max" not in (self._control_group / "cpu.max").read_text():
                for line in (self._control_group / "cpu.stat").read_text().splitlines():
                    if line.startswith("usage_usec"):
                        return int(line.split()[1]) / 1e6
        return sum(map(_busy_s, _own(psutil.cpu_times(percpu=True))))

    def memory_mb(self) -> tuple[float, float]:
        """Return the memory there is and what of it can be had without swapping."""
        memory = psutil.virtual_memory()
        total, free = memory.total / MB, memory.available / MB
        with suppress(OSError, ValueError):
            bound = int((self._control_group / "memory.max").read_text()) / MB
            used = int((self._control_group / "memory.current").read_text()) / MB
            total, free = min(total, bound), min(free, max(0.0, bound - used))
        return total, free

    def memory_stalled(self) -> float:
        """Return the part of the last ten seconds in which some process waited for memory.

        Linux counts that (pressure stall information, Documentation/accounting/psi.rst); 0 where
        nobody does.
        """
        for path in (self._control_group / "memory.pressure", self._pressure):
            with suppress(OSError, ValueError, KeyError):
                for line in path.read_text().splitlines():
                    kind, *values = line.split()
                    if kind == "some":
                        return float(dict(one.split("=") for one in values)["avg10"]) / 100
        return 0.0

    def shared_free_mb(self) -> float | None:
        """Return the room for shared memory; None where no file system bounds it."""
        if not _SHARED_MEMORY.is_dir():
            return None
        with suppress(OSError):
            return shutil.disk_usage(_SHARED_MEMORY).free / MB
        return None

    def files(self, pids: Iterable[int]) -> dict[int, int]:
        """Return how many file descriptors processes have open, as far as it can be known."""
        found = {}
        for pid in pids:
            with suppress(psutil.Error, OSError, AttributeError):
                found[pid] = int(psutil.Process(pid).num_fds())
        return found

    def files_allowed(self) -> int | None:
        """Return how many a process may have open; None: there is no bound."""
        if sys.platform == "win32":
            return None
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return None if soft == resource.RLIM_INFINITY else soft


def _own(processors: Sequence[object]) -> Sequence[object]:
    """Return those of all processors that this program may use."""
    if not hasattr(os, "sched_getaffinity"):
        return processors
    own = [processors[number] for number in os.sched_getaffinity(0) if number < len(processors)]
    return own or processors


def _busy_s(times: object) -> float:
    return sum(float(getattr(times, kind, 0.0)) for kind in _BUSY)
