"""Keeps the workers of the pool about equally loaded, without moving sessions for little."""

from __future__ import annotations

from vncwall.clock import Clock
from vncwall.scheduling.placement import transfer
from vncwall.states import SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.roster import Entry, Roster

_NS = 1_000_000_000
EVERY_S = 2.0
"""One session is moved in so long at most: its connection begins anew, the others must not wait."""


class Balance:
    """Says which session should go to which worker now, if any."""

    def __init__(self, roster: Roster, crew: Crew, clock: Clock) -> None:
        self._roster = roster
        self._crew = crew
        self._clock = clock
        self._next_ns = 0

    def move(self) -> tuple[Entry, int] | None:
        """Return a session and the worker that should hold it from now on."""
        now = self._clock.monotonic_ns()
        if now < self._next_ns:
            return None
        self._next_ns = now + int(EVERY_S * _NS)
        posts = self._crew.sessions
        if any(post.handle is None for post in posts):
            return None
        found = transfer(self._roster.loads(len(posts)))
        if found is None:
            return None
        giver, taker = found
        movable = [entry for entry in self._roster.held_by(giver) if _may_move(entry)]
        return (min(movable, key=_cost), taker) if movable else None


def _may_move(entry: Entry) -> bool:
    """Nothing is taken from under a hand, and no recording is cut."""
    return not (entry.has_control or entry.is_recorded or entry.wire is not None or entry.sharers)


def _cost(entry: Entry) -> tuple[bool, bool, int]:
    """Order sessions: first those that lose nothing by another connection."""
    is_live = entry.state is not None and entry.state.state is SessionState.LIVE
    return is_live, entry.box != (0, 0), -entry.session
