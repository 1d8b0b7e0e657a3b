"""Recordings of the wire become videos when there is nothing better to do."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from vncwall.errors import VNCWallError
from vncwall.ipc.messages import ConvertSegment, Notice
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.conversion import convert
from vncwall.recording.origin import finished_notice

logger = logging.getLogger(__name__)

_NICE = 19
"""The thread gets what nobody else wants of the processor."""
_BUSY_S = 2.0


def is_busy() -> bool:
    """Return whether more wants to run on this machine than it has cores."""
    try:
        return os.getloadavg()[0] > (os.cpu_count() or 1)
    except OSError:
        return False


class Conversions:
    """One thread of low priority, which converts one file after another.

    While the machine has too much to do it waits, in the middle of a file as well. What is not
    converted when the program ends stays what it is: a whole recording.
    """

    def __init__(
        self,
        emit: Callable[[Notice], None],
        remove: Callable[[SegmentFacts], None],
        *,
        is_busy: Callable[[], bool] = is_busy,
    ) -> None:
        """Wait for work.

        Args:
            emit: takes a `SegmentFinished` for each video, in the thread.
            remove: takes what has become a video and is not to stay.
            is_busy: whether to wait.
        """
        self._emit = emit
        self._remove = remove
        self._is_busy = is_busy
        self._waiting: deque[ConvertSegment] = deque()
        self._news = threading.Condition()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, command: ConvertSegment) -> None:
        """Convert one more file, after those that wait."""
        with self._news:
            self._waiting.append(command)
            self._news.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="convert", daemon=True)
            self._thread.start()

    def close(self, timeout_s: float = 5.0) -> None:
        """Give up what is not done, and end the thread."""
        self._closed.set()
        with self._news:
            self._news.notify_all()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        if hasattr(os, "setpriority"):
            # Of this thread alone, as Linux understands it; elsewhere it may be the process's.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while True:
            with self._news:
                while not self._waiting:
                    if self._closed.is_set():
                        return
                    self._news.wait()
                command = self._waiting.popleft()
            if self._goes_on():
                self._convert(command)

    def _goes_on(self) -> bool:
        """Wait while others need the machine; return False when the program ends."""
        while self._is_busy():
            if self._closed.wait(_BUSY_S):
                return False
        return not self._closed.is_set()

    def _convert(self, command: ConvertSegment) -> None:
        facts, settings = command.facts, command.settings
        try:
            video = convert(facts, settings, goes_on=self._goes_on)
            if video is None:
                return
            size_bytes = Path(video.path).stat().st_size
            self._emit(finished_notice(command.session, video, size_bytes))
            if not settings.keep_wire:
                self._remove(facts)
        except (VNCWallError, OSError) as error:
            logger.error("%s stays as it is: %s", facts.path, error)
