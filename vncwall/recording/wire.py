"""One session's wire recording: the bytes of its server, in segments.

The rules:

1. A segment begins with a connection, or in its middle with an `opening`: what a player must be
   shown to understand the server's bytes that follow. So every segment plays alone, and from one
   to the next nothing is missing.
2. A segment ends after `segment_s`, with the connection, and when the desktop has a new size. Where
   the stream cannot be cut (inside a message, or where a decoder carries what no rectangle says)
   it goes on until it can.
3. The pixel format stands at the beginning of a file only: another one is another segment.
4. An empty update marks the time of the end, so that a file is as long as it took.
5. Every chunk goes to the operating system as it comes; the disk flushes files and finishes them.
   When it refuses, what was written is kept, the operator is told, and after a while it begins
   again by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from vncwall.clock import Clock
from vncwall.errors import NoSpace
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import Notice, RecordingChanged, RecordingState
from vncwall.ipc.segment import BY_HAND, Ended, SegmentFacts
from vncwall.recording.disk import Disk
from vncwall.recording.draft import write_draft
from vncwall.recording.fbs import FbsWriter
from vncwall.recording.history import History, Past
from vncwall.recording.opening import opening, server_init
from vncwall.recording.origin import Origin, telling
from vncwall.recording.segments import PartFile, segment_path
from vncwall.recording.space import Free, free_bytes, require_space
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import PixelFormat
from vncwall.settings.model import RecordingSettings

EMPTY_UPDATE = b"\0\0\0\0"
"""FramebufferUpdate without rectangles (RFC 6143, 7.6.1)."""
PATIENCE_NS = 2_000_000_000
"""How long to wait for a place to begin in the middle before asking for a new connection."""

_SECOND = 1_000_000_000
_RETRY_NS = 5 * _SECOND

logger = logging.getLogger(__name__)


class WireRecording:
    """Records one session while it is told of all that its server sends."""

    def __init__(
        self,
        session: int,
        name: str,
        settings: RecordingSettings,
        *,
        group: str = "",
        cause: str = BY_HAND,
        clock: Clock,
        emit: Callable[[Notice], None],
        disk: Disk,
        free: Free = free_bytes,
    ) -> None:
        """Arm it; it begins with the next connection, or when `step` finds one.

        Args:
            session: number of the session.
            name: of the host, for the folder and the manifest.
            settings: where, and how long a segment is.
            group: of the host, for the manifest.
            cause: why it is recorded, for the manifest.
            clock: source of all times.
            emit: takes `RecordingChanged` and `SegmentFinished`; any thread calls it.
            disk: flushes and finishes files.
            free: how free space is found out.
        """
        self._session = session
        self._origin = Origin(name, settings, group)
        self._settings = settings
        self._cause = cause
        self._clock = clock
        self._emit = emit
        self._disk = disk
        self._free = free
        self._history = History()
        self._segment_ns = max(_SECOND, int(settings.segment_s * _SECOND))
        self._file: PartFile | None = None
        self._writer: FbsWriter | None = None
        self._size = Size(0, 0)
        self._format: PixelFormat | None = None
        self._start_ns = 0
        self._wall_ns = 0
        self._updates = 0
        self._waits_since_ns: int | None = None  # for a place to begin in the middle
        self._retry_at_ns = 0
        self._failure = ""
        self._state = RecordingState.OFF
        self._tell(RecordingState.WAITING)

    @property
    def is_writing(self) -> bool:
        """Whether a file is open."""
        return self._writer is not None

    # --- what the session says

    def connected(self, event: Connected, *, picture: PictureOptions, data: bytes) -> None:
        """Begin a segment with a connection; `data` is what came behind ServerInit."""
        self._end(Ended.CONNECTION_LOST)
        size = event.size
        head = server_init(event.name, size.width, size.height, picture.pixel_format)
        self._begin(size, picture.pixel_format, head + data)

    def bytes_received(self, data: bytes, *, connection: Connection | None, time_ns: int) -> None:
        """Append what came and is about to be decoded."""
        if self._writer is None:
            return
        if connection is not None and connection.picture.pixel_format != self._format:
            self._end(Ended.LENGTH)  # what comes now is of another format
            return
        self._write(data, time_ns)

    def bytes_handled(self, connection: Connection | None) -> None:
        """Begin, or begin anew, where that is due and possible: what came was decoded."""
        if connection is None:
            return
        if self._writer is None or connection.framebuffer.size != self._size:
            self._cut(connection, Ended.RESIZE)
        elif self._clock.monotonic_ns() >= self._start_ns + self._segment_ns:
            self._cut(connection, Ended.LENGTH)

    def updated(self, damage: Sequence[Rect]) -> None:
        """Take note of what changed in the picture."""
        self._updates += 1
        self._history.drawn(damage, self._clock.monotonic_ns())

    def controlled(self, who: str) -> None:
        """Take note of who has control from now on; "": nobody."""
        self._history.control(who, self._clock.monotonic_ns())
        self._draft()

    def missing(self, reason: str) -> None:
        """Take note that no picture can be had from now on, and why; "": it can again."""
        self._history.missing(reason, self._clock.monotonic_ns())
        self._draft()

    def disconnected(self) -> None:
        """End the segment: the connection is lost."""
        self._end(Ended.CONNECTION_LOST)
        self._waits_since_ns = None
        if self._state is RecordingState.RECORDING:
            self._tell(RecordingState.WAITING)

    # --- what its owner does

    def step(self, connection: Connection | None) -> bool:
        """Do what is due, once a second.

        Returns:
            Whether a new connection is needed: this one cannot be recorded from its middle on.
        """
        now = self._clock.monotonic_ns()
        if self._file is not None:
            try:
                self._file.check()
                require_space(Path(self._settings.folder), self._free)
            except (OSError, NoSpace) as error:
                self._fail(str(error))
        self.bytes_handled(connection)
        if connection is None or self._writer is not None or now < self._retry_at_ns:
            self._waits_since_ns = None
            return False
        if self._waits_since_ns is None:
            self._waits_since_ns = now
        if now < self._waits_since_ns + PATIENCE_NS:
            return False
        self._waits_since_ns = None
        return True

    def close(self, connection: Connection | None = None) -> None:
        """Finish the file and let go. Idempotent."""
        if self._writer is not None and connection is not None and connection.is_between_messages:
            self._write(EMPTY_UPDATE, self._clock.monotonic_ns())
        self._end(Ended.STOPPED)
        if self._state is not RecordingState.OFF:
            self._tell(RecordingState.OFF)

    # --- segments

    def _cut(self, connection: Connection, ended: Ended) -> None:
        """End the segment and begin another one here, if there can be one."""
        now = self._clock.monotonic_ns()
        if now < self._retry_at_ns:
            return
        point = connection.resume_point()
        if point is None or not point.framebuffer.damage.serial:
            return  # or nothing was drawn yet
        beginning = opening(point)
        if beginning is None:
            return
        if self._writer is not None:
            self._write(EMPTY_UPDATE, now)
            self._end(ended)
        self._begin(point.framebuffer.size, point.pixel_format, beginning)

    def _begin(self, size: Size, pixel_format: PixelFormat, beginning: bytes) -> None:
        now = self._clock.monotonic_ns()
        folder = Path(self._settings.folder)
        self._start_ns, self._wall_ns = now, self._clock.wall_ns()
        self._size, self._format = size, pixel_format
        self._updates = 0
        self._waits_since_ns = None
        path = segment_path(folder, self._origin.host, self._wall_ns, suffix=".fbs")
        try:
            require_space(folder, self._free, again=bool(self._failure))
            self._file = PartFile(path)
            self._writer = FbsWriter(self._file)
        except (OSError, NoSpace) as error:
            self._fail(str(error))
            return
        self._disk.keep(self._file)
        self._history.begin(size, now, self._wall_ns)
        self._write(beginning, now)
        if self._file is not None:
            self._failure = ""
            self._draft()
            self._tell(RecordingState.RECORDING, path=str(self._file.path))

    def _write(self, data: bytes, time_ns: int) -> None:
        assert self._writer is not None
        try:
            self._writer.write(data, (time_ns - self._start_ns) // 1_000_000)
        except OSError as error:
            self._fail(str(error))

    def _end(self, ended: Ended) -> None:
        """Let the disk finish the file, if one is open, and tell when it has its final name."""
        file, self._file, self._writer = self._file, None, None
        if file is None:
            return
        now = self._clock.monotonic_ns()
        facts = self._facts(file.final_path, ended, self._history.end(now), now)
        write_draft(facts)
        self._disk.finish(file, telling(self._session, facts, file.size_bytes, self._emit))

    def _draft(self) -> None:
        """Write down what is known so far: of which host it is, who has control."""
        if self._file is not None:
            now = self._clock.monotonic_ns()
            past = self._history.so_far(now)
            write_draft(self._facts(self._file.final_path, Ended.RECOVERED, past, now))

    def _facts(self, path: Path, ended: Ended, past: Past, now_ns: int) -> SegmentFacts:
        return self._origin.facts(
            path,
            start_ns=self._wall_ns,
            length_ns=now_ns - self._start_ns,
            size=self._size,
            frames=self._updates,
            cause=self._cause,
            ended=ended,
            past=past,
        )

    # --- trouble

    def _fail(self, detail: str) -> None:
        self._end(Ended.DISK)
        self._retry_at_ns = self._clock.monotonic_ns() + _RETRY_NS
        if detail != self._failure:
            self._failure = detail
            logger.error("wire recording of %s stopped: %s", self._origin.host, detail)
            self._tell(RecordingState.FAILED, detail=detail)

    def _tell(self, state: RecordingState, *, path: str = "", detail: str = "") -> None:
        self._state = state
        self._emit(RecordingChanged(self._session, state, path, detail))
