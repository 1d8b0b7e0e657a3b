"""What processes cost: CPU seconds and memory, as the kernel counts them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process."""

    name: str
    cpu_s: float
    """User and system time since its start, of children that it has waited for too."""


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    parent = psutil.Process(pid)
    return [pid, *(child.pid for child in parent.children(recursive=True))]


def costs(pids: Iterable[int]) -> dict[int, Cost]:
    """Return what each process that still runs has cost so far.

    The scheduler's own sum is read where there is one: it counts nanoseconds, while the times in
    `stat` are whole ticks, of which a process that runs seldom gathers too few or too many.
    """
    found = {}
    for pid in pids:
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            cpu_s = _exact_s(pid)
        except (OSError, ValueError):
            continue
        found[pid] = Cost(name, cpu_s)
    return found


def _exact_s(pid: int) -> float:
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    if total:
        return total / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def pss_bytes(pids: Iterable[int]) -> int:
    """Return the memory of these processes together, a page that is shared counted once."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) << 10
    return total
