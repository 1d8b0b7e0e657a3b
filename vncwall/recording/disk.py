"""What recorders leave to others: flushing files while they are written, and finishing them.

A flush takes as long as the disk takes, milliseconds or, behind a full queue, seconds. The
threads that sample and encode never wait for it: `BackgroundDisk` has a thread that flushes every
open file twice a second, and another one that finishes files.

A frame is in the file at most a second after its change (see `recording.recorder`), and on the
disk at most half a second and one round of flushes later. After a power failure no more than two
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

logger = logging.getLogger(__name__)

Finished = Callable[[Path | OSError], None]
"""Told what became of a file: its final path, or why it stays a ``.part``."""


class Disk(ABC):
    """Takes care of the open files of recorders. Any thread may call its methods."""

    @abstractmethod
    def keep(self, file: PartFile) -> None:
        """Flush `file` from time to time until it is finished or closed."""

    @abstractmethod
    def finish(self, file: PartFile, then: Finished) -> None:
        """Flush `file` and give it its final name; nobody writes to it any more.

        `then` is told what became of it, in the thread that did it; it must not raise.
        """


class DirectDisk(Disk):
    """Does at once what is asked, in the caller's thread: for tools that write one file."""

    def keep(self, file: PartFile) -> None:
        """Do nothing: `finish` flushes."""

    def finish(self, file: PartFile, then: Finished) -> None:
        """See `Disk.finish`."""
        then(_finished(file))


class BackgroundDisk(Disk):
    """Two threads: one flushes open files, one finishes files in the order of their ends.

    Attributes:
        rounds: of flushes so far.
        slowest_s: the longest round: what a power failure costs beyond `INTERVAL_S`.
    """

    def __init__(self, *, interval_s: float = INTERVAL_S) -> None:
        """Start the threads; `close` ends them."""
        self.rounds = 0
        self.slowest_s = 0.0
        self._interval_s = interval_s
        self._open: dict[int, PartFile] = {}
        self._lock = Lock()
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

    def keep(self, file: PartFile) -> None:
        """See `Disk.keep`."""
        with self._lock:
            self._open[id(file)] = file

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
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, end_s - time.monotonic()))

    def _flush(self) -> None:
        while not self._is_closed.wait(self._interval_s):
            begin_s = time.monotonic()
            with self._lock:
                files = list(self._open.values())
            for file in files:
                if file.is_closed:
                    with self._lock:
                        self._open.pop(id(file), None)
                else:
                    file.sync()
            self.rounds += 1
            self.slowest_s = max(self.slowest_s, time.monotonic() - begin_s)

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
