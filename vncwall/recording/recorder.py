"""One session into segments: when to sample, when to write, when to begin a new file.

The rules:

1. A frame is written when the picture really changed, at most `max_fps` times a second, with the
   time at which the server's last byte for it arrived. A server that sends the same pixels again
   costs a conversion, no frame.
2. After the last change the frame is repeated once a second later, then at distances that double
   up to half a minute. The first repetition puts the change itself on the disk (the container
   holds one frame back); the others give players something to seek to. In between the file is
   looked after by others (`recording.upkeep`), and a recorder sleeps.
3. A key frame is due `keyframe_s` after the last one when the frames since then take as many bytes
   as it did: key frames at most double a file. While little changes the distance grows to six times
   as much, and further until there are `_FRAMES_TO_DECODE` frames between two: a still screen has
   no key frame, and one on which a clock moves every minute has next to none.
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

import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from vncwall import __version__
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
    SegmentFinished,
    SessionChanged,
)
from vncwall.ipc.segment import BY_HAND, Ended, SegmentFacts
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.recording.composition import Composition
from vncwall.recording.disk import DirectDisk, Disk
from vncwall.recording.history import History
from vncwall.recording.pointer import Pointer
from vncwall.recording.segments import PartFile, segment_path
from vncwall.recording.sinks import open_sink
from vncwall.recording.sinks.base import Sink, SinkFactory
from vncwall.recording.space import Free, free_bytes, require_space
from vncwall.recording.upkeep import Upkeep
from vncwall.settings.model import OnResize, RecordingSettings
from vncwall.states import SessionState

_SECOND = 1_000_000_000
_RETRY_NS = 5 * _SECOND
_SPARSE = 6
_FRAMES_TO_DECODE = 100
"""A player that jumps gets through so many small frames in a fraction of a second."""
_TORN_NS = 5_000_000
_FIRST_REPEAT_NS = _SECOND
_LONGEST_REPEAT_NS = 30 * _SECOND
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
        self._name = name
        self._settings = settings
        self._clock = clock
        self._emit = emit
        self._make_sink = make_sink or self._sink_of_format
        self._free = free
        self._disk = disk or DirectDisk()
        self._unfinished: OSError | None = None  # why a file did not get its final name
        self._call = call
        self._group = group
        self._cause = cause
        self._file_cause = cause
        self._history = History()
        self._sample_ns = int(_SECOND / max(settings.max_fps, 0.01))
        self._key_ns = int(settings.keyframe_s * _SECOND)
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
        self._file: PartFile | None = None
        self._upkeep: Upkeep | None = None  # of that file
        self._start_ns = 0  # of the segment
        self._start_wall_ns = 0
        self._earliest_ns = clock.monotonic_ns()  # a segment may not begin before
        self._last_ms = 0  # time of the last frame in the segment
        self._keyframe_ns = 0  # when the last one was written
        self._keyframe_bytes = 0  # how large it was
        self._bytes_at_keyframe = 0  # how large the file's frames were with it
        self._frames_at_keyframe = 0  # how many they were
        self._repeat_at_ns = 0
        self._repeat_distance_ns = 0
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
        if self._upkeep:
            self._guard(self._upkeep.require)
        if self._file and now >= self._start_ns + self._segment_ns:
            self._split()
        if self._published and now >= self._sample_due():
            self._sample()
        if self._file and now >= self._repeat_at_ns:
            self._guard(self._repeat)
        return self._next_due()

    # --- sampling

    def _sample_due(self) -> int:
        return max(self._sampled_ns + self._sample_ns, self._retry_at_ns)

    def _next_due(self) -> int | None:
        due = []
        if self._published:
            due.append(self._sample_due())
        if self._file:
            due += [self._start_ns + self._segment_ns, self._repeat_at_ns]
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
        if self._settings.on_resize is OnResize.SCALE and self._file:
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
            self._composition = Composition(self._settings, reader.size, self._name, self._pointer)
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
        if self._file is None:
            self._begin_segment(self._change_ns)
        elif self._is_changed:
            self._write(self._time_ms(self._change_ns), keyframe=self._is_keyframe_due())

    def _is_keyframe_due(self) -> bool:
        assert self._sink is not None
        passed_ns = self._change_ns - self._keyframe_ns
        since_bytes = self._sink.encoded_bytes - self._bytes_at_keyframe
        since_frames = self._sink.frames - self._frames_at_keyframe
        if since_bytes >= self._keyframe_bytes:
            return passed_ns >= self._key_ns
        return since_frames >= _FRAMES_TO_DECODE and passed_ns >= _SPARSE * self._key_ns

    def _time_ms(self, time_ns: int) -> int:
        return max(self._last_ms + 1, round((time_ns - self._start_ns) / 1e6))

    def _write(self, time_ms: int, *, keyframe: bool) -> None:
        assert self._sink is not None
        before_bytes = self._sink.encoded_bytes
        self._stamp(time_ms)
        self._sink.write(time_ms, keyframe=keyframe)
        self._is_changed = False
        self._last_ms = time_ms
        written_ns = self._start_ns + time_ms * 1_000_000
        if keyframe:
            self._keyframe_ns = written_ns
            self._bytes_at_keyframe = self._sink.encoded_bytes
            self._frames_at_keyframe = self._sink.frames
            self._keyframe_bytes = self._bytes_at_keyframe - before_bytes
        self._repeat_distance_ns = _FIRST_REPEAT_NS
        self._repeat_at_ns = written_ns + _FIRST_REPEAT_NS

    def _stamp(self, time_ms: int) -> None:
        """Burn the time of the frame that is written next in, where that is wanted."""
        assert self._sink is not None
        assert self._composition is not None
        age_ns = self._clock.monotonic_ns() - (self._start_ns + time_ms * 1_000_000)
        if rects := self._composition.stamp(self._clock.wall_ns() - age_ns):
            self._sink.draw(self._composition.words, rects)

    def _repeat(self) -> None:
        """Write the same picture again: the first time, this puts the last change on the disk."""
        assert self._sink is not None
        now = self._clock.monotonic_ns()
        self._last_ms = self._time_ms(now)
        self._stamp(self._last_ms)
        self._sink.write(self._last_ms)
        self._repeat_distance_ns = min(2 * self._repeat_distance_ns, _LONGEST_REPEAT_NS)
        self._repeat_at_ns = now + self._repeat_distance_ns

    # --- segments

    def _sink_of_format(self, size: Size) -> Sink:
        return open_sink(self._settings, size)

    def _begin_segment(self, time_ns: int) -> None:
        """Open a file whose first frame is the present picture."""
        assert self._sink is not None
        assert self._composition is not None
        start_ns = max(time_ns, self._earliest_ns)
        wall_ns = self._clock.wall_ns() - (self._clock.monotonic_ns() - start_ns)
        folder = Path(self._settings.folder)
        require_space(folder, self._free, again=bool(self._failure))
        self._file_cause = self._cause
        path = segment_path(folder, self._name, wall_ns, suffix=self._sink.suffix)
        self._file = PartFile(path)
        self._sink.begin(self._file, self._metadata(wall_ns))
        self._start_ns = start_ns
        self._start_wall_ns = wall_ns
        self._history.begin(self._composition.desktop, start_ns, wall_ns)
        self._last_ms = -1
        self._write(0, keyframe=True)
        self._upkeep = Upkeep(
            self._file,
            self._sink,
            start_ns=start_ns,
            clock=self._clock,
            folder=folder,
            free=self._free,
            call=self._call,
        )
        self._disk.keep(self._file, self._upkeep.tend)
        self._failure = ""
        self._set_state(RecordingState.RECORDING, path=self._file.path)

    def _end_segment(self, ended: Ended) -> None:
        """Finish the file, if one is open."""
        if self._file:
            self._guard(self._finish, self._clock.monotonic_ns(), ended)
        self._earliest_ns = self._clock.monotonic_ns()
        if self.state is RecordingState.RECORDING:
            self._set_state(RecordingState.WAITING)

    def _split(self) -> None:
        """End the segment after its time and go on in a new one without a gap."""
        end_ns = self._start_ns + self._segment_ns
        self._guard(self._finish, end_ns, Ended.LENGTH)
        self._earliest_ns = end_ns
        if self.state is RecordingState.RECORDING:
            self._guard(self._begin_segment, end_ns)

    def _finish(self, end_ns: int, ended: Ended) -> None:
        assert self._sink is not None
        assert self._file is not None
        file = self._file
        end_ms = max(self._last_ms, round((end_ns - self._start_ns) / 1e6))
        self._leave_alone()
        self._sink.finish(end_ms)
        self._close_file(file, end_ms, ended)

    def _leave_alone(self) -> None:
        """Have nobody else look after the file: it is about to be finished."""
        upkeep, self._upkeep = self._upkeep, None
        if upkeep:
            upkeep.end()

    def _close_file(self, file: PartFile, end_ms: int, ended: Ended) -> None:
        """Let the disk finish `file`, and tell when it has its final name."""
        assert self._sink is not None
        self._file = None
        facts = self._facts(file.final_path, self._sink, end_ms, ended)

        def finished(result: Path | OSError) -> None:
            if isinstance(result, OSError):
                self._unfinished = result
                self._call()
                return
            logger.info("session %d: %s, %d frames", self.session, result, facts.frames)
            path = str(result)
            self._emit(
                SegmentFinished(
                    self.session,
                    path,
                    end_ms / 1000,
                    facts.frames,
                    file.size_bytes,
                    replace(facts, path=path),
                )
            )

        self._disk.finish(file, finished)

    def _facts(self, path: Path, sink: Sink, end_ms: int, ended: Ended) -> SegmentFacts:
        """Say what the manifest of a finished file says."""
        length_ns = end_ms * 1_000_000
        activity, gaps, controlled = self._history.end(self._start_ns + length_ns)
        return SegmentFacts(
            path=str(path),
            folder=self._settings.folder,
            host=self._name,
            group=self._group,
            start_ns=self._start_wall_ns,
            end_ns=self._start_wall_ns + length_ns,
            format=str(self._settings.format),
            width=sink.size.width,
            height=sink.size.height,
            frames=sink.frames,
            cause=self._file_cause,
            ended=ended,
            activity=activity,
            gaps=gaps,
            controlled=controlled,
            settings=self._settings_text(),
        )

    def _settings_text(self) -> str:
        settings = self._settings
        words = [
            f"format={settings.format}",
            f"max_fps={settings.max_fps:g}",
            f"segment_s={settings.segment_s:g}",
            f"keyframe_s={settings.keyframe_s:g}",
            f"preset={settings.preset}",
        ]
        if settings.quality is not None:
            words.append(f"quality={settings.quality}")
        if settings.masks:
            words.append(f"masks={';'.join(map(str, settings.masks))}")
        if settings.max_size is not None:
            words.append(f"max_size={settings.max_size.width}x{settings.max_size.height}")
        return " ".join(words)

    def _metadata(self, wall_ns: int) -> dict[str, str]:
        start = datetime.fromtimestamp(wall_ns / 1e9, UTC)
        return {
            "title": self._name,
            "creation_time": start.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "VNCWALL_HOST": self._name,
            "VNCWALL_START": start.isoformat(timespec="milliseconds"),
            "VNCWALL_VERSION": __version__,
            "VNCWALL_CAUSE": self._cause,
            "VNCWALL_SETTINGS": self._settings_text(),
        }

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
        file, self._file = self._file, None
        self._leave_alone()
        if self._sink:
            if file and file.error is None:
                with contextlib.suppress(SinkError):
                    self._sink.finish(self._time_ms(now))
            self._sink.abandon()
            if file:
                self._save(file, self._time_ms(now), ended)
            self._close_sink()  # a new one draws the whole picture again
        self._earliest_ns = now
        self._retry_at_ns = now + _RETRY_NS
        self._look_again()
        if detail != self._failure:
            self._failure = detail
            logger.error("recording of %s stopped: %s", self._name, detail)
            self._set_state(RecordingState.FAILED, detail=detail)

    def _save(self, file: PartFile, end_ms: int, ended: Ended) -> None:
        """Give a file that could not be finished its final name, if it holds a frame."""
        assert self._sink is not None
        if self._sink.frames:
            self._close_file(file, end_ms, ended)
        else:
            file.discard()

    def _set_state(
        self, state: RecordingState, *, path: Path | None = None, detail: str = ""
    ) -> None:
        self.state = state
        self._emit(RecordingChanged(self.session, state, str(path or ""), detail))
