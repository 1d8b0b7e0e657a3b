"""What a session wants of its line, from what it reports. Pure: time comes in.

Wishes rise at once and fall over a few seconds: a desktop that begins to change is given room with
its first report, and one that pauses between two pages does not hand its room to and fro.
"""

from __future__ import annotations

from math import inf

from vncwall.scheduling.budget import Purpose

_NS = 1_000_000_000
ROOM = 1.25
"""Of what it uses, so that it can use more."""
STEP = 2.0
"""A session that uses its share to the full is given so many times what it uses, if there is it."""
FULL = 0.8
"""Part of its share from which on a session counts as using it to the full."""
FALL_S = 1.0
"""A wish that has ceased is half as large after so long."""
FIRST_S = 1.5
"""Reports so soon after the connection do not cover its first picture."""
CHANGING_KBIT_S = 4.0
"""Traffic that a desktop does not have on which nothing but a clock changes."""
CALM_S = 5.0
"""A desktop is idle after so long below it."""
ALERT_S = 10.0
"""A desktop that has rung is looked at for so long."""


class WantedRate:
    """What one session wants, and how urgent it is."""

    __slots__ = ("_alert_ns", "_busy_ns", "_connected_ns", "_peak", "_peak_ns", "_wish")

    def __init__(self) -> None:
        self._connected_ns: int | None = None
        self._wish: float | None = None
        self._peak = 0.0
        self._peak_ns = 0
        self._busy_ns: int | None = None
        self._alert_ns: int | None = None

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return self._connected_ns is not None

    def connected(self, now_ns: int) -> None:
        """A connection is there: it wants a whole picture, as fast as it comes."""
        if self._connected_ns is None:
            self._connected_ns = self._busy_ns = now_ns
            self._wish, self._peak = None, 0.0

    def disconnected(self) -> None:
        """There is no connection: nothing is wanted."""
        self._connected_ns = self._wish = self._alert_ns = None
        self._peak = 0.0

    def rang(self, now_ns: int) -> None:
        """It calls for attention."""
        self._alert_ns = now_ns

    def reported(self, used: float, wanted: float, *, share: float, now_ns: int) -> None:
        """Take in a report.

        Args:
            used: kbit/s that it received.
            wanted: kbit/s that it would use, as it says itself; 0: it does not say.
            share: kbit/s that it was allowed; 0: no limit.
            now_ns: when.
        """
        if self._connected_ns is None or now_ns - self._connected_ns < FIRST_S * _NS:
            return
        if not wanted:
            is_full = share > 0 and used >= FULL * share
            wanted = STEP * used if is_full else used
        wish = ROOM * max(used, wanted)
        if wish >= CHANGING_KBIT_S:
            self._busy_ns = now_ns
        self._peak = max(wish, self._faded(now_ns))
        self._peak_ns, self._wish = now_ns, wish

    def wanted_kbit_s(self, now_ns: int) -> float:
        """Return what it wants now: its last wish, or an earlier, larger one as it fades."""
        if self._connected_ns is None:
            return 0.0
        return inf if self._wish is None else max(self._wish, self._faded(now_ns))

    def purpose(self, now_ns: int) -> Purpose:
        """Return what the session is for, but for control, of which others know."""
        if self._alert_ns is not None and now_ns - self._alert_ns < ALERT_S * _NS:
            return Purpose.ALERT
        if self._busy_ns is not None and now_ns - self._busy_ns < CALM_S * _NS:
            return Purpose.CHANGING
        return Purpose.IDLE

    def _faded(self, now_ns: int) -> float:
        return float(self._peak * 0.5 ** ((now_ns - self._peak_ns) / _NS / FALL_S))
