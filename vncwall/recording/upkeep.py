"""What an open file needs all the time, whether or not anything is written to it.

Once a second the duration in its header is brought up to date, so that a file whose writer is
killed shows its full length, and it is seen that the file is still there and the disk has room.
That is the work of the thread that flushes files (`recording.disk`): one turn for all of them, and
those who sample and encode sleep while a screen stands still.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from vncwall.clock import Clock
from vncwall.errors import NoSpace, SinkError
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.base import Sink
from vncwall.recording.space import Free, require_space

_MS = 1_000_000


class Upkeep:
    """Of one segment, from its first frame until `end`. Any thread may call its methods."""

    def __init__(
        self,
        file: PartFile,
        sink: Sink,
        *,
        start_ns: int,
        clock: Clock,
        folder: Path,
        free: Free,
        call: Callable[[], None],
    ) -> None:
        """Take over a file that was begun.

        Args:
            file: the segment.
            sink: writes it.
            start_ns: monotonic time of its beginning.
            clock: source of all times.
            folder: whose disk must have room.
            free: how free space is found out.
            call: called once when something is wrong; `require` says what.
        """
        self._file = file
        self._sink = sink
        self._start_ns = start_ns
        self._clock = clock
        self._folder = folder
        self._free = free
        self._call = call
        self._error: SinkError | NoSpace | OSError | None = None
        self._is_over = False
        self._tending = Lock()

    def tend(self) -> None:
        """Do what is due; about once a second."""
        with self._tending:
            if self._is_over:
                return
            try:
                self._file.check()
                self._sink.extend((self._clock.monotonic_ns() - self._start_ns) // _MS)
                require_space(self._folder, self._free)
            except (SinkError, NoSpace, OSError) as error:
                self._error = error
                self._is_over = True
        if self._error is not None:
            self._call()

    def require(self) -> None:
        """Raise what was found.

        Raises:
            SinkError, NoSpace, OSError: the file cannot be gone on with.
        """
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Leave the file alone from now on."""
        with self._tending:
            self._is_over = True
