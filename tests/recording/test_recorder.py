"""When a recorder samples, writes, repeats, splits and recovers; with a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shared_desktop import SharedDesktop
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import (
    ControlChanged,
    CursorChanged,
    Notice,
    PointerMoved,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
)
from vncwall.ipc.segment import Ended, Span
from vncwall.recording.disk import DirectDisk, Disk, Finished, Tend
from vncwall.recording.recorder import Recorder
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.null import NullSink
from vncwall.recording.space import RESERVE_BYTES
from vncwall.recording.stamp import Stamp as TimeStamp
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import OnResize, RecordingSettings, Stamp, VideoFormat
from vncwall.states import Reason, SessionState

SIZE = Size(256, 128)
_NS = 1_000_000_000


class TendingDisk(DirectDisk):
    """Tends what is open when the studio says so: once a second."""

    def __init__(self) -> None:
        self.open: list[tuple[PartFile, Tend]] = []

    def keep(self, file: PartFile, tend: Tend | None = None) -> None:
        if tend is not None:
            self.open.append((file, tend))

    def tend(self) -> None:
        for file, tend in self.open:
            if not file.is_closed:
                tend()


class Studio:
    """A recorder with everything round it, driven as its owner drives it."""

    def __init__(
        self, folder: Path, *, real: bool = False, disk: Disk | None = None, **settings: object
    ) -> None:
        self.clock = FakeClock()
        self.folder = folder
        self.notices: list[Notice] = []
        self.sinks: list[NullSink] = []
        self.free = 1 << 40
        self.frame_bytes = (1000, 1000)
        self.disk = disk or TendingDisk()
        self.steps = 0
        self.tended_ns = self.clock.now_ns
        self.desktops: list[SharedDesktop] = []
        options = {"folder": str(folder), "max_fps": 5.0, "segment_s": 600.0} | settings
        self.recorder = Recorder(
            0,
            "lab",
            RecordingSettings(**options),  # type: ignore[arg-type]
            clock=self.clock,
            emit=self.notices.append,
            make_sink=None if real else self.make_sink,
            free=lambda _: self.free,
            disk=self.disk,
        )

    def make_sink(self, size: Size) -> NullSink:
        self.sinks.append(NullSink(size))
        self.sinks[-1].frame_bytes = self.frame_bytes
        return self.sinks[-1]

    def share(self, size: Size = SIZE) -> SharedDesktop:
        desktop = SharedDesktop(size, self.clock)
        self.desktops.append(desktop)
        self.recorder.handle(desktop.shared)
        return desktop

    def tell(self, notice: Notice) -> None:
        self.recorder.handle(notice)
        self.run_for(0)

    def run_for(self, seconds: float) -> None:
        """Let time pass; the recorder is called exactly when it wants to be."""
        end_ns = self.clock.now_ns + round(seconds * _NS)
        while True:
            due_ns = self.recorder.step()
            self.steps += 1
            if self.tended_ns + _NS <= min(end_ns, due_ns or end_ns):
                self.tended_ns += _NS
                self.clock.now_ns = max(self.clock.now_ns, self.tended_ns)
                if isinstance(self.disk, TendingDisk):
                    self.disk.tend()
                continue
            if due_ns is None or due_ns > end_ns:
                break
            self.clock.now_ns = max(self.clock.now_ns, due_ns)
        self.clock.now_ns = end_ns

    @property
    def writes(self) -> list[tuple[int, bool]]:
        """(milliseconds, key frame) of every frame, of all sinks."""
        calls = [call for sink in self.sinks for call in sink.calls]
        return [(call[1], call[2]) for call in calls if call[0] == "write"]  # type: ignore[misc]

    @property
    def states(self) -> list[RecordingState]:
        return [n.state for n in self.notices if isinstance(n, RecordingChanged)]

    @property
    def finished(self) -> list[SegmentFinished]:
        return [n for n in self.notices if isinstance(n, SegmentFinished)]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("[!.]*") if path.is_file())


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    made: list[Studio] = []

    def make(**settings: object) -> Studio:
        made.append(Studio(tmp_path / f"r{len(made)}", **settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.recorder.stop()
        for desktop in one.desktops:
            desktop.close()


def test_nothing_is_written_before_the_first_picture(studio: Callable[..., Studio]) -> None:
    s = studio()
    s.share()
    s.run_for(60)
    assert (s.writes, s.files(), s.states) == ([], [], [RecordingState.WAITING])


def test_the_first_picture_opens_a_file_with_a_key_frame(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.fill(Rect(0, 0, 9, 9), 0xFF00FF00))
    assert s.writes == [(0, True)]
    assert s.states == [RecordingState.WAITING, RecordingState.RECORDING]
    assert [Path(name).suffix for name in s.files()] == [".part"]
    np.testing.assert_array_equal(s.sinks[0].picture, desktop.words)


def test_a_picture_published_before_the_recorder_came_is_recorded(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    desktop = SharedDesktop(SIZE, s.clock)
    s.desktops.append(desktop)
    desktop.publish()
    s.tell(desktop.shared)
    assert s.writes == [(0, True)]


def test_frames_are_at_most_max_fps_and_the_last_state_is_never_lost(
    studio: Callable[..., Studio],
) -> None:
    s = studio(max_fps=5.0)
    desktop = s.share()
    for number in range(100):  # 100 updates a second, for one second
        s.tell(desktop.fill(Rect(number, 0, 1, 1), 0xFF0000FF))
        s.run_for(0.01)
    s.run_for(0.2)
    assert [time_ms for time_ms, _ in s.writes] == [0, 190, 390, 590, 790, 990]
    np.testing.assert_array_equal(s.sinks[0].picture, desktop.words)


def test_a_frame_has_the_time_at_which_its_bytes_came(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(5)
    late = desktop.fill(Rect(0, 0, 9, 9), 0xFF00FF00)
    s.run_for(0.07)  # the notice was 70 ms on its way
    s.tell(late)
    assert (5000, False) in s.writes


def test_the_same_pixels_again_are_no_frame(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    for _ in range(3):
        s.run_for(0.3)
        s.tell(desktop.publish())
    assert s.writes == [(0, True)]


def test_a_still_screen_is_repeated_after_one_second_then_more_and_more_rarely(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    s.tell(s.share().publish())
    s.run_for(100)
    assert [time_ms // 1000 for time_ms, _ in s.writes] == [0, 1, 3, 7, 15, 31, 61, 91]
    assert not any(key for _, key in s.writes[1:])
    extended = [call[1] for call in s.sinks[0].calls if call[0] == "extend"]
    assert extended == [pytest.approx(1000 * n, abs=2) for n in range(1, 101)]


def keys_of_changes(s: Studio, times_s: tuple[int, ...]) -> list[int]:
    """Change the screen at these times; return the times of the key frames."""
    desktop = s.share()
    s.recorder.handle(desktop.publish())
    s.run_for(0)
    for at_s in times_s:
        s.run_for(at_s - (s.clock.now_ns / _NS - 1000))
        s.tell(desktop.fill(Rect(0, 0, 9, 9), 0xFF000000 | at_s))
    return [round(time_ms / 1000) for time_ms, key in s.writes if key]


def test_a_key_frame_is_due_after_its_time_and_only_with_a_change(
    studio: Callable[..., Studio],
) -> None:
    assert keys_of_changes(studio(keyframe_s=10.0), (4, 12, 14, 40)) == [0, 12, 40]


def test_key_frames_wait_while_little_changes(studio: Callable[..., Studio]) -> None:
    s = studio(keyframe_s=10.0)
    s.frame_bytes = (100_000, 50)
    keys = keys_of_changes(s, tuple(range(1, 300)))
    written = [round(time_ms / 1000) for time_ms, _ in s.writes]
    assert keys[:2] == [0, written[100]]


def test_a_clock_that_moves_every_minute_makes_no_key_frames(
    studio: Callable[..., Studio],
) -> None:
    s = studio(keyframe_s=10.0)
    s.frame_bytes = (100_000, 50)
    assert keys_of_changes(s, tuple(range(60, 600, 60))) == [0]


def test_segments_follow_each_other_without_a_gap(studio: Callable[..., Studio]) -> None:
    s = studio(segment_s=60.0)
    desktop = s.share()
    s.tell(desktop.publish())
    for number in range(150):
        s.run_for(1)
        s.tell(desktop.fill(Rect(number, 0, 1, 1), 0xFF0000FF))
    s.recorder.stop()
    assert [segment.duration_s for segment in s.finished] == pytest.approx([60, 60, 30], abs=0.01)
    assert s.files() == ["001640.mkv", "001740.mkv", "001840.mkv"]
    assert [time_ms for time_ms, key in s.writes if time_ms == 0 and key] == [0, 0, 0]
    assert s.states[-2:] == [RecordingState.WAITING, RecordingState.OFF]


def test_a_new_size_begins_a_new_file_and_keeps_the_old_one(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    first = s.share()
    s.tell(first.publish())
    s.run_for(3)
    second = s.share(Size(64, 200))
    s.run_for(1)
    s.tell(second.publish())
    s.run_for(2)
    s.recorder.stop()
    assert [segment.duration_s for segment in s.finished] == [3.0, 2.0]
    assert [sink.size for sink in s.sinks] == [SIZE, Size(64, 200)]


def test_a_new_segment_of_the_same_size_goes_on_in_the_same_file(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    s.tell(s.share().publish())
    s.run_for(0.5)
    s.tell(s.share().fill(Rect(0, 0, 9, 9), 0xFF00FF00))
    assert s.writes == [(0, True), (500, False)]
    assert len(s.sinks) == 1


def test_a_lost_connection_ends_the_file_and_leaves_a_gap(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(4)
    s.tell(SessionChanged(0, SessionState.BACKING_OFF, Reason.DISCONNECTED, "", 0))
    s.run_for(60)
    assert [segment.duration_s for segment in s.finished] == [4.0]
    assert s.states[-1] is RecordingState.WAITING
    s.tell(desktop.publish())  # connected again: the same picture, but a new file
    s.run_for(2)
    s.recorder.stop()
    assert [segment.duration_s for segment in s.finished] == [4.0, 2.0]


def test_a_frozen_server_is_still_recorded(studio: Callable[..., Studio]) -> None:
    s = studio()
    s.tell(s.share().publish())
    s.tell(SessionChanged(0, SessionState.STALLED, Reason.NONE, "", 0))
    s.run_for(5)
    assert s.finished == []
    assert s.recorder.state is RecordingState.RECORDING


def test_a_framebuffer_that_went_away_ends_the_file(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(1)
    s.tell(desktop.gone)
    assert len(s.finished) == 1


def test_a_segment_that_is_unlinked_already_is_not_an_error(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = SharedDesktop(SIZE, s.clock)
    desktop.close()
    s.tell(desktop.shared)
    s.tell(s.share().publish())
    assert s.writes == [(0, True)]


def test_a_half_published_picture_is_not_written(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(1.5)
    before = list(s.writes)
    header = desktop.writer._segment.header
    notice = desktop.fill(Rect(0, 0, 9, 9), 0xFF00FF00)
    header[0] += 1  # the next publish has begun
    s.tell(notice)
    s.run_for(0.3)
    assert s.writes == before
    header[0] -= 1
    s.run_for(0.3)
    assert len(s.writes) == len(before) + 1
    np.testing.assert_array_equal(s.sinks[0].picture, desktop.words)


def test_a_failing_codec_is_told_and_recording_begins_again_by_itself(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(2)
    s.sinks[0].fail = "encoder broke"
    s.tell(desktop.fill(Rect(0, 0, 9, 9), 0xFF00FF00))
    failed = s.notices[-1]
    assert failed == RecordingChanged(0, RecordingState.FAILED, "", "encoder broke")
    assert len(s.finished) == 1
    s.run_for(10)
    assert s.states[-1] is RecordingState.RECORDING
    assert s.states.count(RecordingState.FAILED) == 1
    np.testing.assert_array_equal(s.sinks[-1].picture, desktop.words)


def test_recording_stops_before_the_disk_is_full_and_goes_on_when_there_is_room(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(5)
    s.free = RESERVE_BYTES - 1
    s.run_for(30)
    assert s.states[-1] is RecordingState.FAILED
    assert s.states.count(RecordingState.FAILED) == 1
    assert len(s.finished) == 1
    assert "less than 32 MB are free" in s.notices[-1].detail  # type: ignore[attr-defined]
    s.free = RESERVE_BYTES + 1  # not enough to begin again
    s.run_for(30)
    assert s.states[-1] is RecordingState.FAILED
    s.free = 2 * RESERVE_BYTES
    s.run_for(30)
    assert s.states[-1] is RecordingState.RECORDING


def test_a_vanished_file_is_noticed_within_a_second_or_so(studio: Callable[..., Studio]) -> None:
    s = studio()
    s.tell(s.share().publish())
    s.run_for(5)
    next(s.folder.rglob("*.part")).unlink()
    s.run_for(1.1)
    assert s.states[-1] is RecordingState.FAILED
    s.run_for(6)
    assert s.states[-1] is RecordingState.RECORDING
    assert len(s.files()) == 1


def test_a_folder_that_cannot_be_made_is_told_once_and_tried_again(
    studio: Callable[..., Studio],
) -> None:
    s = studio()
    s.folder.write_text("a file is in the way")
    s.tell(s.share().publish())
    s.run_for(60)
    assert s.states == [RecordingState.WAITING, RecordingState.FAILED]
    s.folder.unlink()
    s.run_for(6)
    assert s.states[-1] is RecordingState.RECORDING


class SlowDisk(Disk):
    """Finishes files when the test says so."""

    def __init__(self) -> None:
        self.kept: list[PartFile] = []
        self.waiting: list[tuple[PartFile, Finished]] = []

    def keep(self, file: PartFile, tend: Tend | None = None) -> None:
        self.kept.append(file)

    def finish(self, file: PartFile, then: Finished) -> None:
        self.waiting.append((file, then))


def test_the_next_file_does_not_wait_until_the_disk_has_finished_the_last_one(
    studio: Callable[..., Studio],
) -> None:
    disk = SlowDisk()
    s = studio(disk=disk, segment_s=10.0)
    s.tell(s.share().publish())
    s.run_for(25)
    assert s.files() == ["001640.mkv.part", "001650.mkv.part", "001700.mkv.part"]
    assert len(disk.kept) == 3
    assert s.finished == []
    for file, then in disk.waiting:
        then(file.finish())
    assert [segment.duration_s for segment in s.finished] == [10.0, 10.0]


def test_a_file_that_the_disk_cannot_finish_is_told(studio: Callable[..., Studio]) -> None:
    disk = SlowDisk()
    s = studio(disk=disk, segment_s=10.0)
    s.tell(s.share().publish())
    s.run_for(11)
    file, then = disk.waiting[0]
    file.close()
    then(OSError(5, "Input/output error"))
    s.run_for(1)
    assert s.notices[-1] == RecordingChanged(
        0, RecordingState.FAILED, "", "[Errno 5] Input/output error"
    )
    s.run_for(10)
    assert s.states[-1] is RecordingState.RECORDING


def test_a_format_that_the_recorder_does_not_write_is_refused(
    studio: Callable[..., Studio],
) -> None:
    s = studio(real=True, format=VideoFormat.WIRE)
    s.tell(s.share().publish())
    assert s.states == [RecordingState.WAITING, RecordingState.FAILED]


def test_a_still_day_costs_kilobytes_and_little_work(studio: Callable[..., Studio]) -> None:
    """24 hours of a still screen in real files, in the time of the test's clock."""
    s = studio(real=True, segment_s=3600.0)
    desktop = s.share(Size(160, 96))
    s.tell(desktop.fill(Rect(0, 0, 80, 48), 0xFF3366AA))
    s.steps = 0
    s.run_for(24 * 3600)
    s.recorder.stop()
    assert [segment.duration_s for segment in s.finished[:24]] == [3600.0] * 24
    assert max(segment.size_bytes for segment in s.finished) < 20_000
    assert s.steps < 24 * 3600 * 1.1
    with av.open(s.finished[5].path) as container:
        assert container.duration // 1_000_000 == 3600


