"""A thread that works off what would make a loop wait: a disk that is slow, or gone."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

CLOSE_S = 3.0


class Background:
    """Does pieces of work one after the other, in a thread that begins with the first.

    What raises `OSError` is told once, until something succeeds or fails otherwise: a full disk
    must not fill the log.
    """

    def __init__(self, name: str, complain: Callable[[str], None]) -> None:
        """Do nothing yet.

        Args:
            name: of the thread.
            complain: is told in the thread what the system said.
        """
        self._name = name
        self._complain = complain
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._complaint = ""

    @property
    def has_begun(self) -> bool:
        """Whether there was ever something to do."""
        return self._thread is not None

    def do(self, work: Callable[[], None]) -> None:
        """Have it done after all that was asked for before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._work.put(work)

    def close(self, wait_s: float = CLOSE_S) -> None:
        """Wait for what is left, so long at most; the next work begins another thread."""
        if self._thread is not None:
            self._work.put(None)
            self._thread.join(wait_s)
            self._thread = None

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
                self._complaint = ""
            except OSError as error:
                sentence = error.strerror or str(error)
                if sentence != self._complaint:
                    self._complaint = sentence
                    self._complain(sentence)
