"""Whether one host is to be recorded now, why, and until when.

The rules, from strong to weak:

1. What a hand says holds until the end of the window that is running, or, outside of windows, until
   the next one ends.
2. A host that is recorded always is in a window that does not end.
3. Windows of its schedules that overlap or touch are one window.
4. Of a schedule with occasions, what happens within its time is a window.

Pure: both times come in as arguments, the wall clock for windows, the monotonic one for lingering.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from vncwall.ipc.segment import BY_HAND
from vncwall.scheduling.schedule import DAY_NS, HORIZON_NS, Schedule
from vncwall.scheduling.spans import Span, joined
from vncwall.scheduling.trigger import Trigger
from vncwall.settings.model import HostSettings
from vncwall.settings.schedule import Occasion

ALWAYS = "always"
WHILE_CONTROLLED = "while controlled"
_EVENT = "event "
LEAD_NS = 10_000_000_000
"""A host that rests is connected to so long before its window."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds for a host now."""

    is_recorded: bool
    causes: tuple[str, ...] = ()
    """All that the plan has now, the first in the file first; also while a hand has stopped it."""
    is_by_hand: bool = False
    """A hand has said something else, or the same, and that holds."""
    until_ns: int = 0
    """Wall time of the end that is planned; 0: none is in sight."""
    next_ns: int = 0
    """Wall time of the next window, when none is now; 0: none is in sight."""
    next_cause: str = ""
    is_needed: bool = True
    """Whether a connection is of use: it is recorded, soon will be, or something may happen."""
    due_wall_ns: int = 0
    """When to decide again by the wall clock, if nothing happens before."""
    due_ns: int | None = None
    """The same by the monotonic clock; None: no such time."""

    @property
    def cause(self) -> str:
        """Why it is recorded, as files say it; "": it is not."""
        if not self.is_recorded:
            return ""
        return self.causes[0] if self.causes else BY_HAND

    @property
    def is_by_event(self) -> bool:
        """Whether it is recorded because something has happened, not because it is time."""
        return self.cause == WHILE_CONTROLLED or self.cause.startswith(_EVENT)


