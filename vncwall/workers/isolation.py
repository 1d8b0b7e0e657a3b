"""Keeps sessions apart that end or hang their processes; the others lose a moment, once."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from vncwall.clock import Clock
from vncwall.ipc.messages import SessionChanged
from vncwall.scheduling.placement import least_loaded
from vncwall.scheduling.quarantine import Quarantine
from vncwall.states import Reason, SessionState
from vncwall.workers.crew import HELD, Crew, Loss
from vncwall.workers.roster import Entry, Roster

logger = logging.getLogger(__name__)


class Isolation:
    """Moves sessions between the pool, nowhere and cells, as the quarantine decides."""

    def __init__(self, roster: Roster, crew: Crew, clock: Clock) -> None:
        self._roster = roster
        self._crew = crew
        self._clock = clock
        self._quarantine = Quarantine()

    def changed_by(self, loss: Loss, entry: Entry) -> SessionChanged:
        """Return what the loss of its process means for a session."""
        entry.forget_picture()
        now = self._clock.monotonic_ns()
        in_cell = loss.post in self._crew.cells.values()
        is_suspect = loss.suspect == entry.session
        if is_suspect and loss.was_killed and not in_cell:
            is_suspect = self._quarantine.suspects_again(entry.session, now)
        if not in_cell and not is_suspect:
            return SessionChanged(
                entry.session,
                SessionState.BACKING_OFF,
                Reason.WORKER_DIED,
                loss.detail,
                loss.post.vacant_until_ns,
            )
        until_ns = self._quarantine.accuse(entry.session, now)
        self._crew.close_cell(entry.worker)
        entry.worker = HELD
        detail = loss.detail
        if loss.suspect == entry.session:
            detail += " over what this server sent"
        logger.warning("%s is quarantined: %s", entry.host.name, detail)
        return SessionChanged(
            entry.session, SessionState.BACKING_OFF, Reason.QUARANTINED, detail, until_ns
        )

    def hurry(self, entry: Entry) -> None:
        """A person wants a session that is held tried now."""
        self._quarantine.hurry(entry.session, self._clock.monotonic_ns())

    def removed(self, entry: Entry) -> None:
        """The session is removed; so is its cell."""
        self._quarantine.forget(entry.session)
        self._crew.close_cell(entry.worker)

    def advance(self) -> Iterator[Entry]:
        """Begin and end trials; yield the sessions that another process holds now.

        A cell gets its orders when its process has begun.
        """
        now = self._clock.monotonic_ns()
        next_ns = self._quarantine.next_ns()
        if next_ns is None or now < next_ns:
            return
        for session in self._quarantine.begin_trials(now):
            entry = self._roster.get(session)
            if entry is not None:
                logger.info("%s is tried in a process of its own", entry.host.name)
                entry.worker = self._crew.open_cell(session)
        for session in self._quarantine.end_trials(now):
            entry = self._roster.get(session)
            if entry is not None:
                logger.info("%s is out of quarantine", entry.host.name)
                cell = entry.worker
                entry.forget_picture()
                entry.worker = least_loaded(self._roster.loads(len(self._crew.sessions)))
                self._crew.close_cell(cell)
                yield entry
