"""Time as it passes for a program that gets a processor when it wants one.

A claim about seconds is a claim about our program, not about what else the machine has to do.
Linux counts how long at least one program had to wait for a processor (pressure stall information,
Documentation/accounting/psi.rst); nine tenths of that do not count here. So a claim holds on a busy
machine if it does on an idle one, and a program that hangs is still found out in the end.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

FORGIVEN = 0.9
"""Part of the stalled time that does not count."""
UNKNOWN = 0.5
"""Part of all time that does not count where nobody counts it."""
_PRESSURE = Path("/proc/pressure/cpu")


class Stopwatch:
    """Runs from the moment it is made.

    Args:
        pressure: where the system tells of processors that are taken, for tests.
    """

    def __init__(self, pressure: Path = _PRESSURE) -> None:
        self._pressure = pressure
        self._began_s = time.monotonic()
        self._stalled_s = stalled_s(pressure)

    @property
    def seconds(self) -> float:
        """What has passed, without what others have taken."""
        elapsed_s = time.monotonic() - self._began_s
        now_s = stalled_s(self._pressure)
        if now_s is None or self._stalled_s is None:
            return elapsed_s * (1 - UNKNOWN)
        return elapsed_s - FORGIVEN * min(elapsed_s, now_s - self._stalled_s)

    @property
    def taken_s(self) -> float:
        """What others have taken of it."""
        return time.monotonic() - self._began_s - self.seconds


def stalled_s(pressure: Path = _PRESSURE) -> float | None:
    """Return how long some program has had to wait for a processor so far; None: unknown."""
    with suppress(OSError, ValueError):
        for line in pressure.read_text().splitlines():
            kind, *values = line.split()
            if kind == "some":
                return int(dict(value.split("=") for value in values)["total"]) / 1e6
    return None