class HostPlan:
    """The plan for one host and what has happened to it."""

    def __init__(
        self, schedules: Sequence[Schedule], *, always: bool, is_watched: bool = False
    ) -> None:
        """Begin; `is_watched`: a connection is of use in any case, for alerts."""
        self._always = always
        self._is_watched = is_watched
        self._schedules = [one for one in schedules if not one.settings.occasions]
        self._events = [
            (one, Trigger(one.settings.occasions, one.settings.linger_s))
            for one in schedules
            if one.settings.occasions
        ]
        self._hand: bool | None = None
        self._hand_had_window = False
        self._hand_until_ns = 0  # wall time of the end of that window; 0: not known

    @classmethod
    def of(cls, host: HostSettings) -> HostPlan:
        """Return the plan of a host as the configuration says it."""
        schedules = [Schedule(one) for one in host.schedules]
        return cls(schedules, always=host.record, is_watched=bool(host.alerts))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ever planned."""
        return not (self._always or self._schedules or self._events)

    @property
    def is_said_by_hand(self) -> bool:
        """Whether a hand has said something that holds."""
        return self._hand is not None

    @property
    def occasions(self) -> set[Occasion]:
        """All that may begin a recording."""
        return {one for schedule, _ in self._events for one in schedule.settings.occasions}

    @property
    def change_percent(self) -> float:
        """Least change of the screen that any schedule wants to know of; 0: none does."""
        return min(
            (
                schedule.settings.change_percent
                for schedule, _ in self._events
                if Occasion.CHANGE in schedule.settings.occasions
            ),
            default=0.0,
        )

    def planned(self, start_ns: int, end_ns: int) -> list[tuple[tuple[str, ...], Span]]:
        """Return what is planned in a stretch of time, without what may happen, with the causes.

        It may be called by another thread.
        """
        if self._always:
            return [((ALWAYS,), Span(start_ns, end_ns))]
        return [
            ((f"schedule {one.name}",), span)
            for one in self._schedules
            for span in one.spans(start_ns, end_ns)
        ]

    def inherit(self, former: HostPlan) -> None:
        """Go on with what a hand said under the plan of before."""
        self._hand, self._hand_had_window = former._hand, former._hand_had_window
        self._hand_until_ns = 0  # the window may have another end now

    # --- what happens

    def by_hand(self, *, enabled: bool) -> None:
        """A person begins or stops to record it."""
        self._hand, self._hand_had_window, self._hand_until_ns = enabled, False, 0

    def begin(self, occasion: Occasion) -> None:
        """Something begins to last."""
        for _, trigger in self._events:
            trigger.begin(occasion)

    def end(self, occasion: Occasion, now_ns: int) -> None:
        """It is over."""
        for _, trigger in self._events:
            trigger.end(occasion, now_ns)

    def alerted(self, rules: Collection[str], now_ns: int) -> None:
        """These rules have alerts that last, and no others."""
        for schedule, trigger in self._events:
            counted = schedule.settings.alerts
            if any(not counted or rule in counted for rule in rules):
                trigger.begin(Occasion.ALERT)
            else:
                trigger.end(Occasion.ALERT, now_ns)

    def changed(self, percent: float, now_ns: int) -> None:
        """So much of the screen changed."""
        for schedule, trigger in self._events:
            if percent >= schedule.settings.change_percent:
                trigger.happen(Occasion.CHANGE, now_ns)

    def happen(self, occasion: Occasion, now_ns: int) -> None:
        """Something happened and is over."""
        for _, trigger in self._events:
            trigger.happen(occasion, now_ns)

    # --- what follows

    def decide(self, wall_ns: int, now_ns: int) -> Decision:
        """Return what holds now."""
        ahead = [(one, one.ahead(wall_ns)) for one in self._schedules]
        events = [(one, trigger, one.ahead(wall_ns)) for one, trigger in self._events]
        causes = [ALWAYS] if self._always else []
        causes += (f"schedule {one.name}" for one, spans in ahead if _runs(spans, wall_ns))
        timed = bool(causes)
        for schedule, trigger, spans in events:
            if _runs(spans, wall_ns) and trigger.is_on(now_ns):
                causes.append(_cause_of(schedule, trigger))
        windows = joined(span for _, spans in ahead for span in spans)
        until_ns = next_ns = 0
        next_cause = ""
        if timed and not self._always:
            end_ns = windows[0].end_ns
            until_ns = end_ns if end_ns < wall_ns + HORIZON_NS - DAY_NS else 0
        elif not causes:
            next_ns, next_cause = min(
                ((spans[0].start_ns, f"schedule {one.name}") for one, spans in ahead if spans),
                default=(0, ""),
            )
        self._mind_hand(wall_ns, is_window=bool(causes), until_ns=until_ns)
        is_recorded = bool(causes) if self._hand is None else self._hand
        edges = [
            time_ns
            for spans in (*(spans for _, spans in ahead), *(spans for *_, spans in events))
            for time_ns in _edges(spans, wall_ns)
        ]
        lingers = (trigger.due_ns(now_ns) for _, trigger, _ in events)
        return Decision(
            is_recorded=is_recorded,
            causes=tuple(causes),
            is_by_hand=self._hand is not None,
            until_ns=until_ns,
            next_ns=next_ns,
            next_cause=next_cause,
            is_needed=(is_recorded or self._is_watched or self._is_soon(windows, events, wall_ns)),
            due_wall_ns=min(edges, default=wall_ns + DAY_NS),
            due_ns=min((one for one in lingers if one is not None), default=None),
        )

    def _mind_hand(self, wall_ns: int, *, is_window: bool, until_ns: int) -> None:
        """Forget what a hand said with the end of the window, even one that was slept over."""
        if self._hand is None:
            return
        is_over = bool(self._hand_until_ns) and wall_ns >= self._hand_until_ns
        if is_over or (self._hand_had_window and not is_window):
            self._hand = None
        elif is_window:
            self._hand_had_window, self._hand_until_ns = True, until_ns

    def _is_soon(
        self,
        windows: Sequence[Span],
        events: Sequence[tuple[Schedule, Trigger, Sequence[Span]]],
        wall_ns: int,
    ) -> bool:
        spans = [*windows[:1], *(span for *_, found in events for span in found[:1])]
        return any(span.start_ns <= wall_ns + LEAD_NS for span in spans)


def _runs(spans: Sequence[Span], wall_ns: int) -> bool:
    return bool(spans) and spans[0].start_ns <= wall_ns


def _edges(spans: Sequence[Span], wall_ns: int) -> Iterator[int]:
    """Yield when a decision is due because of windows, also a little before they begin."""
    for span in spans[:2]:
        for time_ns in (span.start_ns - LEAD_NS, span.start_ns, span.end_ns):
            if time_ns > wall_ns:
                yield time_ns


def _cause_of(schedule: Schedule, trigger: Trigger) -> str:
    if trigger.last is Occasion.CONTROL:
        return WHILE_CONTROLLED
    return f"{_EVENT}{schedule.name}"
