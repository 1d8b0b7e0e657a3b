"""What recorders leave to others: flushing files while they are written, and finishing them.

A flush takes as long as the disk takes, milliseconds or, behind a full queue, seconds. The
threads that sample and encode never wait for it: `BackgroundDisk` has a thread that tends and
flushes every open file, and another one that finishes files. While frames come that is twice a
second; while all screens stand still nearly once, and it is all that happens in the process.

A frame is in the file at most a second after its change (see `recording.recorder`), and on the
disk at most `CALM_S` and one round of flushes later. After a power failure no more than two
seconds are missing.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Event, Lock, Thread

from vncwall.recording.segments import PartFile

INTERVAL_S = 0.5
"""Between two rounds of flushes."""
CALM_S = 0.9
"""The same, while nothing is written but what the rounds themselves write."""

logger = logging.getLogger(__name__)

Tend = Callable[[], None]
"""Does what an open file needs all the time (`recording.upkeep`)."""
Finished = Callable[[Path | OSError], None]
"""Told what became of a file: its final path, or why it stays a ``.part``."""


class Disk(ABC):
    """Takes care of the open files of recorders. Any thread may call its methods."""

    @abstractmethod
    def keep(self, file: PartFile, tend: Tend | None = None) -> None:
        """Flush `file` from time to time until it is finished or closed, after a call of `tend`."""

    @abstractmethod
    def finish(self, file: PartFile, then: Finished) -> None:
        """Flush `file` and give it its final name; nobody writes to it any more.

        `then` is told what became of it, in the thread that did it; it must not raise.
        """


class DirectDisk(Disk):
    """Does at once what is asked, in the caller's thread: for tools that write one file."""

    def keep(self, file: PartFile, tend: Tend | None = None) -> None:
        """Do nothing: `finish` flushes."""

    def finish(self, file: PartFile, then: Finished) -> None:
        """See `Disk.finish`."""
        then(_finished(file))


class BackgroundDisk(Disk):
    """Two threads: one tends and flushes open files, one finishes files in the order of their ends.

    Attributes:
        rounds: of flushes so far.
        slowest_s: the longest round: what a power failure costs beyond `INTERVAL_S`.
    """

    def __init__(self, *, interval_s: float = INTERVAL_S, calm_s: float = CALM_S) -> None:
        """Start the threads; `close` ends them."""
        self.rounds = 0
        self.slowest_s = 0.0
        self._interval_s = interval_s
        self._calm_s = max(calm_s, interval_s)
        self._open: dict[int, tuple[PartFile, Tend | None]] = {}
        self._lock = Lock()
        self._has_files = Event()
        self._ended: deque[tuple[PartFile, Finished]] = deque()
        self._is_finishing = False
        self._news = Condition()
        self._is_closed = Event()
        self._threads = [
            Thread(target=self._flush, name="flush", daemon=True),
            Thread(target=self._finish, name="finish", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_idle(self) -> bool:
        """Whether no file waits for its final name."""
        with self._news:
            return not self._ended and not self._is_finishing

    def keep(self, file: PartFile, tend: Tend | None = None) -> None:
        """See `Disk.keep`."""
        with self._lock:
            self._open[id(file)] = file, tend
            self._has_files.set()

    def finish(self, file: PartFile, then: Finished) -> None:
        """See `Disk.finish`; returns at once."""
        with self._news:
            self._ended.append((file, then))
            self._news.notify_all()

    def close(self, timeout_s: float = 10.0) -> None:
        """Finish what waits, for so long at most, and end the threads.

        What is not finished by then is a ``.part`` that plays.
        """
        end_s = time.monotonic() + timeout_s
        self._is_closed.set()
        self._has_files.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, end_s - time.monotonic()))

    def _flush(self) -> None:
        wait_s = self._interval_s
        while not self._is_closed.wait(wait_s):
            begin_s = time.monotonic()
            with self._lock:
                kept = [one for one in self._open.values() if not one[0].is_closed]
                self._open = {id(one[0]): one for one in kept}
                if not kept:
                    self._has_files.clear()
            is_calm = not any(file.is_dirty for file, _ in kept)
            for _, tend in kept:
                if tend is not None:
                    tend()
            for file, _ in kept:
                file.sync()
            wait_s = self._calm_s if is_calm else self._interval_s
            self.rounds += 1
            self.slowest_s = max(self.slowest_s, time.monotonic() - begin_s)
            self._has_files.wait()

    def _finish(self) -> None:
        while True:
            with self._news:
                self._is_finishing = False
                while not self._ended:
                    if self._is_closed.is_set():
                        return
                    self._news.wait()
                file, then = self._ended.popleft()
                self._is_finishing = True
            then(_finished(file))


def _finished(file: PartFile) -> Path | OSError:
    try:
        if file.error is not None:
            # The disk took part of a frame and no more; nothing of it is to be stumbled over.
            from vncwall.recording.mending import cut_damage

            cut_damage(file.path)
        return file.finish()
    except OSError as error:
        logger.error("%s stays as it is: %s", file.path, error)
        return error
