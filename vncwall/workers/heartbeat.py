"""How often a child process says that it is alive, and what it has used."""

from __future__ import annotations

BUSY_S = 1.0
"""Between the heartbeats of a process that has something to do."""
CALM_S = 4.0
"""Between those of one that hardly ever wakes: each costs two processes a turn."""
CALM = 0.02
"""Part of a core."""
_NS = 1_000_000_000


class Heartbeat:
    """Says how long until the next heartbeat. Pure: times come in.

    A process that has used next to nothing since its last heartbeat takes its time. So after a
    long silence it is up to `CALM_S` until the main process learns that there is more to do.
    """

    __slots__ = ("_before",)

    def __init__(self) -> None:
        self._before: tuple[int, int] | None = None

    def interval_s(self, now_ns: int, cpu_ns: int, *, hurries: bool = False) -> float:
        """Return when the next one is due, from now.

        Args:
            now_ns: the time, at a heartbeat.
            cpu_ns: processor time that the process has used so far.
            hurries: something that is done once a heartbeat must not wait.
        """
        before, self._before = self._before, (now_ns, cpu_ns)
        if hurries or before is None or now_ns <= before[0]:
            return BUSY_S
        part = (cpu_ns - before[1]) / (now_ns - before[0])
        return CALM_S if part < CALM else BUSY_S
