"""Everything behind the window: the processes, what each one does, and what they say.

The supervisor runs in the main process without a thread of its own: `send` and `poll` do all its
work. What is asked of each session stands in the roster, so that a replaced process can be told;
what concerns the whole fleet is decided by followers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from functools import partial
from multiprocessing.connection import wait
from types import TracebackType

from vncwall.clock import Clock, SystemClock
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.desk import DeskPlace
from vncwall.ipc.endpoint import Message
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    AddSession,
    ChangeHost,
    ClientCutText,
    Command,
    Configure,
    CursorChanged,
    DesktopChanged,
    ExplainSession,
    FramebufferShared,
    FramePublished,
    KeepPreroll,
    KeyEvent,
    LogLine,
    Notice,
    PointerEvent,
    PointerMotion,
    PointerMoved,
    Reconnect,
    RecordingChanged,
    RecordingState,
    RecordWire,
    RemoveSession,
    RequestPower,
    ResizeDesktop,
    SavePicture,
    SavePreroll,
    SegmentFinished,
    SessionChanged,
    SetBudget,
    SetConnected,
    SetControl,
    SetMaintenance,
    SetPace,
    SetPreviewSize,
    SetRecording,
    SetTilePicture,
    ShareFramebuffer,
    TakeNote,
    WatchPicture,
    WorkerReplaced,
    WorkerStats,
)
from vncwall.scheduling.memory import MemoryBound, bound_bytes
from vncwall.scheduling.placement import available_cores, connects_of_worker, worker_count
from vncwall.settings.model import Settings
from vncwall.states import Reason, SessionState
from vncwall.workers import mains
from vncwall.workers.balance import Balance
from vncwall.workers.closing import Closing
from vncwall.workers.crew import Crew, Loss
from vncwall.workers.files import allow_open_files
from vncwall.workers.followers import make_followers
from vncwall.workers.followers.base import Follower
from vncwall.workers.isolation import Isolation
from vncwall.workers.machine import MB, Machine
from vncwall.workers.pool import ChildMain, Post, WorkerHandle
from vncwall.workers.recordings import Recordings
from vncwall.workers.roster import Entry, Roster, Sharer

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
_FLUSH_RETRY_S = 0.05
_LOOK_NS = 100_000_000
"""A caller that never waits polls often; the processes are looked after no more often than this."""


class Supervisor:
    """Holds the processes for one configuration; a `Switchboard`.

    Use it as a context manager: sessions 0 .. n-1 of the settings' hosts run inside the block.
    Not to be used from more than one thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        session_main: ChildMain | None = None,
        recorder_main: ChildMain | None = None,
        desk: DeskPlace | None = None,
        rests: bool = False,
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            settings: hosts and everything else.
            clock: for tests.
            session_main: main function of session workers, for tests.
            recorder_main: main function of the recorder, for tests.
            desk: where other programs of this user may ask; None: nowhere.
            rests: a host of which nothing is to be recorded now is not connected to.
        """
        self._settings = settings
        self._clock = clock or SystemClock()
        level = min(logging.INFO, logging.getLogger().getEffectiveLevel())
        self._roster = Roster(settings.recording)
        self._crew = Crew(
            self._clock,
            session_main
            or partial(mains.sessions, level=level, connects=connects_of_worker(settings.wall)),
            recorder_main or mains.recorder,
        )
        self._balance = Balance(self._roster, self._crew, self._clock)
        workers = settings.wall.workers or available_cores()
        self._memory = MemoryBound(bound_bytes(Machine().memory_mb()[0] * MB, workers))
        self._isolation = Isolation(self._roster, self._crew, self._clock)
        self._recordings = Recordings(
            settings.recording, self._roster, self._crew, self._clock, settings.keeping
        )
        self._followers: list[Follower] = make_followers(
            settings, self._roster, self._crew, self._clock, desk, rests=rests
        )
        self._notices: list[Notice] = []
        self._is_closing = False
        self._look_at_ns = 0

    def __enter__(self) -> Supervisor:
        """Start the processes and add the settings' hosts; returns without waiting for them."""
        hosts = self._settings.hosts
        allow_open_files(len(hosts))
        try:
            self._crew.start(worker_count(self._settings.wall.workers, sessions=len(hosts)))
            self._recordings.begin()
            for session, host in enumerate(hosts):
                self.send(AddSession(session, host))
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def workers(self) -> tuple[WorkerHandle, ...]:
        """The running processes, the recorder last."""
        return tuple(handle for _, handle in self._crew.handles())

    def follow(self, follower: Follower) -> None:
        """Let a follower go along from now on."""
        self._followers.append(follower)

    # --- commands

    def send(self, command: Command) -> None:
        """Carry out a command; unknown sessions are ignored (they may just have ended)."""
        if self._is_closing:
            return
        if isinstance(command, AddSession):
            self._add(command)
        elif isinstance(command, Configure):
            self._recordings.keep(command.recording, command.keeping)
            for recorded, messages in self._recordings.configure(command.recording):
                self._pass_on(recorded, messages)
        else:
            entry = self._roster.get(getattr(command, "session", -1))
            if entry is None or self._is_refused(command, entry):
                return
            self._route(command, entry)
        for follower in self._followers:
            follower.sent(command)

    def _add(self, command: AddSession) -> None:
        if command.session in self._roster:
            logger.warning("session %d is there already", command.session)
            return
        self._staff(len(self._roster) + 1)
        posts = len(self._crew.sessions)
        entry = self._roster.add(command.session, command.host, posts=posts)
        for follower in self._followers:
            follower.entering(entry)
        for order in entry.orders():
            self._crew.to_worker(entry.worker, order)

    def _staff(self, sessions: int) -> None:
        """Start more session workers where a wall that began small has grown."""
        try:
            self._crew.start(worker_count(self._settings.wall.workers, sessions=sessions))
        except OSError as error:  # out of processes or memory: those that are there do it all
            logger.error("cannot start another session worker: %s", error)

    def _is_refused(self, command: Command, entry: Entry) -> bool:
        """Whether a recording must not begin; then that is said as its failure."""
        if not isinstance(command, SetRecording) or not command.enabled or entry.is_recorded:
            return False
        for follower in self._followers:
            if why := follower.objection(command):
                self._tell(RecordingChanged(command.session, RecordingState.FAILED, "", why))
                return True
        return False

    def _route(self, command: Command, entry: Entry) -> None:
        match command:
            case RemoveSession():
                self._pass_on(entry, self._recordings.set(entry, enabled=False))
                self._crew.to_worker(entry.worker, command)
                self._isolation.removed(entry)
                self._roster.remove(command.session)
            case ChangeHost():
                self._pass_on(entry, self._recordings.change(entry, command.host))
                entry.has_control = entry.has_control and not command.host.view_only
                self._crew.to_worker(entry.worker, command)
                picture = SetTilePicture(command.session, entry.tile_picture)
                self._crew.to_worker(entry.worker, picture)
            case SetBudget():
                entry.budget_kbit_s = command.kbit_s
                self._crew.to_worker(entry.worker, command)
            case SetPace():
                entry.least_interval_s = command.least_interval_s
                self._crew.to_worker(entry.worker, command)
            case SetPreviewSize():
                box = (command.width, command.height)
                if box != entry.box:
                    entry.box = box
                    self._crew.to_worker(entry.worker, command)
            case SetControl():
                entry.has_control = command.enabled and not entry.host.view_only
                entry.is_shown_large = command.is_shown_large
                self._crew.to_worker(entry.worker, command)
                self._recordings.control_changed(entry)
            case ShareFramebuffer():
                self._pass_on(entry, entry.share(Sharer.WALL, enabled=command.enabled))
            case SetRecording():
                messages = self._recordings.set(entry, enabled=command.enabled, cause=command.cause)
                self._pass_on(entry, messages)
            case SetConnected():
                self._connect(entry, command)
            case WatchPicture():
                entry.watch = command if command.enabled else None
                self._crew.to_worker(entry.worker, command)
            case RecordWire():
                entry.wire = command if command.settings is not None else None
                self._crew.to_worker(entry.worker, command)
            case AcknowledgeAlert() | SetMaintenance() | ExplainSession() | TakeNote():
                pass  # a follower's
            case KeepPreroll() | SavePreroll() | SavePicture():
                self._crew.to_worker(entry.worker, command)
            case Reconnect():
                self._isolation.hurry(entry)
                self._crew.to_worker(entry.worker, command)
            case PointerEvent(session=session, x=x, y=y):
                self._crew.to_worker(entry.worker, command)
                self._notice(PointerMoved(session, x, y))
            case KeyEvent() | ClientCutText() | PointerMotion() | ResizeDesktop() | RequestPower():
                self._crew.to_worker(entry.worker, command)
            case _:
                logger.warning("%s is not for the supervisor", type(command).__name__)

    def _connect(self, entry: Entry, command: SetConnected) -> None:
        """Let a session rest, or go on; what is wanted of it stays as it is."""
        was_resting, entry.is_resting = entry.is_resting, not command.enabled
        if command.enabled:
            if was_resting:
                self._order(entry)
            return
        if not was_resting:
            self._crew.to_worker(entry.worker, RemoveSession(entry.session))
            entry.forget_picture()
        self._notice(
            SessionChanged(entry.session, SessionState.IDLE, Reason.NONE, command.detail, 0)
        )

    def _pass_on(self, entry: Entry, messages: Iterable[Command | Notice]) -> None:
        """Give commands to the session's worker and notices to the wall."""
        for message in messages:
            if isinstance(message, Notice):
                self._tell(message)
            else:
                self._crew.to_worker(entry.worker, message)

    def _tell(self, notice: Notice, *, by: Follower | None = None) -> None:
        """Say to the caller of `poll` and to the followers what one of them has found out.

        Args:
            notice: what is known.
            by: whose it is; None: the supervisor's own.
        """
        for follower in self._followers:
            if follower is not by:
                follower.noticed(notice)
        self._notices.append(notice)

    # --- notices

    def poll(self, timeout_s: float) -> Sequence[Notice]:
        """Wait up to `timeout_s` for notices and return all there are, oldest first.

        Also replaces processes that have ended, so it must be called now and then.
        """
        waits = timeout_s > 0
        if self._notices or self._is_closing:
            timeout_s = 0.0
        filled = list(self._crew.handles())
        self._wait([handle for _, handle in filled], timeout_s)
        has_ended = False
        for _, handle in filled:
            self._read(handle)
            has_ended = has_ended or handle.endpoint.is_closed
        now = self._clock.monotonic_ns()
        if waits or has_ended or now >= self._look_at_ns:
            self._look_at_ns = now + _LOOK_NS
            self._look_after(filled)
        if not self._is_closing:
            self._hear_followers()
        notices, self._notices = self._notices, []
        return notices

    def _look_after(self, filled: Iterable[tuple[Post, WorkerHandle]]) -> None:
        """Replace the processes that have ended or hang, and give each session its place."""
        for post, handle in filled:
            handle.look()
            if not self._is_closing and (
                handle.endpoint.is_closed
                or not handle.is_alive
                or handle.is_silent
                or handle.is_stuck
            ):
                loss = self._crew.lose(post, handle)
                if loss is not None:
                    self._lost(loss)
        if self._is_closing:
            return
        for entry in self._isolation.advance():
            self._order(entry)
        if (move := self._balance.move()) is not None:
            self._move(*move)
        for post in self._crew.fill_vacancies():
            self._brief(post)

    def _wait(self, handles: Sequence[WorkerHandle], timeout_s: float) -> None:
        if not all(handle.endpoint.flush() for handle in handles):
            timeout_s = min(timeout_s, _FLUSH_RETRY_S)
        if timeout_s <= 0:
            return  # what has come is read in any case
        timeout_s = self._crew.until_vacancy(timeout_s)
        until_ns = self._clock.monotonic_ns() + int(timeout_s * _NS)
        for follower in self._followers:
            follower.waits(until_ns)
        descriptors = [fd for handle in handles for fd in handle.descriptors()]
        if not self._is_closing:
            descriptors += [fd for one in self._followers for fd in one.descriptors()]
        if descriptors:
            wait(descriptors, timeout_s)
        elif timeout_s > 0:
            time.sleep(timeout_s)

    def _read(self, handle: WorkerHandle) -> None:
        for message in handle.endpoint.receive():
            handle.heard()
            self._take(handle, message)

    def _take(self, handle: WorkerHandle, message: Message) -> None:
        match message:
            case LogLine():
                self._log(handle, message)
                return
            case WorkerStats():
                handle.stats = message
                self._weigh(handle, message)
            case Notice():
                entry = self._roster.get(getattr(message, "session", -1))
                if entry is not None and (
                    not self._crew.speaks_for(handle, entry.worker)
                    or (entry.is_resting and not self._crew.is_recorder(handle))
                ):
                    return  # what a session says that was taken away counts no more
            case _:
                logger.warning("%s sent a %s", handle.name, type(message).__name__)
                return
        self._notice(message)

    def _notice(self, notice: Notice) -> None:
        """Remember a notice and give it to all whom it concerns."""
        if isinstance(notice, SegmentFinished):
            self._recordings.enter(notice)
        for follower in self._followers:
            follower.noticed(notice)
        entry = self._roster.get(getattr(notice, "session", -1))
        if entry is not None:
            entry.note(notice)
            if entry.is_recorded and _is_for_recorder(notice):
                self._crew.to_recorder(notice)
            if not _is_for_wall(notice, entry):
                return
        self._notices.append(notice)

    def _hear_followers(self) -> None:
        now = self._clock.monotonic_ns()
        for follower in self._followers:
            for message in follower.tick(now):
                if isinstance(message, Command):
                    self.send(message)
                else:
                    self._tell(message, by=follower)

    def _log(self, handle: WorkerHandle, line: LogLine) -> None:
        target = logging.getLogger(line.logger)
        if target.isEnabledFor(line.level):
            record = target.makeRecord(
                line.logger, line.level, handle.name, 0, line.message, (), None
            )
            record.processName = handle.name
            record.process = handle.pid
            target.handle(record)

    # --- processes that end

    def _lost(self, loss: Loss) -> None:
        """Tell what a process that has ended was doing."""
        self._tell(WorkerReplaced(loss.post.name, loss.detail))
        if loss.post is self._crew.recorder:
            for notice in self._recordings.lost(loss.detail):
                self._tell(notice)
            return
        entries = tuple(self._roster.held_by(self._crew.worker_of(loss.post)))
        self._recordings.worker_lost(entries)
        if loss.suspect is not None and loss.suspect not in {one.session for one in entries}:
            self._crew.count(loss.post)  # removed meanwhile: nobody to blame
        for entry in entries:
            if entry.is_resting:
                continue
            self._notice(self._isolation.changed_by(loss, entry))

    def _brief(self, post: Post) -> None:
        """Give a new process the work of the former one, as it was wanted."""
        if post is self._crew.recorder:
            self._recordings.resume()
            return
        for entry in self._roster.held_by(self._crew.worker_of(post)):
            self._order(entry)

    def _move(self, entry: Entry, worker: int) -> None:
        """Have another worker hold a session; what the former one says of it counts no more."""
        logger.info("%s goes to another worker: the loads are uneven", entry.host.name)
        self._crew.to_worker(entry.worker, RemoveSession(entry.session))
        entry.worker = worker
        entry.forget_picture()
        self._order(entry)

    def _weigh(self, handle: WorkerHandle, stats: WorkerStats) -> None:
        """Have a worker that has grown too large end in order, and another take its place."""
        posts = (*self._crew.sessions, *self._crew.cells.values())
        post = next((one for one in posts if one.handle is handle), None)
        if post is None or self._is_closing:
            return
        now = self._clock.monotonic_ns()
        bound = self._memory.exceeded(handle.name, stats.rss_bytes, now)
        if bound is not None:
            detail = f"{handle.name} used {stats.rss_bytes // MB} MB, more than {bound // MB}"
            logger.warning("%s: another takes its place", detail)
            if post not in self._crew.sessions:
                handle.kill()  # a cell: what is in it is to blame, and is told when it has ended
                return
            self._crew.replace(post)
            self._lost(Loss(post, detail))

    def _order(self, entry: Entry) -> None:
        """Tell the process that holds a session now all that is wanted of it."""
        for order in entry.orders():
            self._crew.to_worker(entry.worker, order)

    # --- the end

    def close(self) -> None:
        """End all processes in order, then by force; leave no process and no shared memory.

        Notices that come meanwhile (finished segments) are returned by the next `poll`.
        Interrupting it shortens the orderly part and does the rest. Idempotent.
        """
        if self._is_closing:
            return
        self._is_closing = True
        self._recordings.close()
        try:
            for follower in self._followers:
                follower.close()
        finally:
            try:
                Closing(self._crew, self._clock, self._read).run()
            finally:
                for follower in self._followers:
                    follower.ended()


def _is_for_recorder(notice: Notice) -> bool:
    """Whether the recorder of the session is to know, too."""
    match notice:
        case SessionChanged() | DesktopChanged() | CursorChanged() | PointerMoved():
            return True
        case FramebufferShared(kind=kind) | FramePublished(kind=kind):
            return kind is FramebufferKind.FULL
        case _:
            return False


def _is_for_wall(notice: Notice, entry: Entry) -> bool:
    """Whether the wall is to know: not of a full-size picture that it has not asked for."""
    if isinstance(notice, PointerMoved):
        return False  # it draws a pointer where its own hand is
    is_full = getattr(notice, "kind", None) is FramebufferKind.FULL
    return not is_full or Sharer.WALL in entry.sharers