def test_a_real_file_shows_what_was_on_the_screen_at_each_time(
    studio: Callable[..., Studio],
) -> None:
    s = studio(real=True, format=VideoFormat.LOSSLESS, max_fps=50.0)
    desktop = s.share(Size(97, 51))
    random = np.random.default_rng(7)
    history: list[tuple[int, np.ndarray]] = []
    start_ns = s.clock.now_ns
    for _ in range(40):
        x, y = int(random.integers(0, 90)), int(random.integers(0, 45))
        s.tell(desktop.fill(Rect(x, y, 7, 6), 0xFF000000 | int(random.integers(1, 1 << 24))))
        history.append(((s.clock.now_ns - start_ns) // 1_000_000, desktop.words.copy()))
        s.run_for(float(random.integers(30, 900)) / 1000)
    s.recorder.stop()
    with av.open(s.finished[0].path) as container:
        frames = [
            (round(f.time * 1000), f.to_ndarray(format="rgb24")) for f in container.decode(video=0)
        ]
    for time_ms, words in history:
        shown = [rgb for at_ms, rgb in frames if at_ms <= time_ms + 1][-1].astype(np.uint32)
        found = 0xFF000000 | shown[:, :, 0] << 16 | shown[:, :, 1] << 8 | shown[:, :, 2]
        np.testing.assert_array_equal(found, words)


def test_a_finished_segment_tells_what_its_manifest_says(studio: Callable[..., Studio]) -> None:
    s = studio(segment_s=20.0)
    desktop = s.share()
    s.recorder.handle(ControlChanged(0, "alice"))
    s.tell(desktop.publish())
    s.run_for(12)
    s.tell(desktop.fill(Rect(0, 0, 64, 64), 0xFF00FF00))  # one of 8 blocks
    s.tell(ControlChanged(0, ""))
    s.tell(SessionChanged(0, SessionState.STALLED, Reason.NONE, "no answer", 0))
    s.run_for(3)
    s.tell(SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0))
    s.run_for(10)
    s.recorder.stop()
    first, second = [notice.facts for notice in s.finished]
    assert first is not None
    assert second is not None
    begin = first.start_ns
    assert (first.host, first.format, first.width, first.height) == ("lab", "h264", 256, 128)
    assert (first.cause, first.ended, first.end_ns - begin) == ("hand", Ended.LENGTH, 20 * _NS)
    assert first.activity == (0, 13)
    assert first.controlled == (Span(begin, begin + 12 * _NS, "alice"),)
    (gap,) = first.gaps
    assert (gap.start_ns - begin, gap.end_ns - begin) == (12 * _NS, 15 * _NS)
    assert gap.what == str(SessionState.STALLED)
    assert (second.start_ns, second.ended, second.activity) == (
        first.end_ns, Ended.STOPPED, (0,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "ended"),
    [
        (lambda s: s.share(Size(320, 200)), Ended.RESIZE),
        (lambda s: s.tell(SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0)),
         Ended.CONNECTION_LOST),
        (lambda s: setattr(s, "free", 0), Ended.DISK),
        (lambda s: setattr(s.sinks[0], "fail", "broken"), Ended.CODEC),
    ],
)  # fmt: skip
def test_a_segment_says_why_it_ended(
    studio: Callable[..., Studio], happens: Callable[[Studio], object], ended: Ended
) -> None:
    s = studio()
    s.tell(s.share().publish())
    happens(s)
    s.run_for(2)
    assert [notice.facts.ended for notice in s.finished if notice.facts] == [ended]


