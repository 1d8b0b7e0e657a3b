"""Programs that a test starts, and their end: by process group, never by name."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from tests.support.stopwatch import Stopwatch

T = TypeVar("T")

STEP_S = 0.02


def require(program: str) -> str:
    """Return the program's path; fail the test (never skip it) when it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"{program} is not installed; run tests/integration/install.sh", pytrace=False)
    return path


def wait_for(claim: Callable[[], T], what: str, *, timeout_s: float = 10.0) -> T:
    """Poll until `claim` returns something true and return it.

    Fails after the time-out, which is that of a machine with time: see `Stopwatch`.
    """
    watch = Stopwatch()
    while True:
        value = claim()
        if value:
            return value
        if watch.seconds > timeout_s:
            pytest.fail(f"not within {timeout_s} s: {what}")
        time.sleep(STEP_S)


def start(
    argv: Sequence[str | Path],
    *,
    display: str | None = None,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stdout: int | None = None,
    terminal: str = "",
) -> subprocess.Popen[bytes]:
    """Start a program as leader of its own process group.

    It gets SIGTERM when the test process dies, so that an aborted run leaves nothing behind.
    Both outputs go to `log` (appended), or nowhere; `stdout` overrides where the first one goes.
    `terminal` (a path) becomes its input and its controlling terminal.
    """
    command = [require(str(argv[0])), *map(str, argv[1:])]
    if terminal:
        # A session's leader that opens a terminal makes it the session's own.
        command = [require("sh"), "-c", 'exec "$@" <"$0"', terminal, *command]
    env = _environment(display, environment or {})
    target = log.open("ab") if log else None
    try:
        output = target if target is not None else subprocess.DEVNULL
        return subprocess.Popen(
            [require("setpriv"), "--pdeathsig", "TERM", *command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output if stdout is None else stdout,
            stderr=output,
            start_new_session=True,
        )
    finally:
        if target is not None:
            target.close()


def end(process: subprocess.Popen[bytes], *, timeout_s: float = 5.0) -> int:
    """End a program and its whole group: SIGTERM, then SIGKILL; return its exit status."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, signal.SIGCONT)
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        except PermissionError:  # every member is a zombie
            break
        try:
            process.wait(timeout_s)
            break
        except subprocess.TimeoutExpired:
            continue
    status = process.wait(10 * timeout_s)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # what its leader left behind
    return status


@contextmanager
def running(
    argv: Sequence[str | Path], *, display: str | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while the block lasts."""
    process = start(argv, display=display, log=log)
    try:
        yield process
    finally:
        end(process)


def run(
    argv: Sequence[str | Path],
    *,
    display: str | None = None,
    timeout_s: float = 60.0,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Run a program to its end and return its standard output; fail when it fails."""
    env = _environment(display, environment or {})
    done = subprocess.run(
        [require(str(argv[0])), *map(str, argv[1:])],
        env=env,
        input=stdin,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        pytest.fail(f"{' '.join(map(str, argv))} ended with {done.returncode}: {said}")
    return done.stdout


def _environment(display: str | None, more: Mapping[str, str]) -> dict[str, str]:
    """Return what a program is started with: nothing of the screens that other tests draw on."""
    env = {**os.environ}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        env.pop(name, None)
    if display is not None:
        env["DISPLAY"] = display
    return {**env, **more}
