"""Slows the least important sessions while it is too much, and says so."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator

from vncwall.clock import Clock
from vncwall.ipc.messages import (
    Command,
    Configure,
    LoadChanged,
    Notice,
    SetControl,
    SetPace,
    SetPreviewSize,
    SetRecording,
    ShareFramebuffer,
    WorkerStats,
)
from vncwall.scheduling.admission import Admission, Load, Rank, least_interval_s
from vncwall.scheduling.capacity import more_recordings
from vncwall.settings.model import RecordingSettings, WhenFull
from vncwall.states import SessionState
from vncwall.workers.crew import RECORDER
from vncwall.workers.followers.base import Follower
from vncwall.workers.followers.costs import Costs
from vncwall.workers.followers.stillness import Stillness
from vncwall.workers.machine import Machine
from vncwall.workers.roster import Entry, Roster, Sharer

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
PERIOD_S = 2.0
_ON_THE_WAY = (SessionState.IDLE, SessionState.CONNECTING, SessionState.AUTHENTICATING)
_MATTERS = SetControl | SetPreviewSize | SetRecording | ShareFramebuffer
"""Commands that make a session more or less important."""
START_S = 120.0
"""Desktops that connect later than that after the start are no start any more."""
GONE_S = 15.0
"""A worker that says nothing for so long is no measure of the load."""
TICK_S = 0.55
"""The main process listens at least so often, unless it waits for longer and nothing comes."""
MAIN = "the main process"


class Relief(Follower):
    """Weighs the load of all processes every `PERIOD_S` and keeps the sessions' pace to it."""

    def __init__(
        self,
        settings: RecordingSettings,
        roster: Roster,
        costs: Costs,
        clock: Clock,
        machine: Machine | None = None,
    ) -> None:
        self._settings = settings
        self._roster = roster
        self._costs = costs
        self._clock = clock
        self._machine = machine or Machine()
        self._admission = Admission(clock.monotonic_ns())
        self._stillness = Stillness()
        self._beats: dict[str, tuple[int, WorkerStats]] = {}
        self._busy: dict[str, float] = {}
        self._engaged: dict[str, float] = {}
        self._late_s: dict[str, float] = {}
        self._main = (clock.monotonic_ns(), time.process_time())
        self._ticked_ns = clock.monotonic_ns()
        self._awaited_ns = 0
        self._begun_ns = clock.monotonic_ns()
        self._due_ns = 0
        self._is_hurried = False
        self._is_short_of_memory = False
        self._no_fit = ""
        """Why no further recording fits, as long as `_fit_until_ns`."""
        self._fit_until_ns = 0
        self._said = LoadChanged(0, 0, "")

    @property
    def said(self) -> LoadChanged:
        """What was last said about the load."""
        return self._said

    def slowed_in_words(self, entry: Entry) -> str:
        """Return how much a session is slowed, and why; "": it is not."""
        if not entry.least_interval_s:
            return ""
        return f"asked every {entry.least_interval_s:g} s at most: {self._admission.reason}"

    def sent(self, command: Command) -> None:
        """Follow another configuration; see at once to a session that became more important."""
        self._stillness.sent(command, self._clock.monotonic_ns())
        if isinstance(command, Configure):
            self._settings = command.recording
        elif isinstance(command, _MATTERS):
            self._is_hurried = self._admission.level > 0

    def noticed(self, notice: Notice) -> None:
        """Learn from a heartbeat what its process uses, and whether it comes in time."""
        if not isinstance(notice, WorkerStats):
            return
        now = self._clock.monotonic_ns()
        name = notice.worker
        before = self._beats.get(name)
        self._beats[name] = (now, notice)
        if before is None or before[1].pid != notice.pid:
            return
        seconds = max((now - before[0]) / _NS, before[1].next_s / 2)
        if name != RECORDER:  # it has threads for all cores, and is at its end when it is late
            part = (notice.cpu_s - before[1].cpu_s) / seconds
            self._busy[name] = max(self._busy.get(name, 0.0), part)
            part = (notice.engaged_s - before[1].engaged_s) / seconds
            self._engaged[name] = max(self._engaged.get(name, 0.0), part)
        self._late_s[name] = max(self._late_s.get(name, 0.0), seconds - before[1].next_s)

    def waits(self, until_ns: int) -> None:
        """Expect the next `tick` then."""
        self._awaited_ns = until_ns

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Weigh, and yield what follows from it."""
        expected_ns = max(self._ticked_ns + int(TICK_S * _NS), self._awaited_ns)
        late_s = (now_ns - expected_ns) / _NS
        self._late_s[MAIN] = max(self._late_s.get(MAIN, 0.0), late_s)
        self._ticked_ns = now_ns
        if now_ns >= self._due_ns:
            self._due_ns = now_ns + int(PERIOD_S * _NS)
            load = self._load(now_ns)
            if now_ns < self._begun_ns + START_S * _NS and self._is_connecting():
                self._admission.postpone(now_ns)
            if self._admission.weigh(load, now_ns):
                self._log()
            self._say_memory(load)
        elif not self._is_hurried:
            return
        self._is_hurried = False
        yield from self._paces(now_ns)

    def _paces(self, now_ns: int) -> Iterator[Command | Notice]:
        """Yield the paces that have changed, and what is new about the load."""
        slowed = 0
        largest = max((entry.box[0] * entry.box[1] for entry in self._roster), default=0)
        for entry in self._roster:
            is_still = self._stillness.is_still(entry, now_ns)
            pace = least_interval_s(
                self._admission.level, rank_of(entry, largest, is_still=is_still)
            )
            slowed += pace > 0 and _is_live(entry)
            if pace != entry.least_interval_s:
                yield SetPace(entry.session, pace)
        said = LoadChanged(self._admission.level, slowed, self._sentence(slowed))
        if said != self._said:
            self._said = said
            yield said

    def objection(self, command: SetRecording) -> str:
        """Refuse a recording that does not fit, where the settings want that."""
        why = self.no_room()
        if not why:
            return ""
        entry = self._roster.get(command.session)
        name = entry.host.name if entry else ""
        if self._settings.when_full is WhenFull.REFUSE:
            return f"not begun, there is no room for another recording: {why}"
        logger.warning("%s is recorded although there is no room for it: %s", name, why)
        return ""

    def no_room(self) -> str:
        """Return why no further recording fits; "": one does, as far as can be told."""
        if self._is_short_of_memory:
            return "this machine has hardly any memory left"
        if self._admission.level:
            return self._admission.reason
        now = self._clock.monotonic_ns()
        if now >= self._fit_until_ns:  # a whole wall may be told to record at once
            self._fit_until_ns = now + int(PERIOD_S * _NS)
            limit = more_recordings(self._costs.figures())
            self._no_fit = ""
            if limit is not None and limit.recordings == 0:
                self._no_fit = f"{limit.free:.0f} {limit.unit} of {limit.what} are left"
        return self._no_fit

    # --- what was measured

    def _load(self, now_ns: int) -> Load:
        cpu_s = time.process_time()
        seconds = (now_ns - self._main[0]) / _NS
        if seconds > 0:
            self._busy[MAIN] = (cpu_s - self._main[1]) / seconds
        self._main = (now_ns, cpu_s)
        for name, (beat_ns, stats) in tuple(self._beats.items()):
            silence_s = (now_ns - beat_ns) / _NS
            if silence_s > GONE_S:  # it has ended, or is about to be ended for it
                del self._beats[name]
            else:
                late_s = max(self._late_s.get(name, 0.0), silence_s - stats.next_s)
                self._late_s[name] = late_s
        total, free = self._machine.memory_mb()
        stalled = self._machine.memory_stalled()
        load = Load(self._busy, self._engaged, self._late_s, total, free, stalled)
        self._busy, self._engaged, self._late_s = {}, {}, {}
        return load

    def _is_connecting(self) -> bool:
        """Whether a good part of the desktops is just being connected."""
        states = [entry.state.state if entry.state else SessionState.IDLE for entry in self._roster]
        return sum(state in _ON_THE_WAY for state in states) * 8 > len(states)

    # --- what is said

    def _sentence(self, slowed: int) -> str:
        if not self._admission.level:
            return "hardly any memory is left" if self._is_short_of_memory else ""
        return f"{self._admission.reason}; {slowed} desktops are asked less often"

    def _log(self) -> None:
        admission = self._admission
        if not admission.level:
            logger.warning("no desktop is slowed any more")
        elif admission.is_easing:
            logger.info("desktops are slowed less, back to step %d", admission.level)
        else:
            logger.warning(
                "overloaded, step %d of slowing desktops, the least important first: %s",
                admission.level,
                admission.reason,
            )

    def _say_memory(self, load: Load) -> None:
        if load.is_short_of_memory != self._is_short_of_memory:
            self._is_short_of_memory = load.is_short_of_memory
            if self._is_short_of_memory:
                logger.warning(
                    "hardly any memory is left: %.0f of %.0f MB",
                    load.memory_free_mb,
                    load.memory_mb,
                )


def _is_live(entry: Entry) -> bool:
    return entry.state is not None and entry.state.state is SessionState.LIVE


def rank_of(entry: Entry, largest: int, *, is_still: bool) -> Rank:
    """Return how important a session is now.

    Args:
        entry: the session.
        largest: pixels of the largest tile.
        is_still: hardly anything changes on the desktop.
    """
    if entry.has_control or Sharer.WALL in entry.sharers:
        return Rank.CONTROLLED
    if entry.is_recorded or entry.wire is not None:
        return Rank.RECORDED
    if entry.box == (0, 0):
        return Rank.UNSEEN
    if is_still:
        return Rank.IDLE
    return Rank.SMALL if entry.box[0] * entry.box[1] < largest / 2 else Rank.TILE
