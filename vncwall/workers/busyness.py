"""Whether this process is busy: its own processor time, once a heartbeat."""

from __future__ import annotations

BUSY = 0.8
"""Part of a core."""
BUSY_BEATS = 5
CALM = 0.5
"""Where it is found that less is used, it shall not be undone by that ..."""
CALM_BEATS = 60
"""... so it is believed only when it has lasted."""


class Busyness:
    """Follows the processor time that a process uses. Pure: times come in.

    Attributes:
        is_busy: whether it uses most of a core, and has for some seconds.
    """

    __slots__ = ("_beats", "_before", "is_busy")

    def __init__(self) -> None:
        self.is_busy = False
        self._beats = 0
        self._before: tuple[int, int] | None = None

    def beat(self, now_ns: int, cpu_ns: int) -> None:
        """Take note of the time and of the processor time used so far."""
        before, self._before = self._before, (now_ns, cpu_ns)
        if before is None or now_ns <= before[0]:
            return
        part = (cpu_ns - before[1]) / (now_ns - before[0])
        is_other = part <= CALM if self.is_busy else part >= BUSY
        self._beats = self._beats + 1 if is_other else 0
        if self._beats >= (CALM_BEATS if self.is_busy else BUSY_BEATS):
            self.is_busy, self._beats = not self.is_busy, 0
