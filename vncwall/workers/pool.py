"""Child processes: started, watched, killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from random import randrange

from vncwall.clock import Clock
from vncwall.ipc.black_box import BlackBoxReader, Note
from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import WorkerStats
from vncwall.ipc.shared_framebuffer import unlink
from vncwall.scheduling.restarts import RestartBudget

ChildMain = Callable[[Connection, str, str], None]
"""A child's main function: its end of the pipe, its name, its run."""

_NS = 1_000_000_000
HEARTBEAT_TIMEOUT_S = 15.0
"""A child that has said nothing for so long is killed and replaced."""
START_TIMEOUT_S = 60.0
"""The first heartbeat may take longer: a cold disk, a machine that has just started."""

STUCK_S = 10.0
"""A child that has been busy with what one read of one server brought for so long hangs."""

_JOIN_S = 0.5
_SHARED_MEMORY = Path("/dev/shm")


class WorkerHandle:
    """One child process as its parent sees it.

    Attributes:
        name: "vncwall-sessions-0" and the like; survives replacement.
        run: beginning of the names of its shared memory; differs after a replacement.
        pid: process number.
        stats: its last heartbeat.
        was_killed: somebody else ended it by force: a person, or a system without memory.
    """

    def __init__(self, name: str, run: str, main: ChildMain, clock: Clock) -> None:
        """Start the process."""
        self.name = name
        self.run = run
        self.stats: WorkerStats | None = None
        self._clock = clock
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        self._process: SpawnProcess = context.Process(
            target=main, args=(theirs, name, run), name=name, daemon=True
        )
        with _interrupts_held_back():
            self._process.start()
        theirs.close()
        self.pid = self._process.pid or 0
        self.endpoint = Endpoint(ours)
        self._heard_ns = self._looked_ns = clock.monotonic_ns()
        self._box = BlackBoxReader(run)
        self._note: Note | None = None
        self._stuck_ns = 0
        self.was_killed = False

    @property
    def sentinel(self) -> int:
        """What becomes readable when the process ends."""
        return self._process.sentinel

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def descriptors(self) -> tuple[int, ...]:
        """Return what to wait on: after its pipe has ended only the process's own end is left."""
        if self.endpoint.is_closed:
            return (self.sentinel,)
        return self.endpoint.fileno(), self.sentinel

    def heard(self) -> None:
        """Note a sign of life: any message is one."""
        self._heard_ns = self._clock.monotonic_ns()

    def silence_s(self) -> float:
        """Return the seconds since its last message, or since the start."""
        return (self._clock.monotonic_ns() - self._heard_ns) / _NS

    @property
    def is_silent(self) -> bool:
        """Whether it has missed so many heartbeats that it must be taken for hung."""
        limit = START_TIMEOUT_S if self.stats is None else HEARTBEAT_TIMEOUT_S
        return self.silence_s() > limit

    def look(self) -> None:
        """See what it works on; called at each poll.

        Only time in which this process was awake counts: on a machine that was suspended both
        were asleep.
        """
        now = self._clock.monotonic_ns()
        awake_ns, self._looked_ns = min(now - self._looked_ns, _NS), now
        note = self._box.read() if self.stats is not None else None
        self._stuck_ns = self._stuck_ns + awake_ns if note and note == self._note else 0
        self._note = note

    @property
    def is_stuck(self) -> bool:
        """Whether it has been busy with the bytes of one session for longer than any takes."""
        return self._stuck_ns >= STUCK_S * _NS

    def suspect(self) -> int | None:
        """Return the session whose bytes it was decoding last, if it did not come to an end."""
        note = self._box.read()
        return note.session if note is not None else None

    def end(self) -> str:
        """See to it that the process has ended; return a sentence about how it did."""
        if self.is_alive and self.is_stuck:
            self.kill()
            self._process.join(_JOIN_S)
            return f"{self.name} hung for {self._stuck_ns / _NS:.0f} s"
        if self.is_alive and self.is_silent:
            self.kill()
            self._process.join(_JOIN_S)
            return f"{self.name} gave no sign of life for {self.silence_s():.0f} s"
        self._process.join(_JOIN_S)  # the pipe may have ended a moment before the process
        if self.is_alive:
            self.kill()
            self._process.join(_JOIN_S)
            return f"{self.name} closed its pipe"
        code = self._process.exitcode or 0
        self.was_killed = code == -9
        if code < 0:
            with suppress(ValueError):
                return f"{self.name} was ended by {signal.Signals(-code).name}"
        return f"{self.name} ended with exit code {code}"

    def terminate(self) -> None:
        """Ask the process to end (SIGTERM)."""
        with suppress(OSError, ValueError):
            self._process.terminate()

    def kill(self) -> None:
        """End the process (SIGKILL)."""
        with suppress(OSError, ValueError):
            self._process.kill()

    def bury(self) -> None:
        """Take the exit status of a process that has ended and free what it held here.

        Shared memory that it did not unlink is unlinked.
        """
        self._process.join(_JOIN_S)
        self.endpoint.close()
        self._box.close()
        with suppress(ValueError):  # still running: then its memory is left to it
            self._process.close()
        unlink_run(self.run)


class Post:
    """A place for a worker: who fills it now, and when it may be filled again.

    Attributes:
        leave_by_ns: the process was told to end and is killed then; None: it is to stay.
    """

    def __init__(self, name: str, main: ChildMain, budget: RestartBudget) -> None:
        self.name = name
        self.main = main
        self.budget = budget
        self.handle: WorkerHandle | None = None
        self.vacant_until_ns = 0
        self.leave_by_ns: int | None = None


class WorkerPool:
    """Starts processes and gives each a run of its own."""

    def __init__(self, clock: Clock) -> None:
        """Prepare to start processes.

        What it calls its memory begins with this process's number. Three random characters tell
        it from that of a process of the same number in another container with the same /dev/shm.
        """
        self._token = token_of(os.getpid()) + _base36(randrange(36**3)).rjust(3, "0")
        self._clock = clock
        self._count = 0

    def start(self, name: str, main: ChildMain) -> WorkerHandle:
        """Start a process; its `main` is given the pipe, the name and a run."""
        run = f"{self._token}{_base36(self._count).rjust(2, '0')}"
        self._count += 1
        return WorkerHandle(name, run, main, self._clock)


def unlink_run(run: str) -> list[str]:
    """Unlink all shared memory of an ended process; return the names.

    Names are found in the file system where shared memory is visible there (Linux). Elsewhere
    the resource tracker removes what is left when the program ends.
    """
    names = []
    if _SHARED_MEMORY.is_dir():
        for path in _SHARED_MEMORY.glob(f"vw{run}-*"):
            if unlink(path.name):
                names.append(path.name)
    return names


def token_of(pid: int) -> str:
    """Return a process number in its shortest form."""
    return _base36(pid)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
        if not number:
            return text


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Keep what a terminal sends from a child that has not yet said that it ignores it.

    A blocked signal stays blocked in the child until `process.prepare` unblocks it.
    """
    if sys.platform == "win32":
        yield
        return
    _start_tracker()  # it would start now and unblock the signals at its end
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_tracker() -> None:
    """Start the resource tracker deaf to a closing terminal.

    By itself it ignores Ctrl-C only. Ended by SIGHUP it would be started again at the next
    unlinking, knowing nothing, and complain.
    """
    try:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    except ValueError:  # not the main thread
        resource_tracker.ensure_running()
        return
    try:
        resource_tracker.ensure_running()
    finally:
        signal.signal(signal.SIGHUP, before)
