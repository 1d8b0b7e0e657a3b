"""Files after crashes: what plays is what was recorded, and nothing that was flushed is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.ffprobe import complaints
from tests.support.power_cut import Remains, WatchedFile, remains
from tests.support.recording import make_recording
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.mending import cut_damage, mend
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import VideoFormat

SIZE = Size(64, 48)
FRAMES = 12
FLUSH_EACH = 3


def picture(number: int) -> Words:
    """Return noise, so that a frame is several sectors long."""
    random = np.random.default_rng(number)
    return 0xFF000000 | random.integers(0, 1 << 24, (SIZE.height, SIZE.width), np.uint32)


def frames(path: Path) -> list[tuple[int, bytes]]:
    """Return (milliseconds, RGB) of every frame, as a player shows them."""
    with av.open(str(path)) as container:
        return [
            (round(frame.time * 1000), frame.to_ndarray(format="rgb24").tobytes())
            for frame in container.decode(video=0)
        ]


class Recorded:
    """A recording that was flushed now and then, and what was in the file with each flush."""

    def __init__(self, folder: Path, video_format: VideoFormat) -> None:
        self.file = WatchedFile(folder / "whole.mkv")
        sink = open_sink(video_format, SIZE)
        sink.begin(self.file, {"title": "lab"})
        self.in_file: list[tuple[int, int]] = []  # (writes, frames that are surely in the file)
        for number in range(FRAMES):
            sink.draw(picture(number), [Rect(0, 0, SIZE.width, SIZE.height)])
            sink.write(number * 400, keyframe=number == 5)
            self.in_file.append((len(self.file.writes), number))
            if number % FLUSH_EACH == 2:
                self.file.sync()
        sink.finish(FRAMES * 400)
        self.in_file.append((len(self.file.writes), FRAMES + 1))
        self.frames = frames(self.file.finish())

    def frames_in(self, writes: int) -> int:
        return max((count for at, count in self.in_file if at <= writes), default=0)


@pytest.mark.parametrize("video_format", [VideoFormat.LOSSLESS, VideoFormat.H264])
def test_any_power_failure_leaves_all_that_was_flushed_and_nothing_false(
    tmp_path: Path, video_format: VideoFormat
) -> None:
    recorded = Recorded(tmp_path, video_format)
    left = tmp_path / "left.mkv"
    states = {state.data: state for state in remains(recorded.file, seed=1)}
    assert len(states) > 60
    for state in states.values():
        left.write_bytes(state.data)
        wanted = recorded.frames_in(state.flushed)
        if not mend(left):
            assert wanted == 0, state.what
            continue
        found = frames(left)
        assert len(found) >= wanted, state.what
        assert found == recorded.frames[: len(found)], state.what


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs Debian's ffmpeg")
def test_ffprobe_has_nothing_to_complain_about(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path, VideoFormat.H264)
    left = tmp_path / "left.mkv"
    states = [state for state in remains(recorded.file, seed=2, each=1) if "some" in state.what]
    for state in states[10::8]:
        left.write_bytes(state.data)
        if mend(left):
            assert complaints(left) == "", state.what


def test_what_is_whole_is_left_alone(tmp_path: Path) -> None:
    for finish in (True, False):
        path = make_recording(tmp_path / f"{finish}.mkv", finish=finish)
        before = path.read_bytes()
        assert mend(path)
        assert path.read_bytes() == before


def test_damage_in_the_middle_costs_only_its_own_frames(tmp_path: Path) -> None:
    times = tuple(range(0, 8000, 1000))
    path = make_recording(tmp_path / "a.mkv", times_ms=times, duration_ms=8000)
    data = bytearray(path.read_bytes())
    second = data.index(b"\x1f\x43\xb6\x75", data.index(b"\x1f\x43\xb6\x75") + 4)
    data[second + 20] ^= 0xFF
    path.write_bytes(data)
    assert cut_damage(path) == 0
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"FBS 001.000\n",
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01",
    ],
)
def test_other_files_are_neither_cut_nor_said_to_play(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    assert not mend(path)
    assert path.read_bytes() == data


def test_garbage_behind_the_header_is_survived(tmp_path: Path) -> None:
    whole = make_recording(tmp_path / "a.mkv", finish=False).read_bytes()
    random = np.random.default_rng(3)
    path = tmp_path / "garbage.mkv"
    for _ in range(60):
        at = int(random.integers(0, len(whole)))
        path.write_bytes(whole[:at] + random.bytes(200))
        mend(path)


def test_remains_differ(tmp_path: Path) -> None:
    file = WatchedFile(tmp_path / "a")
    file.write(b"a" * 600)
    file.sync()
    file.write(b"b" * 1200)
    states: list[Remains] = list(remains(file, seed=0, each=20))
    file.discard()
    assert all(state.data.startswith(b"a" * 600) for state in states if state.flushed == 1)
    assert any(b"\0" in state.data for state in states)