def shown_at(s: Studio, number: int = 0) -> list[tuple[int, np.ndarray]]:
    """Return (milliseconds, words) of every frame of a finished file."""
    frames = []
    with av.open(s.finished[number].path) as container:
        for frame in container.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24").astype(np.uint32)
            words = 0xFF000000 | rgb[:, :, 0] << 16 | rgb[:, :, 1] << 8 | rgb[:, :, 2]
            frames.append((round(frame.time * 1000), words))
    return frames


@pytest.mark.parametrize("video_format", [VideoFormat.LOSSLESS, VideoFormat.H264])
def test_nothing_of_a_masked_place_is_in_the_file(
    studio: Callable[..., Studio], video_format: VideoFormat
) -> None:
    s = studio(real=True, format=video_format, masks=(parse_mask("33,17,41,23"),))
    desktop = s.share()
    for seed in range(5):
        desktop.fill(Rect(0, 0, SIZE.width, SIZE.height), 0xFF808080)
        s.tell(desktop.fill(Rect(33, 17, 41, 23), 0xFF000000 | 0xFFFFFF >> seed))
        s.run_for(1)
    s.recorder.stop()
    frames = shown_at(s)
    assert len(frames) >= 2
    for _, words in frames:
        inside = words[18:39, 34:73] & 0xFF
        assert inside.max() <= (0 if video_format is VideoFormat.LOSSLESS else 16)
        assert (words[60:, 100:] & 0xFF).min() > 100


