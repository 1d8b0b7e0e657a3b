"""Measures what a tile and a recording cost here, from heartbeats and the sessions' figures."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from vncwall.clock import Clock
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    Command,
    FramebufferShared,
    Notice,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SessionStats,
    WorkerStats,
)
from vncwall.scheduling.capacity import MB, Cost, Figures, Room
from vncwall.states import SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.followers.base import Follower
from vncwall.workers.machine import Machine
from vncwall.workers.roster import Entry, Roster

WINDOW_S = 30.0
"""Costs are averages over so long, or since the start."""
SAMPLE_S = 2.0
IDLE_KBIT_S = 30.0
"""A session that receives less is idle: a clock, a blinking cursor, a line now and then."""
LEAST_S = 5.0
"""Less than that is no measurement: processes that start cost most."""
_NS = 1_000_000_000
_BYTES_PER_PIXEL = 4
_RECORDER_BASE_BYTES = 60 * MB
"""Of a recorder whose first heartbeat was not heard before it recorded: libraries and codecs."""
_WORKER_BASE_BYTES = 45 * MB
_FILES_BASE = 12
"""Open in a process that holds nothing yet."""


@dataclass(slots=True)
class _Process:
    """What a child said of itself, oldest first."""

    pid: int
    said: deque[tuple[int, WorkerStats]] = field(default_factory=deque)
    base_bytes: int = 0
    """While it held nothing; 0: it was never heard then."""

    @property
    def last(self) -> WorkerStats:
        return self.said[-1][1]

    def cpu_ms_s(self) -> float:
        """Return milliseconds of processor time a second over the window."""
        (first_ns, first), (last_ns, last) = self.said[0], self.said[-1]
        seconds = (last_ns - first_ns) / _NS
        return (last.cpu_s - first.cpu_s) * 1000 / seconds if seconds > 0 else 0.0


class Costs(Follower):
    """Listens to all processes; `figures` says what was measured."""

    def __init__(
        self, roster: Roster, crew: Crew, clock: Clock, machine: Machine | None = None
    ) -> None:
        self._roster = roster
        self._crew = crew
        self._clock = clock
        self._machine = machine or Machine()
        self._processes: dict[str, _Process] = {}
        self._previews: dict[int, int] = {}
        """Bytes of each session's preview in shared memory."""
        self._recording: set[int] = set()
        self._samples: deque[tuple[int, float, float]] = deque()
        """(time, seconds of all programs, seconds of this process)."""
        self._due_ns = 0

    # --- what is heard

    def sent(self, command: Command) -> None:
        """Forget sessions that are removed."""
        if isinstance(command, RemoveSession):
            self._previews.pop(command.session, None)
            self._recording.discard(command.session)

    def noticed(self, notice: Notice) -> None:
        """Keep heartbeats and sizes."""
        match notice:
            case WorkerStats():
                self._beat(notice)
            case FramebufferShared(kind=FramebufferKind.PREVIEW, session=session, descriptor=shape):
                size = shape.width * shape.height * _BYTES_PER_PIXEL if shape else 0
                self._previews[session] = size
            case RecordingChanged(session=session, state=state):
                is_on = state is RecordingState.RECORDING
                (self._recording.add if is_on else self._recording.discard)(session)

    def _beat(self, stats: WorkerStats) -> None:
        process = self._processes.get(stats.worker)
        if process is None or process.pid != stats.pid:
            process = self._processes[stats.worker] = _Process(stats.pid)
        now = self._clock.monotonic_ns()
        if not process.said and stats.sessions == 0:
            process.base_bytes = stats.rss_bytes
        process.said.append((now, stats))
        while now - process.said[0][0] > WINDOW_S * _NS:
            process.said.popleft()

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Look at the machine now and then."""
        if now_ns >= self._due_ns:
            self._due_ns = now_ns + int(SAMPLE_S * _NS)
            self._samples.append((now_ns, self._machine.busy_s(), time.process_time()))
            while now_ns - self._samples[0][0] > WINDOW_S * _NS:
                self._samples.popleft()
        return ()

    # --- what follows

    @property
    def measured_s(self) -> float:
        """How long there has been something to measure, the window at most."""
        if not self._samples:
            return 0.0
        return (self._samples[-1][0] - self._samples[0][0]) / _NS

    def figures(self) -> Figures:
        """Return what was measured up to now."""
        workers = self._alive(post.name for post in self._crew.sessions if post.handle)
        post = self._crew.recorder
        recorders = self._alive([post.name] if post and post.handle else [])
        live = [entry for entry in self._roster if _is_live(entry)]
        all_ms_s, main_ms_s = self._rates()
        workers_ms_s = sum(process.cpu_ms_s() for process in workers)
        recorder_ms_s = sum(process.cpu_ms_s() for process in recorders)
        room = self._room(all_ms_s, main_ms_s, workers_ms_s + recorder_ms_s + main_ms_s)
        pids = {process.last.worker: process.pid for process in (*workers, *recorders)}
        is_enough = self.measured_s >= LEAST_S and bool(live)
        tiles = self._tiles(live, workers, main_ms_s, workers_ms_s) if is_enough else {}
        idle = [cost for entry, cost in tiles.values() if is_idle(entry)]
        busy = [cost for entry, cost in tiles.values() if not is_idle(entry)]
        recording = self._recording_cost(tiles, recorders, recorder_ms_s) if is_enough else None
        return Figures(
            room=room,
            measured_s=round(self.measured_s, 1),
            live=len(live),
            idle=len(idle),
            recordings=len(self._recording),
            tile=_mean([cost for _, cost in tiles.values()]),
            idle_tile=_mean(idle),
            busy_tile=_mean(busy),
            recording=recording,
            processes={"main": os.getpid(), **pids},
        )

    def _alive(self, names: Iterable[str]) -> list[_Process]:
        return [self._processes[name] for name in names if name in self._processes]

    def _rates(self) -> tuple[float, float]:
        """Return ms/s of all programs and of the main process."""
        if self.measured_s <= 0:
            return 0.0, 0.0
        (_, all_a, main_a), (_, all_b, main_b) = self._samples[0], self._samples[-1]
        return (all_b - all_a) * 1000 / self.measured_s, (main_b - main_a) * 1000 / self.measured_s

    def _room(self, all_ms_s: float, main_ms_s: float, ours_ms_s: float) -> Room:
        machine = self._machine
        total, free = machine.memory_mb()
        allowed = machine.files_allowed()
        opened = machine.files([os.getpid(), *(p.pid for p in self._processes.values())])
        most = max(opened.values(), default=0)
        return Room(
            cores=machine.cores,
            cpu_used_ms_s=round(max(all_ms_s, ours_ms_s), 1),
            ours_ms_s=round(ours_ms_s, 1),
            main_ms_s=round(main_ms_s, 1),
            memory_mb=round(total),
            memory_free_mb=round(free),
            shared_free_mb=machine.shared_free_mb(),
            files_free=None if allowed is None or not opened else allowed - most,
        )

    def _tiles(
        self,
        live: Sequence[Entry],
        workers: Sequence[_Process],
        main_ms_s: float,
        workers_ms_s: float,
    ) -> dict[int, tuple[Entry, Cost]]:
        """Return what each live session costs.

        What its worker measured of it; of what workers spend besides an equal part; of the main
        process, which draws, a part after its share of all updates.
        """
        count = len(live)
        held = max(1, sum(process.last.sessions for process in workers))
        known = {entry.session: _stats(entry).cpu_ms_s for entry in live}
        besides = max(0.0, workers_ms_s - sum(known.values())) / count
        updates = {entry.session: _stats(entry).updates_s for entry in live}
        all_updates = sum(updates.values())
        full_mb = self._full_mb(workers)
        private = sum(p.last.rss_bytes - (p.base_bytes or _WORKER_BASE_BYTES) for p in workers)
        memory_mb = max(0.0, private / MB - full_mb) / held
        files = self._files_each(workers)
        costs = {}
        for entry in live:
            session = entry.session
            part = updates[session] / all_updates if all_updates else 1 / count
            main = main_ms_s * part
            shared_mb = self._previews.get(session, 0) / MB
            cost = Cost(known[session] + besides + main, main, memory_mb, shared_mb, files)
            costs[session] = (entry, cost)
        return costs

    def _full_mb(self, workers: Sequence[_Process]) -> float:
        """Return what full-size pictures in shared memory take: they are the recordings'."""
        sizes = [_full_bytes(entry) for entry in self._roster if entry.sharers]
        return sum(sizes) / MB if workers else 0.0

    def _files_each(self, workers: Sequence[_Process]) -> float:
        opened = self._machine.files(process.pid for process in workers)
        rates = [
            (opened[process.pid] - _FILES_BASE) / process.last.sessions
            for process in workers
            if process.pid in opened and process.last.sessions
        ]
        return max(1.0, max(rates, default=2.0))

    def _recording_cost(
        self,
        tiles: dict[int, tuple[Entry, Cost]],
        recorders: Sequence[_Process],
        recorder_ms_s: float,
    ) -> Cost | None:
        """Return what recording one more of the live sessions costs beside its tile."""
        recorded = [cost for session, (_, cost) in tiles.items() if session in self._recording]
        count = len(self._recording)
        if not recorded or not recorders:
            return None
        others = [cost for session, (_, cost) in tiles.items() if session not in self._recording]
        more_ms_s = 0.0
        if others:  # a recorded session is asked more often than a tile
            more_ms_s = max(
                0.0, fmean(c.cpu_ms_s for c in recorded) - fmean(c.cpu_ms_s for c in others)
            )
        entries = [entry for entry, _ in tiles.values()]
        full_mb = fmean(_full_bytes(entry) for entry in entries) / MB
        mapped_mb = sum(_full_bytes(tiles[s][0]) for s in self._recording if s in tiles) / MB
        base = sum(process.base_bytes or _RECORDER_BASE_BYTES for process in recorders)
        rss = sum(process.last.rss_bytes for process in recorders)
        private_mb = max(0.0, (rss - base) / MB - mapped_mb) / count
        return Cost(recorder_ms_s / count + more_ms_s, 0.0, private_mb + full_mb, full_mb, 4.0)


def is_idle(entry: Entry) -> bool:
    """Whether hardly anything changes on a desktop."""
    return _stats(entry).kbit_s < IDLE_KBIT_S


def _stats(entry: Entry) -> SessionStats:
    return entry.stats or SessionStats(entry.session, 0.0, 0.0, ())


def _is_live(entry: Entry) -> bool:
    return entry.state is not None and entry.state.state is SessionState.LIVE


def _full_bytes(entry: Entry) -> int:
    desktop = entry.desktop
    return desktop.width * desktop.height * _BYTES_PER_PIXEL if desktop else 0


def _mean(costs: Sequence[Cost]) -> Cost | None:
    if not costs:
        return None
    return Cost(
        round(fmean(cost.cpu_ms_s for cost in costs), 2),
        round(fmean(cost.main_ms_s for cost in costs), 2),
        round(fmean(cost.memory_mb for cost in costs), 1),
        round(fmean(cost.shared_mb for cost in costs), 2),
        round(fmean(cost.files for cost in costs), 1),
    )
