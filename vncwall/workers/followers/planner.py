"""Records what the plan says: by schedule, by what happens, always; a hand may say otherwise.

Also writes the journal: for each host that has a plan, what was to be recorded and why it was not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vncwall.clock import Clock
from vncwall.ipc.messages import (
    AlertChanged,
    Bell,
    ChangeHost,
    Command,
    Configure,
    LookChanged,
    Notice,
    PlanChanged,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SavePreroll,
    ScreenChanged,
    SegmentFinished,
    SessionChanged,
    SetConnected,
    SetControl,
    SetRecording,
    WatchPicture,
)
from vncwall.recording.journal import STOPPED_BY_HAND, Journal
from vncwall.recording.last_words import LastWords
from vncwall.recording.plan_history import NOT_RUNNING, last_watched
from vncwall.scheduling.plan import Decision, HostPlan
from vncwall.scheduling.schedule import Schedule
from vncwall.scheduling.spans import Span
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.settings.schedule import Occasion, ScheduleSettings
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Entry, Roster

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
JUMP_NS = 2 * _NS
"""The wall clock was set, or the computer slept, when it differs by more from what passed."""
AGAIN_NS = 30 * _NS
"""A recording that was refused is wanted again so much later."""
LEAST_REST_NS = 5 * _NS
"""A session that rests is not begun anew before the former connection has been closed."""

DISK = "disk"
OVERLOAD = "overload"
RECORDER_FAILED = "recorder failed"
NO_PICTURE = "no picture"
CLOCK_JUMPED = "clock was set or computer slept"

_CONNECTED = (SessionState.LIVE, SessionState.STALLED)
_PICTURE_OCCASIONS = {Occasion.BLACK, Occasion.BLANK, Occasion.CHANGE}
_LOOKS = {PictureLook.BLACK: Occasion.BLACK, PictureLook.BLANK: Occasion.BLANK}


@dataclass(slots=True)
class _Charge:
    """One session: its plan, and what of it is carried out."""

    name: str
    plan: HostPlan
    decision: Decision = field(default_factory=lambda: Decision(is_recorded=False))
    is_connected: bool | None = None
    """As it was last said; None: nothing was."""
    rests_since_ns: int = 0
    said: PlanChanged | None = None
    watch: WatchPicture | None = None
    recording: RecordingState = RecordingState.OFF
    failure: str = ""
    refused_until_ns: int = 0
    """A recording was asked for, and is not asked for again before that; 0: it was begun."""
    again_ns: int | None = None
    trouble: Reason = Reason.NONE
    """The last that was wrong with the session; an attempt to connect does not change it."""
    trouble_detail: str = ""
    alerts: set[str] = field(default_factory=set)
    """Rules that have an alert which lasts."""
    is_journaled: bool = False
    written: tuple[tuple[str, ...], str, str] | None = None


class Planner(Follower):
    """Follows the plan of every session."""

    def __init__(
        self,
        settings: RecordingSettings,
        roster: Roster,
        clock: Clock,
        *,
        rests: bool = False,
        journal: Journal | None = None,
        words: LastWords | None = None,
    ) -> None:
        """Begin with no session.

        Args:
            settings: where the journal is.
            roster: of all sessions; to read.
            clock: of everything.
            rests: a host of which nothing is to be recorded or kept now is not connected to.
            journal: for tests; None: one in the folder of the recordings.
            words: what hands had said when the program died, to go on with; None: nothing.
        """
        self._roster = roster
        self._clock = clock
        self._rests = rests
        self._journal = journal or _journal_in(settings)
        self._words = words
        self._schedules: dict[ScheduleSettings, Schedule] = {}
        self._charges: dict[int, _Charge] = {}
        self._dirty: set[int] = set()
        self._due_ns: int | None = None
        self._due_wall_ns = 0
        self._times = (clock.wall_ns(), clock.monotonic_ns())
        self._mine: list[Command] = []

    def plan_of(self, session: int) -> PlanChanged | None:
        """Return what was last said of the plan of a session; None: nothing."""
        charge = self._charges.get(session)
        return charge.said if charge is not None else None

    def decision_of(self, session: int) -> Decision | None:
        """Return what holds for a session; None: there is no such session."""
        charge = self._charges.get(session)
        return charge.decision if charge is not None else None

    # --- what it sees

    def entering(self, entry: Entry) -> None:
        """Make a plan; a host that is not needed now is not connected to at all."""
        charge = _Charge(entry.host.name, self._plan(entry.host))
        self._charges[entry.session] = charge
        self._dirty.add(entry.session)
        self._watch_picture(entry, charge)
        entry.watch = charge.watch
        charge.plan.begin(Occasion.OFFLINE)
        charge.decision = self._decide(charge)
        if self._rests and not _is_needed(entry, charge.decision):
            entry.is_resting = True

    def sent(self, command: Command) -> None:
        """See what a hand says, and what the configuration says now."""
        match command:
            case RemoveSession(session=session):
                charge = self._charges.pop(session, None)
                if charge is not None and charge.is_journaled:
                    self._journal.gone(charge.name, self._clock.wall_ns())
            case ChangeHost(session=session, host=host) if session in self._charges:
                charge = self._charges[session]
                plan = self._plan(host)
                plan.inherit(charge.plan)
                charge.plan = plan
                entry = self._roster.get(session)
                if entry is not None:
                    self._recall(charge, entry)
                self._dirty.add(session)
            case SetRecording(session=session, enabled=enabled) if session in self._charges:
                charge = self._charges[session]
                charge.refused_until_ns = 0
                if not any(command is one for one in self._mine):
                    charge.plan.by_hand(enabled=enabled)
                    self._dirty.add(session)
            case SetControl(session=session) if session in self._charges:
                entry = self._roster.get(session)
                has_control = entry is not None and entry.has_control
                self._lasts(session, Occasion.CONTROL, is_on=has_control)
            case Configure(recording=recording):
                self._move_journal(recording)
                self._dirty |= self._charges.keys()  # with another pre-roll other hosts may rest

    def noticed(self, notice: Notice) -> None:
        """See what happens to a host, and to its recording."""
        session = getattr(notice, "session", -1)
        charge = self._charges.get(session)
        if charge is None:
            return
        match notice:
            case SessionChanged(state=state):
                self._changed(charge, session, notice)
                is_there = state in _CONNECTED
                self._lasts(session, Occasion.OFFLINE, is_on=not is_there)
                self._lasts(session, Occasion.FROZEN, is_on=state is SessionState.STALLED)
                if not is_there:
                    for occasion in _LOOKS.values():
                        self._lasts(session, occasion, is_on=False)
            case LookChanged(look=look):
                for one, occasion in _LOOKS.items():
                    self._lasts(session, occasion, is_on=look is one)
            case AlertChanged(rule=rule, state=alert_state):
                (charge.alerts.add if alert_state.is_open else charge.alerts.discard)(rule)
                charge.plan.alerted(charge.alerts, self._clock.monotonic_ns())
                self._dirty.add(session)
            case ScreenChanged(percent=percent):
                charge.plan.changed(percent, self._clock.monotonic_ns())
                self._dirty.add(session)
            case Bell():
                charge.plan.happen(Occasion.BELL, self._clock.monotonic_ns())
                self._dirty.add(session)
            case RecordingChanged(state=state, detail=detail):
                charge.recording = state
                charge.failure = detail if state is RecordingState.FAILED else ""
                self._dirty.add(session)
            case SegmentFinished(path=path, duration_s=duration_s, facts=facts):
                now = self._clock.wall_ns()
                span = Span(now - int(duration_s * _NS), now)
                if facts is not None:
                    span = Span(facts.start_ns, facts.end_ns)
                self._ensure_journaled(charge)
                self._journal.file(charge.name, path, span, now)

    def _changed(self, charge: _Charge, session: int, notice: SessionChanged) -> None:
        if notice.state is SessionState.LIVE:
            charge.trouble, charge.trouble_detail = Reason.NONE, ""
        elif notice.reason is not Reason.NONE:
            charge.trouble, charge.trouble_detail = notice.reason, notice.detail
        self._dirty.add(session)

    def _lasts(self, session: int, occasion: Occasion, *, is_on: bool) -> None:
        plan = self._charges[session].plan
        if is_on:
            plan.begin(occasion)
        else:
            plan.end(occasion, self._clock.monotonic_ns())
        self._dirty.add(session)

    def _recall(self, charge: _Charge, entry: Entry) -> None:
        """Tell a new plan what lasts."""
        state = entry.state.state if entry.state is not None else SessionState.IDLE
        if state not in _CONNECTED:
            charge.plan.begin(Occasion.OFFLINE)
        if state is SessionState.STALLED:
            charge.plan.begin(Occasion.FROZEN)
        if entry.has_control:
            charge.plan.begin(Occasion.CONTROL)
        charge.plan.alerted(charge.alerts, self._clock.monotonic_ns())
        self._watch_picture(entry, charge)

    # --- what it does

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Yield what is to be done now."""
        self._mine.clear()
        wall = self._clock.wall_ns()
        jumped = self._jump(wall, now_ns)
        self._hear_last_words()
        if (self._due_ns is not None and now_ns >= self._due_ns) or wall >= self._due_wall_ns:
            self._dirty |= self._charges.keys()
        if not self._dirty:
            self._journal.beat(wall)
            return
        dirty, self._dirty = self._dirty, set()
        for session in sorted(dirty):
            charge, entry = self._charges.get(session), self._roster.get(session)
            if charge is not None and entry is not None:
                charge.decision = charge.plan.decide(wall, now_ns)
                for message in self._carry_out(entry, charge, now_ns, is_cut=jumped):
                    if isinstance(message, Command):
                        self._mine.append(message)
                    yield message
                self._write(entry, charge, wall)
        self._journal.beat(wall)
        self._due_wall_ns = min(
            (one.decision.due_wall_ns for one in self._charges.values()), default=1 << 62
        )
        dues = [one.decision.due_ns for one in self._charges.values()]
        dues += [one.again_ns for one in self._charges.values()]
        self._due_ns = min((due for due in dues if due is not None), default=None)

    def close(self) -> None:
        """Note that all recordings end now, with the program."""
        wall = self._clock.wall_ns()
        for charge in self._charges.values():
            if charge.written is not None and charge.written[0]:
                plan = charge.written[0]
                self._journal.state(charge.name, wall, plan=plan, gap=NOT_RUNNING, detail="")

    def ended(self) -> None:
        """Finish the journal: the last files are known."""
        self._journal.close(self._clock.wall_ns())

    def _decide(self, charge: _Charge) -> Decision:
        return charge.plan.decide(self._clock.wall_ns(), self._clock.monotonic_ns())

    def _hear_last_words(self) -> None:
        """Go on with what hands had said when the program died, once that is read."""
        words = self._words.take() if self._words is not None else {}
        for session, charge in self._charges.items():
            word = words.get(charge.name)
            if word is None or charge.plan.is_said_by_hand:
                continue
            did = "begun" if word.enabled else "stopped"
            moment = datetime.fromtimestamp(word.until_ns // _NS)
            logger.warning(
                "%s: its recording was %s by hand when vncwall died at %s: %s",
                charge.name,
                did,
                f"{moment:%a %d %b %H:%M:%S}",
                "so it is again" if word.goes_on else "that is long ago and does not hold any more",
            )
            if word.goes_on:
                charge.plan.by_hand(enabled=word.enabled)
                self._dirty.add(session)

    def _jump(self, wall: int, now_ns: int) -> bool:
        """Return whether the wall clock has jumped; then everything is decided anew."""
        before_wall, before = self._times
        self._times = (wall, now_ns)
        jump_ns = (wall - before_wall) - (now_ns - before)
        if abs(jump_ns) <= JUMP_NS:
            return False
        logger.warning(
            "the clock jumped %s by %.0f s, or the computer slept: recordings go on in new files",
            "ahead" if jump_ns > 0 else "back",
            abs(jump_ns) / _NS,
        )
        for charge in self._charges.values():
            if charge.written is not None and charge.written[0]:
                plan, _, _ = charge.written
                self._journal.state(
                    charge.name, before_wall, plan=plan, gap=CLOCK_JUMPED, detail=""
                )
                charge.written = None
        self._dirty |= self._charges.keys()
        return True

    def _carry_out(
        self, entry: Entry, charge: _Charge, now_ns: int, *, is_cut: bool
    ) -> Iterator[Command | Notice]:
        decision, session = charge.decision, entry.session
        charge.again_ns = None
        if charge.watch != entry.watch:
            yield charge.watch or WatchPicture(session, False)
        is_needed = _is_needed(entry, decision)
        if self._rests and is_needed:
            yield from self._wake(entry, charge, now_ns)
        if is_cut and entry.is_recorded and decision.is_recorded:
            # The times of the file that is open would be wrong from here on.
            yield SetRecording(session, False, entry.cause)
        if decision.is_recorded:
            if not entry.is_recorded and now_ns < charge.refused_until_ns:
                charge.again_ns = charge.refused_until_ns
            elif not entry.is_recorded or entry.cause != decision.cause:
                is_first = not entry.is_recorded and not charge.refused_until_ns
                if is_first and decision.is_by_event and entry.keeps_preroll:
                    yield SavePreroll(session)  # what led to it; the rest is in the recording
                charge.refused_until_ns = now_ns + AGAIN_NS  # until it is seen to be carried out
                yield SetRecording(session, True, decision.cause)
                charge.again_ns = charge.refused_until_ns or None
        elif entry.is_recorded:
            yield SetRecording(session, False, entry.cause)
        if self._rests and not is_needed and charge.is_connected is not False:
            charge.is_connected = False
            charge.rests_since_ns = 0 if entry.is_resting else now_ns
            yield SetConnected(session, False, rest_in_words(decision))
        said = PlanChanged(
            session,
            decision.cause,
            decision.until_ns if decision.is_recorded else 0,
            decision.next_cause,
            decision.next_ns,
        )
        if said != charge.said and (charge.said is not None or _says_something(said)):
            charge.said = said
            yield said

    def _wake(self, entry: Entry, charge: _Charge, now_ns: int) -> Iterator[Command]:
        """Have a session that rests go on, once its former connection is closed for sure."""
        earliest_ns = charge.rests_since_ns + LEAST_REST_NS if charge.rests_since_ns else now_ns
        if entry.is_resting and now_ns < earliest_ns:
            charge.again_ns = earliest_ns
            return
        charge.is_connected = True
        if entry.is_resting:
            yield SetConnected(entry.session, True)

    # --- the journal

    def _write(self, entry: Entry, charge: _Charge, wall: int) -> None:
        decision = charge.decision
        plan = decision.causes
        if not plan and decision.is_recorded:
            plan = (decision.cause,)
        if charge.plan.is_empty and not plan and not charge.is_journaled:
            return
        self._ensure_journaled(charge)
        gap, detail = self._gap(entry, charge) if plan else ("", "")
        if (plan, gap, detail) != charge.written:
            charge.written = (plan, gap, detail)
            self._journal.state(charge.name, wall, plan=plan, gap=gap, detail=detail)

    def _ensure_journaled(self, charge: _Charge) -> None:
        if not charge.is_journaled:
            charge.is_journaled = True
            self._journal.watch(charge.name, charge.plan.planned, self._clock.wall_ns())

    def _gap(self, entry: Entry, charge: _Charge) -> tuple[str, str]:
        """Return why a session that should be recorded is not: a word, and a sentence."""
        if not charge.decision.is_recorded:
            return STOPPED_BY_HAND, ""
        state = entry.state.state if entry.state is not None else SessionState.IDLE
        is_recording = charge.recording is RecordingState.RECORDING
        if is_recording and (state in _CONNECTED or entry.wire is None):
            return "", ""
        if not entry.is_recorded and charge.failure:
            return OVERLOAD, charge.failure
        if state not in _CONNECTED:
            return str(charge.trouble) or str(state), charge.trouble_detail
        if charge.failure:
            return failure_in_a_word(charge.failure), charge.failure
        return NO_PICTURE, ""

    def _move_journal(self, settings: RecordingSettings) -> None:
        if Path(settings.folder) == self._journal.folder:
            return
        self._journal.close(self._clock.wall_ns())
        self._journal = _journal_in(settings)
        for charge in self._charges.values():
            charge.is_journaled, charge.written = False, None
        self._dirty |= self._charges.keys()

    # --- plans

    def _plan(self, host: HostSettings) -> HostPlan:
        schedules = [
            self._schedules.setdefault(settings, Schedule(settings)) for settings in host.schedules
        ]
        return HostPlan(schedules, always=host.record, is_watched=bool(host.alerts))

    @staticmethod
    def _watch_picture(entry: Entry, charge: _Charge) -> None:
        is_watched = bool(charge.plan.occasions & _PICTURE_OCCASIONS)
        charge.watch = (
            WatchPicture(entry.session, True, charge.plan.change_percent) if is_watched else None
        )


def _is_needed(entry: Entry, decision: Decision) -> bool:
    """Whether a host is to be connected to."""
    return decision.is_needed or entry.keeps_preroll


def rest_in_words(decision: Decision) -> str:
    """Return until when a host rests, for people, in the computer's time."""
    if not decision.next_ns:
        return "rests: nothing is planned in the next days"
    moment = datetime.fromtimestamp(decision.next_ns // _NS)
    return f"rests until {moment:%a %d %b %H:%M} ({decision.next_cause})"


def failure_in_a_word(detail: str) -> str:
    """Return what made a recording fail, as the journal calls it.

    >>> failure_in_a_word("less than 32 MB are free for recordings")
    'disk'
    """
    is_disk = any(word in detail for word in (" free for ", "No space", "[Errno"))
    return DISK if is_disk else RECORDER_FAILED


def _says_something(said: PlanChanged) -> bool:
    return bool(said.cause or said.next_ns)


def _journal_in(settings: RecordingSettings) -> Journal:
    return Journal(Path(settings.folder), last_watched=last_watched)