def test_a_still_screen_is_not_encoded_for_its_clock(studio: Callable[..., Studio]) -> None:
    plain, stamped = studio(), studio(stamp=Stamp.BELOW)
    for s in (plain, stamped):
        s.tell(s.share().publish())
        s.run_for(100)
    assert stamped.writes == plain.writes
    assert stamped.sinks[0].size.height > SIZE.height


def test_a_frame_says_the_time_at_which_it_was_on_the_screen(
    studio: Callable[..., Studio],
) -> None:
    s = studio(real=True, format=VideoFormat.LOSSLESS, stamp=Stamp.TOP_LEFT)
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(10.5)
    s.tell(desktop.fill(Rect(200, 100, 9, 9), 0xFF00FF00))
    s.recorder.stop()
    begin = s.clock.wall_ns() // _NS - 10
    frames = dict(shown_at(s))
    for time_ms in (0, 1000, 3000, 7000, 10_500):
        expected = np.zeros((SIZE.height, SIZE.width), np.uint32)
        painter = TimeStamp("lab", Stamp.TOP_LEFT, Rect(0, 0, SIZE.width, SIZE.height))
        (rect,) = painter.draw(expected, (begin + time_ms // 1000) * _NS, again=True)
        np.testing.assert_array_equal(
            frames[time_ms][: rect.bottom, : rect.right], expected[: rect.bottom, : rect.right]
        )


def test_another_size_can_be_fitted_into_the_same_file(studio: Callable[..., Studio]) -> None:
    s = studio(real=True, format=VideoFormat.LOSSLESS, on_resize=OnResize.SCALE)
    s.tell(s.share().fill(Rect(0, 0, 256, 128), 0xFF112233))
    s.run_for(3)
    s.tell(s.share(Size(128, 128)).fill(Rect(0, 0, 128, 128), 0xFF445566))
    s.run_for(3)
    s.recorder.stop()
    assert len(s.finished) == 1
    last = shown_at(s)[-1][1]
    assert (last[:, 64:192] == 0xFF445566).all()
    assert (last[:, :64] == 0xFF000000).all()
    assert (last[:, 192:] == 0xFF000000).all()


def test_after_a_lost_connection_a_fitted_desktop_begins_a_file_of_its_own_size(
    studio: Callable[..., Studio],
) -> None:
    s = studio(on_resize=OnResize.SCALE)
    s.tell(s.share().publish())
    s.run_for(1)
    s.tell(SessionChanged(0, SessionState.BACKING_OFF, Reason.DISCONNECTED, "", 0))
    s.tell(s.share(Size(64, 64)).publish())
    assert [sink.size for sink in s.sinks] == [SIZE, Size(64, 64)]


def test_the_pointer_that_we_draw_is_on_record(studio: Callable[..., Studio]) -> None:
    s = studio()
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(1.5)
    before = len(s.writes)
    s.tell(CursorChanged(0, 2, 2, 0, 0, bytes([255] * 16)))
    s.run_for(0.5)
    assert len(s.writes) == before, "its place is not known yet"
    s.tell(PointerMoved(0, 10, 20))
    s.run_for(0.5)
    assert len(s.writes) == before + 1
    expected = desktop.words.copy()
    expected[20:22, 10:12] = 0xFFFFFFFF
    np.testing.assert_array_equal(s.sinks[0].picture, expected)
    for x in range(100):  # a hand that moves is stored as often as anything else
        s.tell(PointerMoved(0, x, 20))
        s.run_for(0.01)
    assert len(s.writes) <= before + 7


def test_a_disk_that_fails_costs_neither_stamp_nor_mask(studio: Callable[..., Studio]) -> None:
    s = studio(stamp=Stamp.BELOW, masks=(parse_mask("0,0,16,16"),))
    desktop = s.share()
    s.tell(desktop.fill(Rect(0, 0, 256, 128), 0xFF445566))
    s.run_for(2)
    s.sinks[0].fail = "encoder broke"
    s.tell(desktop.fill(Rect(0, 0, 256, 128), 0xFF665544))
    s.run_for(10)
    picture = s.sinks[-1].picture
    assert len(s.sinks) == 2
    assert (picture[:16, :16] == 0xFF000000).all()
    assert (picture[16:128] == 0xFF665544).all()
    assert (picture[128:] > 0xFF000000).any()


@pytest.mark.parametrize("jump_s", [-7200, -3, 3, 86_400 * 400])
def test_a_wall_clock_that_is_set_bends_no_file(
    studio: Callable[..., Studio], monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    s = studio(segment_s=20.0)
    desktop = s.share()
    s.tell(desktop.publish())
    s.run_for(10)
    offset_ns = jump_s * _NS
    monkeypatch.setattr(s.clock, "wall_ns", lambda: s.clock.now_ns + offset_ns + 10**18)
    for number in range(29):
        s.run_for(1)
        s.tell(desktop.fill(Rect(number, 0, 1, 1), 0xFF0000FF))
    s.recorder.stop()
    assert [segment.duration_s for segment in s.finished] == [20.0, 19.0]
    assert len({segment.path for segment in s.finished}) == 2


def test_a_clock_that_is_set_back_into_a_file_that_is_there_overwrites_nothing(
    studio: Callable[..., Studio], monkeypatch: pytest.MonkeyPatch
) -> None:
    s = studio(segment_s=10.0)
    s.tell(s.share().publish())
    monkeypatch.setattr(s.clock, "wall_ns", lambda: 10**18 + s.clock.now_ns % (10 * _NS))
    s.run_for(35)
    s.recorder.stop()
    names = [Path(segment.path).name for segment in s.finished]
    assert len(names) == len(set(names)) == 4
    assert sum("_" in name for name in names) == 2
