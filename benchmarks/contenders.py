"""The clients that are compared, and one run of one of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pictures import Picture, read_ppm
from benchmarks.replay import ReplayServer
from benchmarks.screen import grab

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "benchmarks"
RUN_TIMEOUT_S = 240.0
REPAINT_S = 1.5
"""How long a viewer has to bring the last update to its window before it is looked at."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A client that keeps the contract of `client.py`."""

    name: str
    command: tuple[str, ...]
    needs_display: bool = False
    """It shows a window. Its figures are of the whole process and its picture is on the screen."""


CONTENDERS = (
    Contender("vncwall", (sys.executable, "-m", "benchmarks.client")),
    Contender("libvncclient", (str(BUILD / "libvncclient"),)),
    Contender("gtk-vnc", (str(BUILD / "gtk_vnc"),)),
    Contender("tigervnc", (sys.executable, "-m", "benchmarks.viewer"), needs_display=True),
    Contender("floor", (str(BUILD / "floor"),)),
)


class RunFailed(Exception):
    """A client did not decode the stream to its end."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the clients run."""

    folder: Path
    """For pictures, and the floor's work."""
    display: str = ""
    bits_per_pixel: int = 32

    @property
    def work(self) -> Path:
        """What `peers/floor.c` reads."""
        return self.folder / "work"

    @property
    def picture(self) -> Path:
        """Where a client leaves its last picture."""
        return self.folder / "picture.ppm"

    def environment(self) -> dict[str, str]:
        """Return the variables that the clients know."""
        own = {"PEER_WORK": str(self.work), "PEER_BPP": str(self.bits_per_pixel)}
        return {**os.environ, **own, **({"DISPLAY": self.display} if self.display else {})}


def run(
    contender: Contender, server_init: bytes, stream: bytes, setting: Setting
) -> dict[str, object]:
    """Replay a stream to one client; return the line that it printed.

    Raises:
        RunFailed: the client ended otherwise than with such a line.
    """
    with ReplayServer(server_init, stream) as server:
        process = _start(contender, server.port, setting.environment())
        return _finish(contender, process)


def run_for_picture(
    contender: Contender, server_init: bytes, stream: bytes, setting: Setting
) -> tuple[dict[str, object], Picture | None]:
    """Run one client, and return also its last picture: of a viewer, the whole screen.

    Raises:
        RunFailed: the client ended otherwise than with its line.
    """
    setting.picture.unlink(missing_ok=True)
    if not contender.needs_display:
        environment = {**setting.environment(), "PEER_PPM": str(setting.picture)}
        with ReplayServer(server_init, stream) as server:
            line = _finish(contender, _start(contender, server.port, environment))
        return line, read_ppm(setting.picture) if setting.picture.exists() else None
    with ReplayServer(server_init, stream, hold_s=REPAINT_S + 1) as server:
        process = _start(contender, server.port, setting.environment())
        server.wait_sent(RUN_TIMEOUT_S)
        time.sleep(REPAINT_S)
        screen = grab(setting.display)
        return _finish(contender, process), screen


def _start(contender: Contender, port: int, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (*contender.command, str(port)),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finish(contender: Contender, process: subprocess.Popen[str]) -> dict[str, object]:
    try:
        said, complaints = process.communicate(timeout=RUN_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise RunFailed(f"{contender.name}: no end after {RUN_TIMEOUT_S:.0f} s") from error
    lines = [line for line in said.splitlines() if line.startswith("{")]
    if not lines:
        last = complaints.strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
        raise RunFailed(f"{contender.name}: {last[0]}")
    result: dict[str, object] = json.loads(lines[-1])
    return result
