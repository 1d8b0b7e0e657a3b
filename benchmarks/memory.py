"""What sessions cost a worker process in memory.

    python -m benchmarks.memory [--sessions 1,2,8] [--recording NAME]

Starts a session worker as the wall does, lets it decode a recorded desktop for each session with a
preview of each, as tiles have it, and prints what the process holds more than without sessions.
Counted is the proportional set size (PSS): what several processes have in common is divided among
them, so nothing is counted twice. A framebuffer of 1920x1080 pixels is 8.3 MB of it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import psutil

from benchmarks import recordings, replay
from vncwall.clock import SystemClock
from vncwall.ipc.messages import AddSession, SetPreviewSize, Shutdown, WorkerStats
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.states import SessionState
from vncwall.workers import mains
from vncwall.workers.pool import WorkerHandle, WorkerPool

SESSIONS = (1, 2, 8)
RECORDING = "terminal-tight-lossless"
TILE = (480, 270)
PATIENCE_S = 60.0
SETTLE_S = 1.5
"""More than a heartbeat: what was decoded last is published by then."""
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Held:
    """What one worker held."""

    sessions: int
    bytes: int

    def each_over(self, idle: int) -> float:
        """Return the bytes of a session over a worker with none."""
        return (self.bytes - idle) / self.sessions if self.sessions else 0.0


def measure(
    server_init: bytes, stream: bytes, sessions: int, *, settle_s: float = SETTLE_S
) -> Held:
    """Let a new worker hold so many sessions of a recorded desktop; return what it takes.

    Raises:
        TimeoutError: the worker did not decode everything.
    """
    picture = PictureSettings(update_interval=0.0)
    with ExitStack() as stack:
        servers = [
            stack.enter_context(replay.ReplayServer(server_init, stream, hold_s=PATIENCE_S))
            for _ in range(sessions)
        ]
        worker = WorkerPool(SystemClock()).start("memory", mains.sessions)
        stack.callback(_end, worker)
        _await(worker, lambda notice: isinstance(notice, WorkerStats), 1)
        for number, server in enumerate(servers):
            address = HostAddress("127.0.0.1", server.port)
            host = HostSettings(f"desktop {number}", address, tile=picture)
            worker.endpoint.send(AddSession(number, host))
            worker.endpoint.send(SetPreviewSize(number, *TILE))
        _await(worker, lambda notice: getattr(notice, "state", None) is SessionState.LIVE, sessions)
        for server in servers:
            if not server.wait_sent(PATIENCE_S):
                raise TimeoutError(f"a session did not take its desktop: {server.failure}")
        end = time.monotonic() + settle_s
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(0.05, left))
            worker.endpoint.receive()
        return Held(sessions, pss(worker.pid))


def pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes."""
    size: int = psutil.Process(pid).memory_full_info().pss
    return size


def render(idle: Held, held: Sequence[Held]) -> str:
    """Return the table."""
    rows = [f"{'sessions':>8} {'MB':>8} {'MB each':>8}", f"{0:8} {idle.bytes / MEGABYTE:8.1f}"]
    rows += [
        f"{one.sessions:8} {one.bytes / MEGABYTE:8.1f} {one.each_over(idle.bytes) / MEGABYTE:8.1f}"
        for one in held
    ]
    return "\n".join(rows)


def _await(worker: WorkerHandle, is_meant: Callable[[object], bool], count: int) -> None:
    """Wait until the worker has sent so many notices of a kind."""
    end = time.monotonic() + PATIENCE_S
    while count > 0:
        count -= sum(map(is_meant, worker.endpoint.receive()))
        if time.monotonic() > end:
            raise TimeoutError("the worker has not begun, or does not show its desktops")
        time.sleep(0.02)


def _end(worker: WorkerHandle) -> None:
    worker.endpoint.send(Shutdown())
    end = time.monotonic() + PATIENCE_S
    while worker.is_alive and time.monotonic() < end:
        worker.endpoint.receive()
        time.sleep(0.02)
    worker.kill()
    worker.bury()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.memory", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--sessions", default=",".join(map(str, SESSIONS)),
                        help="numbers of sessions, separated by commas")  # fmt: skip
    parser.add_argument("--recording", default=RECORDING, help="what they show")
    options = parser.parse_args()
    paths = recordings.make(options.recording)
    if not paths:
        raise SystemExit(f"no recording is called {options.recording}")
    _, server_init, stream = replay.load(paths[0])
    idle = measure(server_init, stream, 0)
    held = [measure(server_init, stream, int(count)) for count in options.sessions.split(",")]
    print(render(idle, held))
    return 0


if __name__ == "__main__":
    sys.exit(main())
