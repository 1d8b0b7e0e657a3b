"""What a session wants of its line, from what it reports. Pure: time comes in.

Wishes rise at once and fall within a few seconds: a desktop that begins to change is given room
with its first report, and one that pauses between two pages does not hand its room to and fro.
What it says itself counts where it uses its share to the full, and it is tried with some more.
Where it does not, it is not the share that it lacks: then it is given little more than what it has
used of late.
"""

from __future__ import annotations

from math import exp, inf

from vncwall.scheduling.budget import Purpose

_NS = 1_000_000_000
ROOM = 1.15
"""Of what it wants, so that it can use more."""
STEP = 3.0
"""Of what it uses, when it uses its share to the full: what it says is an average of seconds, and
a desktop that was still has a share of next to nothing when all of it changes."""
MORE = 1.1
"""Of what it used of late, the most that is believed of one that does not; and of its share, the
most of one that has used it of late but does not now."""
LATE_S = 1.0
"""What was used longer ago than this hardly counts as of late."""
FULL = 0.7
"""Part of its share from which on a session counts as using it to the full of late: between an
answer and the next request, and while a narrow window opens, even one that is held back uses
nothing."""
FULL_NOW = 0.95
"""The same in one report: its share has just grown."""
FALL_S = 1.0
"""A wish that has ceased is half as large after so long."""
FIRST_S = 1.5
"""Reports so soon after the connection do not cover its first picture."""
CHANGING_KBIT_S = 4.0
"""Traffic that a desktop does not have on which nothing but a clock changes."""
FRESH_S = 7.0
"""Longest time that showing all changes of a screen should take: with what it takes to ask for
them no picture is older than ten seconds then."""
CALM_S = 5.0
"""A desktop is idle after so long below it."""
ALERT_S = 10.0
"""A desktop that has rung is looked at for so long."""


class WantedRate:
    """What one session wants, and how urgent it is."""

    __slots__ = (
        "_alert_ns",
        "_busy_ns",
        "_connected_ns",
        "_fresh",
        "_peak",
        "_peak_ns",
        "_used",
        "_used_ns",
        "_wish",
    )

    def __init__(self) -> None:
        self._connected_ns: int | None = None
        self._wish: float | None = None
        self._peak = 0.0
        self._peak_ns = 0
        self._fresh = 0.0
        self._used = 0.0
        self._used_ns = 0
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
            self._wish, self._peak, self._fresh = None, 0.0, 0.0
            self._used, self._used_ns = 0.0, now_ns

    def disconnected(self) -> None:
        """There is no connection: nothing is wanted."""
        self._connected_ns = self._wish = self._alert_ns = None
        self._peak = 0.0

    def rang(self, now_ns: int) -> None:
        """It calls for attention."""
        self._alert_ns = now_ns

    def reported(
        self,
        used: float,
        wanted: float,
        *,
        share: float,
        now_ns: int,
        change_bytes: float = 0.0,
        is_controlled: bool = False,
    ) -> None:
        """Take in a report.

        Args:
            used: kbit/s that it received.
            wanted: kbit/s that it would use, as it says itself; 0: it does not say.
            share: kbit/s that it was allowed; 0: no limit.
            now_ns: when.
            change_bytes: that all changes of its screen take at a time; 0: not known.
            is_controlled: it comes before all others: it is not tried with more than it says.
        """
        if self._connected_ns is None:
            return
        new = 1.0 - exp(-(now_ns - self._used_ns) / _NS / LATE_S)
        self._used += (used - self._used) * new
        self._used_ns = now_ns
        if now_ns - self._connected_ns < FIRST_S * _NS:
            return
        is_full_now = used >= FULL_NOW * share
        is_full = is_full_now or self._used >= FULL * share
        self._fresh = change_bytes * 8 / 1000 / FRESH_S
        if share and not is_full:
            wanted = min(wanted, MORE * self._used)
        elif share and not is_full_now:
            wanted = min(wanted, MORE * share)
        wish = ROOM * max(used, wanted)
        if share and is_full_now and not is_controlled:
            wish = max(wish, STEP * used)
        if wish >= CHANGING_KBIT_S:
            self._busy_ns = now_ns
        self._peak = max(wish, self._faded(now_ns))
        self._peak_ns, self._wish = now_ns, wish

    def wanted_kbit_s(self, now_ns: int) -> float:
        """Return what it wants now: its last wish, or an earlier, larger one as it fades."""
        if self._connected_ns is None:
            return 0.0
        return inf if self._wish is None else max(self._wish, self._faded(now_ns))

    def fresh_kbit_s(self, now_ns: int) -> float:
        """Return what it takes to show its changes in time; 0: it hardly has any now."""
        return 0.0 if self.purpose(now_ns) is Purpose.IDLE else self._fresh

    def purpose(self, now_ns: int) -> Purpose:
        """Return what the session is for, but for control, of which others know."""
        if self._alert_ns is not None and now_ns - self._alert_ns < ALERT_S * _NS:
            return Purpose.ALERT
        if self._busy_ns is not None and now_ns - self._busy_ns < CALM_S * _NS:
            return Purpose.CHANGING
        return Purpose.IDLE

    def _faded(self, now_ns: int) -> float:
        age_s = max(0, now_ns - self._peak_ns) / _NS
        return float(self._peak * 0.5 ** (age_s / FALL_S))
