"""The child process that records: a thin shell around `recording.recorder.Recorder`.

The main thread reads the pipe and decides whose turn it is; a few threads, one a core, convert and
encode, which happens outside the interpreter's lock. A recorder is worked on by one thread at a
time, and one that is due while its last turn is not over gets the next one right after: it drops
frames then, and keeps nobody waiting. Flushes of files have threads of their own.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import RLock

from vncwall.clock import Clock, SystemClock
from vncwall.errors import VNCWallError
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import Endpoint, Message
from vncwall.ipc.messages import (
    CauseChanged,
    ControlChanged,
    ConvertSegment,
    CursorChanged,
    FinishRecordings,
    FramebufferShared,
    FramePublished,
    KeepRecordings,
    KeepSegment,
    Notice,
    PointerMoved,
    SegmentFinished,
    SessionChanged,
    Shutdown,
    StartRecording,
    StopRecording,
)
from vncwall.recording.disk import BackgroundDisk
from vncwall.recording.keeper import Keeper
from vncwall.recording.recorder import Recorder
from vncwall.recording.segments import recover
from vncwall.settings.keeping import KeepingSettings
from vncwall.workers.conversions import Conversions
from vncwall.workers.heartbeat import Heartbeat
from vncwall.workers.process import prepare, stats

logger = logging.getLogger(__name__)

FINISH_S = 30.0
"""Longest time for all files to be finished; what is not by then is a ``.part`` that plays."""
_RETRY_S = 0.05
_SECOND = 1_000_000_000


def main(connection: Connection, name: str, run: str, level: int = logging.INFO) -> None:
    """Run a recorder until Shutdown, SIGTERM, or the main process is gone; finish all files.

    Args:
        connection: the child's end of the duplex pipe.
        name: of this worker, for heartbeats and logs.
        run: of shared memory; a recorder makes none.
        level: least level of log records that are sent up.
    """
    endpoint = SharedEndpoint(connection)
    prepare(endpoint, name, level=level)
    worker = RecorderWorker(endpoint, name, SystemClock())
    with suppress(ValueError):  # a test runs this in a thread
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()
    endpoint.close()


class SharedEndpoint(Endpoint):
    """An endpoint that several threads may send through."""

    def __init__(self, connection: Connection) -> None:
        self._lock = RLock()
        super().__init__(connection)

    def send(self, message: Message) -> None:
        """Send, or queue until the other side reads."""
        with self._lock:
            super().send(message)

    def flush(self) -> bool:
        """Write what the pipe takes; return whether nothing is left."""
        with self._lock:
            return super().flush()


class _Turns:
    """A recorder and what is known about its next turn. The inbox is filled by the main thread."""

    def __init__(self, make: Callable[[], Recorder]) -> None:
        self._make = make
        self._recorder: Recorder | None = None
        self.inbox: deque[Notice] = deque()
        self.due_ns: int | None = 0
        self.is_called = False
        """The recorder has asked for a turn, in any thread."""
        self.is_ending = False
        self.is_over = False
        self.turn: Future[int | None] | None = None

    def take(self) -> int | None:
        """Do what is due, in a thread of the pool; return when the next turn is."""
        is_last = self.is_ending
        try:
            if self._recorder is None:
                self._recorder = self._make()
            while self.inbox:
                self._recorder.handle(self.inbox.popleft())
            if not is_last:
                return self._recorder.step()
            self._recorder.stop()
        finally:
            self.is_over = is_last
        return None


class RecorderWorker:
    """Many recorders in one process, commanded through an endpoint."""

    def __init__(
        self, endpoint: Endpoint, name: str, clock: Clock, *, threads: int | None = None
    ) -> None:
        self._endpoint = endpoint
        self._name = name
        self._clock = clock
        self._threads = ThreadPoolExecutor(threads or os.cpu_count() or 1, "encoder")
        self._disk = BackgroundDisk()
        self._keeper = Keeper(clock)
        self._conversions = Conversions(
            self._emit, lambda facts: self._keeper.remove(facts, why="it is a video now")
        )
        self._recorders: dict[int, _Turns] = {}
        self._ending: list[_Turns] = []
        self._shared: dict[int, FramebufferShared] = {}
        self._folders: set[str] = set()
        self._is_stopped = False
        self._waker, self._awoken = socket.socketpair()
        self._waker.setblocking(False)
        self._awoken.setblocking(False)

    def stop(self) -> None:
        """Make `run` finish all files and return. May be called from a signal handler."""
        self._is_stopped = True
        self._wake()

    def run(self) -> None:
        """Serve until told to stop, then finish every file."""
        beat_ns = 0
        heartbeat = Heartbeat()
        try:
            while not self._is_stopped:
                now = self._clock.monotonic_ns()
                if now >= beat_ns:
                    next_s = heartbeat.interval_s(now, time.process_time_ns())
                    recorders = len(self._recorders)
                    self._endpoint.send(stats(self._name, sessions=recorders, next_s=next_s))
                    beat_ns = now + int(next_s * _SECOND)
                self._wait(beat_ns)
                for message in self._endpoint.receive():
                    self._obey(message)
                if self._endpoint.is_closed:
                    break  # the main process is gone, however it ended
                self._give_turns()
        finally:
            self._finish()

    # --- messages

    def _obey(self, message: Message) -> None:
        match message:
            case StartRecording():
                self._start(message)
            case StopRecording(session=session):
                if turns := self._recorders.pop(session, None):
                    self._end(turns)
            case KeepRecordings(folder=folder, keeping=keeping):
                self._folders.discard(folder)  # somebody may have died since it was put in order
                self._look_after(folder, keeping)
            case KeepSegment(facts=facts):
                self._keeper.enter(facts)
            case ConvertSegment():
                self._conversions.add(message)
            case FinishRecordings():
                self._end_all()
            case Shutdown():
                self._is_stopped = True
            case FramebufferShared(kind=FramebufferKind.FULL, session=session):
                self._shared[session] = message
                self._forward(session, message)
            case (
                FramePublished(session=session)
                | SessionChanged(session=session)
                | ControlChanged(session=session)
                | CursorChanged(session=session)
                | PointerMoved(session=session)
                | CauseChanged(session=session)
            ):
                self._forward(session, message)
            case _:
                pass  # forwarded for completeness; no frame depends on it

    def _forward(self, session: int, notice: Notice) -> None:
        if turns := self._recorders.get(session):
            turns.inbox.append(notice)

    def _start(self, command: StartRecording) -> None:
        session = command.session
        if session in self._recorders:
            return

        def call() -> None:
            turns.is_called = True
            self._wake()

        turns = _Turns(
            lambda: Recorder(
                session,
                command.name,
                command.settings,
                clock=self._clock,
                emit=self._emit,
                disk=self._disk,
                group=command.group,
                cause=command.cause,
                call=call,
            )
        )
        if shared := self._shared.get(session):
            turns.inbox.append(shared)
        self._recorders[session] = turns
        if command.settings.folder not in self._folders:
            self._look_after(command.settings.folder, None)

    def _look_after(self, folder: str, keeping: KeepingSettings | None) -> None:
        """Have a folder put in order: what dead recorders left first, where that is not done."""
        is_new = folder not in self._folders
        self._folders.add(folder)

        def in_order() -> None:
            dead = _recover(Path(folder)) if is_new else []
            self._keeper.look_after(Path(folder), keeping, dead=dead)

        self._threads.submit(in_order)

    def _emit(self, notice: Notice) -> None:
        self._endpoint.send(notice)
        if isinstance(notice, SegmentFinished) and notice.facts is not None:
            self._keeper.enter(notice.facts)

    def _end(self, turns: _Turns) -> None:
        turns.is_ending = True
        turns.due_ns = 0
        self._ending.append(turns)

    # --- turns

    def _give_turns(self) -> None:
        now = self._clock.monotonic_ns()
        for turns in (*self._recorders.values(), *self._ending):
            if turns.turn is not None:
                if not turns.turn.done():
                    continue
                turns.due_ns = self._outcome(turns.turn)
                turns.turn = None
                if turns.is_ending and not turns.is_over:
                    turns.due_ns = 0
            is_due = turns.due_ns is not None and turns.due_ns <= now
            if not turns.is_over and (turns.inbox or turns.is_called or is_due):
                turns.is_called = False
                turns.turn = self._threads.submit(turns.take)
                turns.turn.add_done_callback(self._wake)
        self._ending = [turns for turns in self._ending if not turns.is_over or turns.turn]

    def _outcome(self, turn: Future[int | None]) -> int | None:
        try:
            return turn.result()
        except Exception:
            # A mistake in the recorder; the next turn comes, but not at once for ever.
            logger.exception("recording failed")
            return self._clock.monotonic_ns() + _SECOND

    def _wait(self, beat_ns: int) -> None:
        until = beat_ns
        for turns in self._recorders.values():
            if turns.turn is None and turns.due_ns is not None:
                until = min(until, turns.due_ns)
        timeout_s = max(0.0, (until - self._clock.monotonic_ns()) / _SECOND)
        if self._endpoint.has_unsent and not self._endpoint.flush():
            timeout_s = min(timeout_s, _RETRY_S)
        wait([self._endpoint.fileno(), self._awoken], timeout_s)
        with suppress(BlockingIOError):
            while self._awoken.recv(4096):
                pass

    def _wake(self, _turn: object = None) -> None:
        with suppress(OSError):  # full: it is awake; closed: it has ended
            self._waker.send(b".")

    def _end_all(self) -> None:
        for turns in self._recorders.values():
            self._end(turns)
        self._recorders.clear()
        self._keeper.hurry()
        self._conversions.close()

    def _finish(self) -> None:
        self._end_all()
        end_ns = self._clock.monotonic_ns() + int(FINISH_S * _SECOND)
        while True:
            # The main process waits for as long as it hears that there is life.
            self._endpoint.send(stats(self._name, sessions=len(self._ending)))
            self._give_turns()
            is_done = not self._ending and self._disk.is_idle and self._keeper.is_idle
            if is_done or self._clock.monotonic_ns() > end_ns:
                break
            wait([self._awoken], 0.2)
            with suppress(BlockingIOError):
                self._awoken.recv(4096)
            self._endpoint.flush()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._disk.close(timeout_s=0.1)
        self._keeper.close(timeout_s=0.1)
        self._endpoint.flush()
        self._waker.close()
        self._awoken.close()


def _recover(folder: Path) -> list[Path]:
    """Finish what recorders that were killed left in `folder`; return what plays of it."""
    # The codecs load here, in a thread: a worker that records nothing never pays for them.
    from vncwall.recording.mending import mend

    found = []
    try:
        found = [one for one in recover(folder, mend) if one.kept]
        for one in found:
            logger.warning("%s was left by a recorder that was killed; it is kept", one.path)
    except (OSError, VNCWallError) as error:
        logger.warning("cannot look for unfinished recordings in %s: %s", folder, error)
    return [one.path for one in found if one.plays]
