"""Everything behind the window: the processes, what each one does, and what they say.

The supervisor runs in the main process without a thread of its own: `send` and `poll` do all its
work. It knows for every session what was asked for, so that a replaced process can be told.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import cast

from vncwall.clock import Clock, SystemClock
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import Message
from vncwall.ipc.messages import (
    AddSession,
    ClientCutText,
    Command,
    CursorChanged,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    KeyEvent,
    LogLine,
    Notice,
    PointerEvent,
    Reconnect,
    RecordingChanged,
    RecordingState,
    RecordWire,
    RemoveSession,
    SessionChanged,
    SetControl,
    SetPreviewSize,
    SetRecording,
    SetTilePicture,
    ShareFramebuffer,
    Shutdown,
    StartRecording,
    StopRecording,
    WorkerReplaced,
    WorkerStats,
)
from vncwall.recording.segments import segment_path
from vncwall.scheduling.cadence import recorded_picture
from vncwall.scheduling.placement import least_loaded, worker_count
from vncwall.scheduling.restarts import RestartBudget
from vncwall.settings.model import HostSettings, PictureSettings, Settings, VideoFormat
from vncwall.states import Reason, SessionState
from vncwall.workers import mains
from vncwall.workers.pool import ChildMain, Post, WorkerHandle, WorkerPool

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
CLOSE_S = 5.0
"""Time for the session workers to end in order."""
CLOSE_RECORDER_S = 60.0
"""The recorder has pictures to encode and files to finish: it is waited for as long as one more
file is finished every `CLOSE_S`."""
TERMINATE_S = 1.0
"""Time to end on SIGTERM before SIGKILL."""
_FLUSH_RETRY_S = 0.05

_WALL = "wall"
_RECORDER = "recorder"


@dataclass(slots=True)
class _Record:
    """What is asked of a session and what is known about it."""

    host: HostSettings
    worker: int
    box: tuple[int, int] = (0, 0)
    has_control: bool = False
    sharers: set[str] = field(default_factory=set)
    is_recorded: bool = False
    wire_path: str = ""
    state: SessionChanged | None = None
    desktop: DesktopChanged | None = None
    full: FramebufferShared | None = None
    full_frame: FramePublished | None = None


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
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            settings: hosts and everything else.
            clock: for tests.
            session_main: main function of session workers, for tests.
            recorder_main: main function of the recorder, for tests.
        """
        self._settings = settings
        self._clock = clock or SystemClock()
        level = min(logging.INFO, logging.getLogger().getEffectiveLevel())
        self._session_main = session_main or partial(mains.sessions, level=level)
        self._recorder_main = recorder_main or mains.recorder
        self._pool = WorkerPool(self._clock)
        self._posts: list[Post] = []
        self._recorder: Post | None = None
        self._records: dict[int, _Record] = {}
        self._notices: list[Notice] = []
        self._is_closing = False

    def __enter__(self) -> Supervisor:
        """Start the processes and add the settings' hosts; returns without waiting for them."""
        hosts = self._settings.hosts
        count = worker_count(self._settings.wall.workers, sessions=len(hosts))
        try:
            for index in range(count):
                post = Post(f"vncwall-sessions-{index}", self._session_main, RestartBudget())
                self._posts.append(post)
                post.handle = self._pool.start(post.name, post.main)
            for session, host in enumerate(hosts):
                self.send(AddSession(session, host))
                if host.record:
                    self.send(SetRecording(session, True))
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
        return tuple(post.handle for post in self._all_posts() if post.handle is not None)

    # --- commands

    def send(self, command: Command) -> None:
        """Route a command; unknown sessions are ignored (they may just have ended)."""
        if self._is_closing:
            return
        if isinstance(command, AddSession):
            self._add(command)
            return
        record = self._records.get(getattr(command, "session", -1))
        if record is None:
            return
        match command:
            case RemoveSession():
                self._set_recording(command.session, record, enabled=False)
                self._to_worker(record, command)
                del self._records[command.session]
            case SetPreviewSize():
                box = (command.width, command.height)
                if box != record.box:
                    record.box = box
                    self._to_worker(record, command)
            case SetControl():
                record.has_control = command.enabled and not record.host.view_only
                self._to_worker(record, command)
            case ShareFramebuffer():
                self._share(command.session, record, _WALL, enabled=command.enabled)
            case SetRecording():
                self._set_recording(command.session, record, enabled=command.enabled)
            case RecordWire():
                record.wire_path = command.path
                self._to_worker(record, command)
            case Reconnect() | KeyEvent() | PointerEvent() | ClientCutText():
                self._to_worker(record, command)
            case _:
                logger.warning("%s is not for the supervisor", type(command).__name__)

    def poll(self, timeout_s: float) -> Sequence[Notice]:
        """Wait up to `timeout_s` for notices and return all there are, oldest first.

        Also replaces processes that have ended, so it must be called now and then.
        """
        if self._notices or self._is_closing:
            timeout_s = 0.0
        posts = [post for post in self._all_posts() if post.handle is not None]
        handles = [cast(WorkerHandle, post.handle) for post in posts]
        if not all(handle.endpoint.flush() for handle in handles):
            timeout_s = min(timeout_s, _FLUSH_RETRY_S)
        timeout_s = self._until_vacancy(timeout_s)
        if handles:
            wait([fd for handle in handles for fd in self._descriptors(handle)], timeout_s)
        elif timeout_s > 0:
            time.sleep(timeout_s)
        for post, handle in zip(posts, handles, strict=True):
            self._read(handle)
            if not self._is_closing and (
                handle.endpoint.is_closed or not handle.is_alive or handle.is_silent
            ):
                self._lose(post, handle)
        if not self._is_closing:
            self._fill_vacancies()
        notices, self._notices = self._notices, []
        return notices

    # --- the end

    def close(self) -> None:
        """End all processes in order, then by force; leave no process and no shared memory.

        Notices that come meanwhile (finished segments) are returned by the next `poll`.
        Interrupting it shortens the orderly part and does the rest. Idempotent.
        """
        if self._is_closing:
            return
        self._is_closing = True
        posts = [post for post in self._all_posts() if post.handle is not None]
        handles = [cast(WorkerHandle, post.handle) for post in posts]
        try:
            for handle in reversed(handles):  # the recorder first: its flushing takes longest
                handle.endpoint.send(Shutdown())
            sessions = [post.handle for post in self._posts if post.handle is not None]
            self._await_end(handles, sessions, CLOSE_S)
            self._await_end(handles, handles, CLOSE_RECORDER_S - CLOSE_S, is_patient=True)
        except KeyboardInterrupt:
            logger.warning("interrupted while closing: ending the processes now")
        finally:
            self._force_end(handles)
            for post in posts:
                post.handle = None

    def _await_end(
        self,
        handles: Sequence[WorkerHandle],
        awaited: Sequence[WorkerHandle],
        timeout_s: float,
        *,
        is_patient: bool = False,
    ) -> None:
        """Wait until all of `awaited` have ended; with `is_patient` only while they still work."""
        deadline_ns = self._clock.monotonic_ns() + int(timeout_s * _NS)
        while True:
            for handle in handles:
                handle.endpoint.flush()
                self._read(handle)
            running = [handle for handle in awaited if handle.is_alive]
            if is_patient:
                running = [handle for handle in running if handle.silence_s() < CLOSE_S]
            left_s = (deadline_ns - self._clock.monotonic_ns()) / _NS
            if not running or left_s <= 0:
                return
            descriptors = [fd for handle in running for fd in self._descriptors(handle)]
            wait(descriptors, min(left_s, 0.2))

    def _force_end(self, handles: Sequence[WorkerHandle]) -> None:
        """Terminate, then kill what still runs; nothing can interrupt this half-way for long."""
        interrupted = False
        for end, patience_s in ((WorkerHandle.terminate, TERMINATE_S), (WorkerHandle.kill, 5.0)):
            running = [handle for handle in handles if handle.is_alive]
            if not running:
                break
            for handle in running:
                logger.warning("%s does not end by itself", handle.name)
                end(handle)
            try:
                self._await_end(handles, running, patience_s)
            except KeyboardInterrupt:
                interrupted = True
        for handle in handles:
            with suppress(KeyboardInterrupt):
                self._read(handle)
            handle.bury()
        if interrupted:
            logger.info("all processes have ended")

    # --- sessions

    def _add(self, command: AddSession) -> None:
        if command.session in self._records:
            logger.warning("session %d is there already", command.session)
            return
        loads = dict.fromkeys(range(len(self._posts)), 0)
        for record in self._records.values():
            loads[record.worker] += 1
        record = _Record(command.host, least_loaded(loads))
        self._records[command.session] = record
        self._to_worker(record, command)

    def _to_worker(self, record: _Record, command: Command) -> None:
        """Send it; while the worker is being replaced the record alone remembers."""
        handle = self._posts[record.worker].handle
        if handle is not None:
            handle.endpoint.send(command)

    def _share(self, session: int, record: _Record, sharer: str, *, enabled: bool) -> None:
        """Let somebody hold or release the full-size picture, which the worker keeps once."""
        was_shared = bool(record.sharers)
        (record.sharers.add if enabled else record.sharers.discard)(sharer)
        if bool(record.sharers) != was_shared:
            self._to_worker(record, ShareFramebuffer(session, enabled))
        elif enabled and sharer == _WALL:
            # The recorder has it already, so the worker will not announce it again.
            self._notices.extend(
                notice for notice in (record.full, record.full_frame) if notice is not None
            )
        if not enabled and sharer == _WALL:
            self._notices.append(FramebufferShared(session, FramebufferKind.FULL, None))
        if not record.sharers:
            record.full = record.full_frame = None

    # --- recording

    def _set_recording(self, session: int, record: _Record, *, enabled: bool) -> None:
        if enabled == record.is_recorded:
            return
        record.is_recorded = enabled
        self._to_worker(record, SetTilePicture(session, self._tile_picture(record)))
        if self._settings.recording.format is VideoFormat.WIRE:
            self._record_wire(session, record, enabled=enabled)
            return
        if enabled:
            self._start_recording(session, record)
        else:
            self._to_recorder(StopRecording(session))
        self._share(session, record, _RECORDER, enabled=enabled)

    def _tile_picture(self, record: _Record) -> PictureSettings:
        tile = record.host.tile
        return recorded_picture(tile, self._settings.recording) if record.is_recorded else tile

    def _start_recording(self, session: int, record: _Record) -> None:
        """Tell the recorder, and all that it missed."""
        if self._recorder is None:
            self._recorder = Post("vncwall-recorder-0", self._recorder_main, RestartBudget())
            self._recorder.handle = self._pool.start(self._recorder.name, self._recorder.main)
        self._to_recorder(StartRecording(session, record.host.name, self._settings.recording))
        for notice in (record.state, record.desktop, record.full, record.full_frame):
            if notice is not None:
                self._to_recorder(notice)

    def _to_recorder(self, message: Message) -> None:
        if self._recorder is not None and self._recorder.handle is not None:
            self._recorder.handle.endpoint.send(message)

    def _record_wire(self, session: int, record: _Record, *, enabled: bool) -> None:
        path = ""
        if enabled:
            settings = self._settings.recording
            path = str(
                segment_path(
                    Path(settings.folder), record.host.name, self._clock.wall_ns(), suffix=".fbs"
                )
            )
        state = RecordingState.RECORDING if enabled else RecordingState.OFF
        self._notices.append(RecordingChanged(session, state, path or record.wire_path, ""))
        record.wire_path = path
        self._to_worker(record, RecordWire(session, path))

    # --- notices

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
            case Notice():
                record = self._records.get(getattr(message, "session", -1))
                if record is not None and not self._note(message, record):
                    return
            case _:
                logger.warning("%s sent a %s", handle.name, type(message).__name__)
                return
        self._notices.append(message)

    def _note(self, notice: Notice, record: _Record) -> bool:
        """Remember and forward a session's notice; return whether it is for the wall too."""
        match notice:
            case SessionChanged():
                record.state = notice
            case DesktopChanged():
                record.desktop = notice
            case FramebufferShared(kind=FramebufferKind.FULL):
                record.full, record.full_frame = notice, None
            case FramePublished(kind=FramebufferKind.FULL):
                record.full_frame = notice
            case CursorChanged():
                pass
            case _:
                return True
        if record.is_recorded:
            self._to_recorder(notice)
        is_full = getattr(notice, "kind", None) is FramebufferKind.FULL
        return not is_full or _WALL in record.sharers

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

    def _all_posts(self) -> list[Post]:
        return [*self._posts, self._recorder] if self._recorder is not None else self._posts

    @staticmethod
    def _descriptors(handle: WorkerHandle) -> tuple[int, ...]:
        """What to wait on: after its pipe has ended only the process's own end is left."""
        if handle.endpoint.is_closed:
            return (handle.sentinel,)
        return handle.endpoint.fileno(), handle.sentinel

    def _until_vacancy(self, timeout_s: float) -> float:
        now = self._clock.monotonic_ns()
        for post in self._all_posts():
            if post.handle is None:
                timeout_s = min(timeout_s, max(0.0, (post.vacant_until_ns - now) / _NS))
        return timeout_s

    def _lose(self, post: Post, handle: WorkerHandle) -> None:
        """Clear away a process that has ended or hangs, and tell what it was doing."""
        detail = handle.end()
        handle.bury()
        post.handle = None
        now = self._clock.monotonic_ns()
        post.vacant_until_ns = post.budget.take(now)
        logger.error("%s", detail)
        wait_s = (post.vacant_until_ns - now) / _NS
        if wait_s > 0:
            detail += f"; it ended too often, the next begins in {wait_s:.0f} s"
        self._notices.append(WorkerReplaced(handle.name, detail))
        if post is self._recorder:
            for session, record in self._records.items():
                if record.is_recorded:
                    self._notices.append(
                        RecordingChanged(session, RecordingState.FAILED, "", detail)
                    )
            return
        for session, record in self._records.items():
            if self._posts[record.worker] is post:
                record.full = record.full_frame = None
                changed = SessionChanged(
                    session,
                    SessionState.BACKING_OFF,
                    Reason.WORKER_DIED,
                    detail,
                    post.vacant_until_ns,
                )
                if self._note(changed, record):
                    self._notices.append(changed)

    def _fill_vacancies(self) -> None:
        now = self._clock.monotonic_ns()
        for post in self._all_posts():
            if post.handle is not None or post.vacant_until_ns > now:
                continue
            try:
                post.handle = self._pool.start(post.name, post.main)
            except OSError as error:  # out of processes or memory: not the end of the wall
                post.vacant_until_ns = now + 5 * _NS
                logger.error("cannot start %s: %s", post.name, error)
                continue
            if post is self._recorder:
                for session, record in self._records.items():
                    if record.is_recorded:
                        self._start_recording(session, record)
            else:
                self._restore(post)

    def _restore(self, post: Post) -> None:
        """Give a new worker the sessions of the former one, as they were wanted."""
        for session, record in self._records.items():
            if self._posts[record.worker] is not post:
                continue
            if record.wire_path:
                self._to_worker(record, RecordWire(session, record.wire_path))
            self._to_worker(record, AddSession(session, record.host))
            if record.is_recorded:
                self._to_worker(record, SetTilePicture(session, self._tile_picture(record)))
            if record.box != (0, 0):
                self._to_worker(record, SetPreviewSize(session, *record.box))
            if record.sharers:
                self._to_worker(record, ShareFramebuffer(session, True))
            if record.has_control:
                self._to_worker(record, SetControl(session, True))
