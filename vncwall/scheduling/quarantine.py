"""Which sessions are kept apart because what their servers send ends or hangs a process.

::

    free --accused--> held --its time has come--> on trial --well for a while--> free
                       ^                             |
                       +---------- accused ----------+

A session that is held has no process. On trial it has one of its own, where it can harm nobody.
Pure: time comes in as arguments.
"""

from __future__ import annotations

from dataclasses import dataclass

_NS = 1_000_000_000

FIRST_HOLD_S = 1.0
"""Short: the process may have been killed for another reason, and a trial harms nobody else."""
HOLD_FACTOR = 4.0
LONGEST_HOLD_S = 600.0
TRIAL_S = 300.0
"""A session that has been well for so long goes back to the others."""
FORGIVEN_S = 24 * 3600.0
"""Accusations are forgotten when none was added for so long."""
SUSPECT_S = 600.0
"""Two deaths within this time over the same session are no chance."""
TRIALS = 4
"""Sessions on trial at a time; each costs a process."""


@dataclass(slots=True)
class _Case:
    """One session that was accused."""

    strikes: int = 0
    accused_ns: int = 0
    held_until_ns: int | None = None
    trial_ns: int | None = None
    """When the trial began; neither held nor on trial: free, and remembered."""


class Quarantine:
    """Decides how long a session is held, when it is tried and when it is free again."""

    def __init__(self, *, trials: int = TRIALS) -> None:
        self._trials = trials
        self._cases: dict[int, _Case] = {}
        self._suspected_ns: dict[int, int] = {}

    def suspects_again(self, session: int, now_ns: int) -> bool:
        """A process was killed from outside over this session; return whether that is no chance.

        Once is chance: somebody is being decoded whenever a busy process is killed.
        """
        before_ns = self._suspected_ns.get(session)
        self._suspected_ns[session] = now_ns
        return before_ns is not None and now_ns - before_ns < SUSPECT_S * _NS

    def accuse(self, session: int, now_ns: int) -> int:
        """A process ended or hung over this session; return until when it is held."""
        case = self._cases.setdefault(session, _Case())
        if now_ns - case.accused_ns > FORGIVEN_S * _NS:
            case.strikes = 0
        case.strikes += 1
        case.accused_ns = now_ns
        hold_s = min(FIRST_HOLD_S * HOLD_FACTOR ** min(case.strikes - 1, 30), LONGEST_HOLD_S)
        case.held_until_ns = now_ns + int(hold_s * _NS)
        case.trial_ns = None
        return case.held_until_ns

    def hurry(self, session: int, now_ns: int) -> None:
        """A person wants it tried now."""
        case = self._cases.get(session)
        if case is not None and case.held_until_ns is not None:
            case.held_until_ns = now_ns

    def forget(self, session: int) -> None:
        """The session is gone."""
        self._cases.pop(session, None)
        self._suspected_ns.pop(session, None)

    def begin_trials(self, now_ns: int) -> list[int]:
        """Return the sessions whose trial begins now, who has waited longest first."""
        room = self._trials - sum(case.trial_ns is not None for case in self._cases.values())
        waiting = sorted(
            (case.held_until_ns, session)
            for session, case in self._cases.items()
            if case.held_until_ns is not None and case.held_until_ns <= now_ns
        )
        begun = [session for _, session in waiting[: max(0, room)]]
        for session in begun:
            self._cases[session].held_until_ns = None
            self._cases[session].trial_ns = now_ns
        return begun

    def end_trials(self, now_ns: int) -> list[int]:
        """Return the sessions that are free from now on."""
        freed = [
            session
            for session, case in self._cases.items()
            if case.trial_ns is not None and now_ns - case.trial_ns >= TRIAL_S * _NS
        ]
        for session in freed:
            self._cases[session].trial_ns = None
        return freed

    def next_ns(self) -> int | None:
        """Return when something may be due; None: nothing is."""
        due = [case.held_until_ns for case in self._cases.values() if case.held_until_ns]
        due += [
            case.trial_ns + int(TRIAL_S * _NS)
            for case in self._cases.values()
            if case.trial_ns is not None
        ]
        return min(due, default=None)
