"""A video file while it is written: its frames and their times, and what is known of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from vncwall.clock import Clock
from vncwall.errors import SinkError
from vncwall.ipc.messages import SegmentFinished
from vncwall.ipc.segment import Ended, SegmentFacts
from vncwall.recording.composition import Composition
from vncwall.recording.disk import Disk
from vncwall.recording.draft import write_draft
from vncwall.recording.history import History
from vncwall.recording.origin import Origin, telling
from vncwall.recording.rhythm import Keyframes, Repetition
from vncwall.recording.segments import PartFile, remove_draft, segment_path
from vncwall.recording.sinks.base import Sink
from vncwall.recording.space import Free
from vncwall.recording.upkeep import Upkeep

_MS = 1_000_000
_DRAFT_NS = 10_000_000_000
"""While the picture changes what is known of a file is written down so often."""

logger = logging.getLogger(__name__)


class OpenSegment:
    """One file of a recorder. Times are nanoseconds of the monotonic clock unless they say `_ms`.

    Attributes:
        path: the name it has now.
        start_ns: of its first frame.
    """

    def __init__(
        self,
        origin: Origin,
        sink: Sink,
        composition: Composition,
        history: History,
        *,
        cause: str,
        start_ns: int,
        clock: Clock,
    ) -> None:
        """Create the file; nothing is in it before `begin`.

        Args:
            origin: host and settings.
            sink: its picture becomes frames.
            composition: of that picture, for the time that is burnt in.
            history: what happens to the session meanwhile.
            cause: why it is recorded.
            start_ns: when it begins; not later than now.
            clock: source of all times.

        Raises:
            OSError: the file cannot be made.
        """
        self.start_ns = start_ns
        self._wall_ns = clock.wall_ns() - (clock.monotonic_ns() - start_ns)
        self._origin = origin
        self._sink = sink
        self._composition = composition
        self._history = history
        self._cause = cause
        self._clock = clock
        folder = Path(origin.settings.folder)
        path = segment_path(folder, origin.host, self._wall_ns, suffix=sink.suffix)
        self._file = PartFile(path)
        self._upkeep: Upkeep | None = None
        self._last_ms = -1
        self._keyframes = Keyframes(origin.settings.keyframe_s)
        self._repetition = Repetition()
        self._drafted_ns = 0

    @property
    def path(self) -> Path:
        """The name it has now."""
        return self._file.path

    @property
    def repeat_at_ns(self) -> int:
        """When its last frame is to be written again."""
        return self.start_ns + self._repetition.due_ms * _MS

    def begin(self, disk: Disk, free: Free, call: Callable[[], None]) -> None:
        """Write the first frame, and have the file looked after from now on.

        Args:
            disk: looks after it.
            free: how free space is found out.
            call: called in any thread when something is wrong with it.

        Raises:
            SinkError, OSError: the codec or the disk refuses.
        """
        self._sink.begin(self._file, self._origin.tags(self._wall_ns, self._cause))
        self._history.begin(self._composition.desktop, self.start_ns, self._wall_ns)
        self._put(0, keyframe=True)
        self._upkeep = Upkeep(
            self._file,
            self._sink,
            start_ns=self.start_ns,
            clock=self._clock,
            folder=Path(self._origin.settings.folder),
            free=free,
            call=call,
        )
        disk.keep(self._file, self._upkeep.tend)
        self.draft()

    def require(self) -> None:
        """Raise what was found to be wrong with the file.

        Raises:
            SinkError, NoSpace, OSError: it cannot be gone on with.
        """
        if self._upkeep:
            self._upkeep.require()

    def write(self, time_ns: int) -> None:
        """Add a frame of a change at `time_ns`.

        Raises:
            SinkError: the codec or the file refuses.
        """
        time_ms = self._time_ms(time_ns)
        self._put(time_ms, keyframe=self._keyframes.is_due(time_ms, self._sink))
        if time_ns >= self._drafted_ns + _DRAFT_NS:
            self.draft()

    def repeat(self, now_ns: int) -> None:
        """Write the same picture again: the first time, this puts the last change on the disk.

        Raises:
            SinkError: the codec or the file refuses.
        """
        self._last_ms = self._time_ms(now_ns)
        self._stamp(self._last_ms)
        self._sink.write(self._last_ms)
        self._repetition.repeated(self._last_ms)

    def finish(self, end_ns: int) -> int:
        """Show the last frame until `end_ns` and close the container; return its length in ms.

        Raises:
            SinkError: the codec or the file refuses.
        """
        end_ms = max(self._last_ms, round((end_ns - self.start_ns) / _MS))
        self._leave_alone()
        self._sink.finish(end_ms)
        return end_ms

    def break_off(self, now_ns: int) -> int:
        """Save what can be saved after an error; return its length in ms. Never raises."""
        self._leave_alone()
        end_ms = self._time_ms(now_ns)
        if self._file.error is None:
            try:
                self._sink.finish(end_ms)
            except SinkError as error:
                logger.debug("%s is not finished: %s", self.path, error)
        self._sink.abandon()
        return end_ms

    def hand_over(
        self,
        disk: Disk,
        end_ms: int,
        ended: Ended,
        *,
        session: int,
        emit: Callable[[SegmentFinished], None],
        failed: Callable[[OSError], None],
    ) -> None:
        """Let `disk` finish the file, which is closed; one without a frame is removed.

        Args:
            disk: tells `emit` when it has its final name, or `failed`, in any thread.
            end_ms: its length.
            ended: why it ends.
            session: number of the session.
            emit: takes the notice.
            failed: told why it stays a ``.part``.
        """
        if not self._sink.frames:
            self._file.discard()
            remove_draft(self._file.final_path)
            return
        facts = self._facts(end_ms, ended, is_over=True)
        write_draft(facts)
        size_bytes = self._file.size_bytes
        disk.finish(self._file, telling(session, facts, size_bytes, emit, failed=failed))

    def draft(self) -> None:
        """Write down what is known so far: who has control, why it is recorded."""
        self._drafted_ns = self._clock.monotonic_ns()
        length_ms = (self._drafted_ns - self.start_ns) // _MS
        write_draft(self._facts(length_ms, Ended.RECOVERED, is_over=False))

    # --- inside

    def _put(self, time_ms: int, *, keyframe: bool) -> None:
        before_bytes = self._sink.encoded_bytes
        self._stamp(time_ms)
        self._sink.write(time_ms, keyframe=keyframe)
        self._last_ms = time_ms
        if keyframe:
            self._keyframes.written(time_ms, self._sink, before_bytes=before_bytes)
        self._repetition.changed(time_ms)

    def _time_ms(self, time_ns: int) -> int:
        return max(self._last_ms + 1, round((time_ns - self.start_ns) / _MS))

    def _stamp(self, time_ms: int) -> None:
        """Burn the time of the frame that is written next in, where that is wanted."""
        age_ns = self._clock.monotonic_ns() - (self.start_ns + time_ms * _MS)
        if rects := self._composition.stamp(self._clock.wall_ns() - age_ns):
            self._sink.draw(self._composition.words, rects)

    def _leave_alone(self) -> None:
        """Have nobody else look after the file: it is about to be finished."""
        upkeep, self._upkeep = self._upkeep, None
        if upkeep:
            upkeep.end()

    def _facts(self, length_ms: int, ended: Ended, *, is_over: bool) -> SegmentFacts:
        until_ns = self.start_ns + length_ms * _MS
        past = self._history.end(until_ns) if is_over else self._history.so_far(until_ns)
        return self._origin.facts(
            self._file.final_path,
            start_ns=self._wall_ns,
            length_ns=length_ms * _MS,
            size=self._sink.size,
            frames=self._sink.frames,
            cause=self._cause,
            ended=ended,
            past=past,
        )
