"""The vncwall program itself as users start it: its processes, its shared memory, its words."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

from tests.integration.processes import end, run, start, wait_for
from tests.support.stopwatch import Stopwatch

_SEGMENT = re.compile(r"/dev/shm/(vw\S+)")
_TRACKER = "resource_tracker"


def start_s() -> float:
    """Return how long the program takes to start, on this machine, now."""
    began_s = time.monotonic()
    run([sys.executable, "-m", "vncwall", "record", "--help"])
    return time.monotonic() - began_s


class Program:
    """`python -m vncwall ARGUMENTS` in a process group of its own, while the block lasts.

    Output goes to files in `folder`. What it leaves behind is looked for by the process ids and
    segment names seen in its own process tree, so other runs on the machine do not disturb.
    """

    def __init__(
        self,
        arguments: Sequence[str | Path],
        folder: Path,
        *,
        display: str | None = None,
        environment: Mapping[str, str] | None = None,
        terminal: str = "",
    ) -> None:
        self._arguments = arguments
        self._terminal = terminal
        self._display = display
        self._out = folder / "stdout.txt"
        self._err = folder / "stderr.txt"
        self._environment = {
            # Never the user's own settings, data or sound.
            "XDG_CONFIG_HOME": str(folder / "xdg"),
            "XDG_STATE_HOME": str(folder / "xdg"),
            "XDG_CACHE_HOME": str(folder / "xdg"),
            "XDG_RUNTIME_DIR": str(folder),
            "SDL_AUDIODRIVER": "dummy",
            "PYTHONFAULTHANDLER": "1",
            **(environment or {}),
        }
        self._family: dict[int, psutil.Process] = {}
        self._segments: set[str] = set()

    def __enter__(self) -> Program:
        with self._out.open("wb") as out:
            self.process = start(
                [sys.executable, "-m", "vncwall", *self._arguments],
                display=self._display,
                environment=self._environment,
                stdout=out.fileno(),
                log=self._err,
                terminal=self._terminal,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.look()
        end(self.process)
        for process in self._family.values():
            if is_alive(process):
                process.kill()
        if error is not None:
            print(f"--- {self._arguments}\n{self.stdout}\n--- stderr\n{self.stderr}")

    @property
    def stdout(self) -> str:
        """What it has said so far."""
        return self._out.read_text(errors="replace")

    @property
    def stderr(self) -> str:
        """What it has complained about so far."""
        return self._err.read_text(errors="replace") if self._err.exists() else ""

    def look(self) -> list[psutil.Process]:
        """Remember the process tree and its shared memory as they are now; return the children."""
        try:
            children = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        for child in children:
            self._family[child.pid] = child
        for pid in (self.process.pid, *(child.pid for child in children)):
            try:
                maps = Path(f"/proc/{pid}/maps").read_text()
            except OSError:
                continue
            self._segments |= set(_SEGMENT.findall(maps))
        return children

    def until(self, claim: Callable[[], object], what: str, *, timeout_s: float = 30.0) -> None:
        """Wait until `claim` holds, looking at the process tree meanwhile; fail when it ends."""

        def holds() -> object:
            if claim():
                return True
            self.look()
            assert self.process.poll() is None, f"it ended before {what}:\n{self.stderr}"
            return False

        wait_for(holds, what, timeout_s=timeout_s)

    def child(self, word: str) -> psutil.Process:
        """Return the child process whose name holds `word`, once there is one."""

        def found() -> psutil.Process | None:
            for child in self.look():
                with suppress(psutil.Error):
                    if word in child.name():
                        return child
            return None

        return wait_for(found, f"a child called {word} runs", timeout_s=15)

    @property
    def segments(self) -> set[str]:
        """Names of the shared segments that were seen at the last looks."""
        return set(self._segments)

    def leftovers(self) -> list[str]:
        """Return what of the remembered family and memory still exists."""
        left = [f"process {p.pid}" for p in self._family.values() if is_alive(p)]
        return left + [f"/dev/shm/{s}" for s in self._segments if Path("/dev/shm", s).exists()]

    def send_signal(self, sign: signal.Signals) -> None:
        """Send a signal to the main process alone."""
        os.kill(self.process.pid, sign)

    def interrupt(self) -> None:
        """Send SIGINT to the whole group, as Ctrl-C in a terminal does."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait(self, *, timeout_s: float = 20.0) -> int:
        """Wait for the main process's end and return its exit code."""
        watch = Stopwatch()
        while True:
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(1.0)
            if watch.seconds > timeout_s:
                raise AssertionError(
                    f"{self._arguments} still runs after {timeout_s} s\n{self.stderr}"
                )

    def assert_clean_end(self, *, timeout_s: float = 10.0) -> None:
        """Wait until no process and no memory is left; fail when a warning was printed."""
        wait_for(lambda: not self.leftovers(), "nothing is left", timeout_s=timeout_s)
        for word in (_TRACKER, "leaked", "Traceback"):
            assert word not in self.stderr, self.stderr


def is_alive(process: psutil.Process) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
