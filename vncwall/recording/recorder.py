"""One session into segments: when to sample, when to write, when to begin a new file.

The rules:

1. A frame is written when the picture really changed, at most `max_fps` times a second, with the
   time at which the server's last byte for it arrived. A server that sends the same pixels again
   costs a conversion, no frame.
2. After the last change the frame is repeated once a second later, then at distances that double
   up to half a minute. The first repetition puts the change itself on the disk (the container
   holds one frame back); the others give players something to seek to. In between the file is
   looked after by others (`recording.upkeep`), and a recorder sleeps.
3. Key frames are where players can jump to, and cost; `recording.rhythm` says when they pay.
4. A segment ends after `segment_s`, when the desktop has a new size, and when the connection is
   lost: time without a connection is a gap between files, never a frozen picture in one. The last
   frame is repeated at the end, so that a file is as long as it took.
5. Files are flushed while they are written, and finished, by somebody else (`recording.disk`):
   whoever samples and encodes never waits for the disk.
6. When the disk or the codec refuses, what was written is finished as well as possible, the
   operator is told, and after a while it begins again by itself. A disk is not filled up to the
   last byte: recording stops in order while `RESERVE_BYTES` are left.

A `Recorder` has no thread and no sleep. Its owner hands it notices and calls `step` when the time
that `step` returned has come, or after a notice. One thread at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from vncwall.clock import Clock
from vncwall.errors import NoSpace, SinkError
from vncwall.geometry import Point, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    CauseChanged,
    ControlChanged,
    CursorChanged,
    FramebufferShared,
    FramePublished,
    Notice,
    PointerMoved,
    RecordingChanged,
    RecordingState,
    SessionChanged,
)
from vncwall.ipc.segment import BY_HAND, Ended
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.recording.composition import Composition
from vncwall.recording.disk import DirectDisk, Disk
from vncwall.recording.history import History
from vncwall.recording.open_segment import OpenSegment
from vncwall.recording.origin import Origin
from vncwall.recording.pointer import Pointer
from vncwall.recording.sinks import open_sink
from vncwall.recording.sinks.base import Sink, SinkFactory
from vncwall.recording.space import Free, free_bytes, require_space
from vncwall.settings.model import OnResize, RecordingSettings
from vncwall.states import SessionState

_SECOND = 1_000_000_000
_RETRY_NS = 5 * _SECOND
_TORN_NS = 5_000_000
_CONNECTED = (SessionState.LIVE, SessionState.STALLED)

logger = logging.getLogger(__name__)


class Recorder:
    """Records one session; see the rules above.

    Attributes:
        session: its number.
        state: what it does now.
    """

    def __init__(
        self,
        session: int,
        name: str,
        settings: RecordingSettings,
        *,
        clock: Clock,
        emit: Callable[[Notice], None],
        make_sink: SinkFactory | None = None,
        free: Free = free_bytes,
        disk: Disk | None = None,
        group: str = "",
        cause: str = BY_HAND,
        call: Callable[[], None] = lambda: None,
    ) -> None:
        """Arm the recorder; it waits for a framebuffer.

        Args:
            session: number of the session.
            name: of the host, for folder and metadata.
            settings: where and how.
            clock: source of all times.
            emit: takes `RecordingChanged` and `SegmentFinished`.
            make_sink: None: the sink of `settings.format`.
            free: how free space is found out.
            disk: flushes and finishes files; None: `Recorder` waits until a file is finished.
            group: of the host, for the manifest.
            cause: why it is recorded, for the manifest.
            call: asks for a `step` soon; called in any thread.
        """
        self.session = session
        self.state = RecordingState.OFF
        self._origin = Origin(name, settings, group)
        self._settings = settings
        self._clock = clock
        self._emit = emit
        self._make_sink = make_sink or self._sink_of_format
        self._free = free
        self._disk = disk or DirectDisk()
        self._unfinished: OSError | None = None  # why a file did not get its final name
        self._call = call
        self._cause = cause
        self._history = History()
        self._sample_ns = int(_SECOND / max(settings.max_fps, 0.01))
        self._segment_ns = max(_SECOND, int(settings.segment_s * _SECOND))

        self._reader: SharedFramebufferReader | None = None
        self._published: FramePublished | None = None  # newest picture that was not sampled
        self._seen = 0  # serial of the last sampled picture
        self._sampled_ns = 0  # when
        self._torn_wait_ns = _TORN_NS
        self._is_changed = False  # the picture in the sink is not in the file yet
        self._change_ns = 0  # when that picture was received

        self._pointer = Pointer()
        self._composition: Composition | None = None
        self._sink: Sink | None = None
        self._segment: OpenSegment | None = None
        self._earliest_ns = clock.monotonic_ns()  # a segment may not begin before
        self._retry_at_ns = 0
        self._failure = ""
        self._set_state(RecordingState.WAITING)

    # --- what its owner tells it

    def handle(self, notice: Notice) -> None:
        """Take note of what happened to the session; the work is done in `step`."""
        match notice:
            case FramebufferShared(kind=FramebufferKind.FULL, descriptor=descriptor):
                self._attach(descriptor)
            case FramePublished(kind=FramebufferKind.FULL, generation=generation):
                if self._reader and generation == self._reader.descriptor.generation:
                    self._published = notice
            case SessionChanged(state=state) if state not in _CONNECTED:
                self._published = None
                self._pointer.gone()
                self._end_segment(Ended.CONNECTION_LOST)
            case SessionChanged(state=state):
                is_stalled = state is SessionState.STALLED
                missing = str(notice.reason or state) if is_stalled else ""
                self._history.missing(missing, self._clock.monotonic_ns())
                self._draft()
            case CursorChanged():
                hotspot = Point(notice.hotspot_x, notice.hotspot_y)
                self._pointer.take_shape(notice.width, notice.height, hotspot, notice.pixels)
                self._look_again()
            case PointerMoved(x=x, y=y):
                self._pointer.move(Point(x, y))
                if self._pointer.is_visible:
                    self._look_again()
            case CauseChanged(cause=cause):
                self._cause = cause  # of the files to come; each has the one it began for
            case ControlChanged(who=who):
                self._history.control(who, self._clock.monotonic_ns())
                self._draft()
            case _:
                pass

    def stop(self) -> None:
        """Finish the file and let go of everything."""
        self._sample()
        self._end_segment(Ended.STOPPED)
        self._detach()
        self._close_sink()
        if self.state is not RecordingState.OFF:
            self._set_state(RecordingState.OFF)

    def step(self) -> int | None:
        """Do what is due.

        Returns:
            When to call again, in nanoseconds of the monotonic clock, if no notice comes before;
            None: nothing to do before the next notice.
        """
        now = self._clock.monotonic_ns()
        if self._unfinished is not None:
            error, self._unfinished = self._unfinished, None
            self._fail(str(error), Ended.DISK)
        if self._segment:
            self._guard(self._segment.require)
        if self._segment and now >= self._segment.start_ns + self._segment_ns:
            self._split(self._segment)
        if self._published and now >= self._sample_due():
            self._sample()
        if self._segment and now >= self._segment.repeat_at_ns:
            self._guard(self._segment.repeat, now)
        return self._next_due()

    # --- sampling

    def _sample_due(self) -> int:
        return max(self._sampled_ns + self._sample_ns, self._retry_at_ns)

    def _next_due(self) -> int | None:
        due = []
        if self._published:
            due.append(self._sample_due())
        if self._segment:
            due += [self._segment.start_ns + self._segment_ns, self._segment.repeat_at_ns]
        return min(due, default=None)

    def _attach(self, descriptor: FramebufferDescriptor | None) -> None:
        self._detach()
        if descriptor is None:
            self._end_segment(Ended.CONNECTION_LOST)
            return
        try:
            self._reader = SharedFramebufferReader(descriptor)
        except (FileNotFoundError, ValueError) as error:
            # Replaced already: the notice of its successor is on the way.
            logger.debug("session %d: %s: %s", self.session, descriptor.name, error)
            return
        if self._composition and self._composition.desktop != self._reader.size:
            self._resize(self._composition, self._reader.size)
        self._look_again()

    def _look_again(self) -> None:
        """Sample what is there when it is time, as if the picture had just been published."""
        if self._reader and not self._published and self._reader.serial:
            self._published = FramePublished(
                self.session,
                FramebufferKind.FULL,
                self._reader.descriptor.generation,
                self._reader.serial,
                self._clock.monotonic_ns(),
            )

    def _resize(self, composition: Composition, size: Size) -> None:
        if self._settings.on_resize is OnResize.SCALE and self._segment:
            composition.fit(size)
            return
        self._end_segment(Ended.RESIZE)
        self._close_sink()

    def _close_sink(self) -> None:
        if self._sink:
            self._sink.close()
        self._sink = self._composition = None

    def _detach(self) -> None:
        if self._reader:
            self._reader.close()
        self._reader = None
        self._published = None
        self._seen = 0

    def _sample(self) -> None:
        """Bring the sink's picture up to date, and write it when it is whole and different."""
        if self._published and self._reader:
            self._guard(self._sample_from, self._reader, self._published)

    def _sample_from(self, reader: SharedFramebufferReader, published: FramePublished) -> None:
        now = self._clock.monotonic_ns()
        self._sampled_ns = now
        if self._sink is None or self._composition is None:
            self._seen = 0
            self._composition = Composition(
                self._settings, reader.size, self._origin.host, self._pointer
            )
            self._sink = self._make_sink(self._composition.size)
        serial, damage = reader.changed_since(self._seen)
        words, rects = self._composition.draw(reader.words, damage)
        if rects and self._sink.draw(words, rects):
            self._is_changed = True
            self._history.drawn(damage, now)
        self._seen = serial
        if serial < published.serial or not reader.is_current(serial):
            # Parts may be of the next picture, which is being published: once more in a moment,
            # later and later, because a writer that died in the act never ends.
            self._sampled_ns = now - self._sample_ns + self._torn_wait_ns
            self._torn_wait_ns = min(2 * self._torn_wait_ns, self._sample_ns)
            return
        self._torn_wait_ns = _TORN_NS
        self._published = None
        self._change_ns = min(published.time_ns, now) if serial == published.serial else now
        if self._segment is None:
            self._begin_segment(self._change_ns)
        elif self._is_changed:
            self._is_changed = False
            self._segment.write(self._change_ns)

    # --- segments

    def _sink_of_format(self, size: Size) -> Sink:
        return open_sink(self._settings, size)

    def _begin_segment(self, time_ns: int) -> None:
        """Open a file whose first frame is the present picture."""
        assert self._sink is not None
        assert self._composition is not None
        require_space(Path(self._settings.folder), self._free, again=bool(self._failure))
        self._segment = OpenSegment(
            self._origin,
            self._sink,
            self._composition,
            self._history,
            cause=self._cause,
            start_ns=max(time_ns, self._earliest_ns),
            clock=self._clock,
        )
        self._segment.begin(self._disk, self._free, self._call)
        self._is_changed = False
        self._failure = ""
        self._set_state(RecordingState.RECORDING, path=self._segment.path)

    def _end_segment(self, ended: Ended) -> None:
        """Finish the file, if one is open."""
        if self._segment:
            self._guard(self._finish, self._segment, self._clock.monotonic_ns(), ended)
        self._earliest_ns = self._clock.monotonic_ns()
        if self.state is RecordingState.RECORDING:
            self._set_state(RecordingState.WAITING)

    def _split(self, segment: OpenSegment) -> None:
        """End the segment after its time and go on in a new one without a gap."""
        end_ns = segment.start_ns + self._segment_ns
        self._guard(self._finish, segment, end_ns, Ended.LENGTH)
        self._earliest_ns = end_ns
        if self.state is RecordingState.RECORDING:
            self._guard(self._begin_segment, end_ns)

    def _finish(self, segment: OpenSegment, end_ns: int, ended: Ended) -> None:
        length_ms = segment.finish(end_ns)
        self._segment = None
        self._hand_over(segment, length_ms, ended)

    def _hand_over(self, segment: OpenSegment, length_ms: int, ended: Ended) -> None:
        """Let the disk finish the file, and tell when it has its final name."""

        def failed(error: OSError) -> None:
            self._unfinished = error
            self._call()

        segment.hand_over(
            self._disk, length_ms, ended, session=self.session, emit=self._emit, failed=failed
        )

    def _draft(self) -> None:
        if self._segment:
            self._segment.draft()

    # --- trouble

    def _guard(self, action: Callable[..., None], *arguments: object) -> None:
        """Call `action`; when the disk or the codec refuses, save what there is and wait."""
        try:
            action(*arguments)
        except (SinkError, OSError) as error:
            is_disk = isinstance(error, OSError | NoSpace) or isinstance(error.__cause__, OSError)
            self._fail(str(error), Ended.DISK if is_disk else Ended.CODEC)

    def _fail(self, detail: str, ended: Ended) -> None:
        now = self._clock.monotonic_ns()
        segment, self._segment = self._segment, None
        if segment:
            self._hand_over(segment, segment.break_off(now), ended)
        self._close_sink()  # a new one draws the whole picture again
        self._earliest_ns = now
        self._retry_at_ns = now + _RETRY_NS
        self._look_again()
        if detail != self._failure:
            self._failure = detail
            logger.error("recording of %s stopped: %s", self._origin.host, detail)
            self._set_state(RecordingState.FAILED, detail=detail)

    def _set_state(
        self, state: RecordingState, *, path: Path | None = None, detail: str = ""
    ) -> None:
        self.state = state
        self._emit(RecordingChanged(self.session, state, str(path or ""), detail))
