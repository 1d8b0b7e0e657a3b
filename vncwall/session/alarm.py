"""One timer for all that a connection waits for."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.clock import Appointment, Clock


class Alarm:
    """Calls `ring` when it is time; whoever is called sets it anew.

    Nearly every deadline is put off before it comes. That costs nothing: the one timer goes on,
    and the deadline is looked at again when it is over.
    """

    __slots__ = ("_clock", "_deadline_ns", "_ring", "_timer", "_until_ns")

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._timer: Appointment | None = None
        self._deadline_ns = 0
        self._until_ns = 0

    def set(self, deadline_ns: int) -> None:
        """Ring at `deadline_ns`, whatever was set before."""
        self._deadline_ns = deadline_ns
        if self._timer is not None:
            if self._until_ns <= deadline_ns:
                return
            self._timer.cancel()
        self._begin()

    def hasten(self, deadline_ns: int) -> None:
        """Ring at `deadline_ns` unless it is set to ring earlier."""
        if self._timer is None or deadline_ns < self._deadline_ns:
            self.set(deadline_ns)

    def end(self) -> None:
        """Ring no more, and forget whom to call: he goes when nobody else knows him."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._ring = _nobody

    def _begin(self) -> None:
        self._until_ns = self._deadline_ns
        self._timer = self._clock.call_at(self._until_ns, self._over)

    def _over(self) -> None:
        self._timer = None
        if self._deadline_ns > max(self._until_ns, self._clock.monotonic_ns()):
            self._begin()  # it was put off meanwhile
        else:
            self._ring()


def _nobody() -> None:
    """Do nothing."""
