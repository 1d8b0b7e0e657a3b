"""What is done outside when an alert changes: programs that are run, web addresses that are told.

Both take their time and may hang, so each kind has a queue of its own with a bound, and a few
threads that end with the program. What does not fit into the queue is dropped and said in the log:
a storm of alerts must not become a storm of processes.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import vncwall

logger = logging.getLogger(__name__)

MOST_WAITING = 200
PROGRAMS = 4
"""Programs that run at a time."""
TELLERS = 2
"""Web addresses that are told at a time."""
HTTP_TIMEOUT_S = 10.0
DELAYS_S = (1.0, 4.0, 15.0, 60.0)
"""Between attempts at a web address."""
_MOST_OUTPUT = 4096
_PASSING = {408, 425, 429}
"""Answers below 500 that may be another one a little later."""


class Errands:
    """A queue and its threads, which begin with the first errand."""

    def __init__(self, name: str, threads: int, *, most: int = MOST_WAITING) -> None:
        self._name = name
        self._most_threads = threads
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue(most)
        self._threads: list[threading.Thread] = []
        self._is_full = False
        self.stopped = threading.Event()

    def put(self, errand: Callable[[], None]) -> bool:
        """Have something done; return False when too much is waiting already."""
        if self.stopped.is_set():
            return False
        if len(self._threads) < self._most_threads:
            number = len(self._threads)
            thread = threading.Thread(target=self._run, name=f"{self._name} {number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        try:
            self._queue.put_nowait(errand)
        except queue.Full:
            if not self._is_full:
                logger.error("more than %d %s are waiting; more are dropped",
                             self._queue.maxsize, self._name)  # fmt: skip
            self._is_full = True
            return False
        self._is_full = False
        return True

    def close(self, timeout_s: float = 1.0) -> None:
        """Begin nothing more; wait a little for what is under way."""
        self.stopped.set()
        for _ in self._threads:
            with suppress(queue.Full):
                self._queue.put_nowait(None)
        for thread in self._threads:
            thread.join(timeout_s / len(self._threads))

    def _run(self) -> None:
        while (errand := self._queue.get()) is not None and not self.stopped.is_set():
            try:
                errand()
            except Exception:
                logger.exception("one of the %s failed", self._name)


class Programs:
    """Runs programs, never by a shell."""

    def __init__(self) -> None:
        self._errands = Errands("programs of alerts", PROGRAMS)
        self._running: set[subprocess.Popen[bytes]] = set()

    def run(
        self, command: tuple[str, ...], environment: Mapping[str, str], timeout_s: float
    ) -> None:
        """Have a program run; what it prints goes to the log."""
        self._errands.put(lambda: self._run(command, environment, timeout_s))

    def close(self) -> None:
        """End what still runs."""
        self._errands.close(0.5)
        for process in tuple(self._running):
            _kill(process)

    def _run(
        self, command: tuple[str, ...], environment: Mapping[str, str], timeout_s: float
    ) -> None:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                start_new_session=True,  # so that what it has begun itself can be ended with it
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            logger.error("%s cannot be run for an alert: %s", command[0], reason)
            return
        self._running.add(process)
        try:
            output, _ = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            _kill(process)
            output, _ = process.communicate()
            logger.error("%s was ended: it took longer than %g s", command[0], timeout_s)
        finally:
            self._running.discard(process)
        said = output[:_MOST_OUTPUT].decode("utf-8", "replace").strip()
        level = logging.WARNING if process.returncode else logging.INFO
        logger.log(level, "%s ended with %d%s", command[0], process.returncode,
                   f": {said}" if said else "")  # fmt: skip


class Webhooks:
    """Tells web addresses in JSON (HTTP POST), again and again if need be.

    Args:
        delays_s: between attempts, for tests.
    """

    def __init__(self, *, delays_s: tuple[float, ...] = DELAYS_S) -> None:
        self._errands = Errands("webhooks", TELLERS)
        self._delays_s = delays_s

    def tell(self, url: str, facts: Mapping[str, Any]) -> None:
        """Have an address told."""
        body = json.dumps(facts, ensure_ascii=False).encode("utf-8")
        self._errands.put(lambda: self._tell(url, body))

    def close(self) -> None:
        """Give up what was not told."""
        self._errands.close()

    def _tell(self, url: str, body: bytes) -> None:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"vncwall/{vncwall.__version__}",
        }
        request = urllib.request.Request(url, body, headers, method="POST")
        for delay_s in (*self._delays_s, None):
            try:
                with urllib.request.urlopen(request, timeout=HTTP_TIMEOUT_S) as answer:
                    answer.read(_MOST_OUTPUT)
                return
            except urllib.error.HTTPError as error:
                reason = f"it answers {error.code} {error.reason}"
                error.close()
                if error.code < 500 and error.code not in _PASSING:
                    delay_s = None  # it will not be another answer
            except (OSError, ValueError) as error:
                reason = str(getattr(error, "reason", error))
            if delay_s is None or self._errands.stopped.wait(delay_s):
                logger.error("webhook %s was not told of an alert: %s", _place(url), reason)
                return


def _place(url: str) -> str:
    """Return an address without what may be secret in it."""
    return "/".join(url.split("/", 3)[:3])


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has begun."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
