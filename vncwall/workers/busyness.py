"""Whether this process is busy: how much of the time it has something to do, once a heartbeat.

Who has to share the processors is busy with less of them: what counts is the time without a rest,
not the processor time that was to be had.
"""

from __future__ import annotations

BUSY = 0.8
"""Part of the time."""
BUSY_BEATS = 5
CALM = 0.5
"""Where it is found that less is used, it shall not be undone by that ..."""
CALM_BEATS = 60
"""... so it is believed only when it has lasted."""


class Busyness:
    """Follows how much a process has to do. Pure: times come in.

    Attributes:
        is_busy: whether it hardly rests, and has not for some seconds.
    """

    __slots__ = ("_beats", "_before", "is_busy")

    def __init__(self) -> None:
        self.is_busy = False
        self._beats = 0
        self._before: tuple[int, int] | None = None

    def beat(self, now_ns: int, engaged_ns: int) -> None:
        """Take note of the time, and of how much of it there was something to do so far."""
        before, self._before = self._before, (now_ns, engaged_ns)
        if before is None or now_ns <= before[0]:
            return
        part = (engaged_ns - before[1]) / (now_ns - before[0])
        is_other = part <= CALM if self.is_busy else part >= BUSY
        self._beats = self._beats + 1 if is_other else 0
        if self._beats >= (CALM_BEATS if self.is_busy else BUSY_BEATS):
            self.is_busy, self._beats = not self.is_busy, 0
