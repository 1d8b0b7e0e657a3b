"""What every child process does before anything else."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
import time
from contextlib import suppress

from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.messages import LogLine, WorkerStats
from vncwall.workers.heartbeat import BUSY_S

_NICE = 5
"""Decoding yields to the window that the operator's hand is in."""


class NoticeHandler(logging.Handler):
    """Sends log records to the main process, whose handlers decide what becomes of them."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    def emit(self, record: logging.LogRecord) -> None:
        """Send the formatted record; never raises."""
        with suppress(Exception):
            self._endpoint.send(LogLine(record.name, record.levelno, self.format(record)))


def prepare(endpoint: Endpoint, name: str, *, level: int = logging.INFO) -> None:
    """Set up name, logging, signals and priority of a child.

    SIGINT and SIGHUP are ignored: on Ctrl-C, and when it is closed, the terminal signals every
    process, and the main process decides what follows. SIGTERM is left to the caller.
    """
    show_name(name)
    from_terminal = {signal.SIGINT}
    if sys.platform != "win32":
        from_terminal.add(signal.SIGHUP)
    for number in from_terminal:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, from_terminal)
    if sys.stderr is not None:
        faulthandler.enable()
    handler = NoticeHandler(endpoint)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    with suppress(OSError):
        os.nice(_NICE)


def show_name(name: str) -> None:
    """Let `top` and `ps` show this process under its name, of which Linux keeps 15 characters."""
    with suppress(OSError), open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write(name[:15])


def stats(
    worker: str, *, sessions: int, next_s: float = BUSY_S, engaged_s: float = 0.0
) -> WorkerStats:
    """Return a heartbeat of this process; the next one comes after `next_s`."""
    cpu_s = time.process_time()
    return WorkerStats(worker, os.getpid(), cpu_s, resident_bytes(), sessions, next_s, engaged_s)


def resident_bytes() -> int:
    """Return the resident memory of this process, shared pages included; 0 when unknown."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
