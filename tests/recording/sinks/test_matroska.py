"""Files of every format, decoded again by libavformat; by other programs: see test_players."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.desktop_pictures import desktop, psnr
from vncwall.errors import SinkError
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.encoders import PROFILES
from vncwall.recording.sinks.matroska import MatroskaSink, open_sink, plays
from vncwall.settings.model import VideoFormat

FORMATS = list(PROFILES)
SIZES = [Size(320, 200), Size(321, 199), Size(64, 65), Size(131, 64)]
LEAST_PSNR = dict.fromkeys(PROFILES, 30.0) | {
    VideoFormat.LOSSLESS: 200.0,
    VideoFormat.FFV1: 200.0,
}
"""dB on pictures of which up to a third is noise in black and white; lossless is exact."""


def whole(size: Size) -> list[Rect]:
    return [Rect(0, 0, size.width, size.height)]


def record(
    path: Path, video_format: VideoFormat, size: Size, pictures: list[Words], times: list[int]
) -> tuple[MatroskaSink, PartFile]:
    sink, file = open_sink(video_format, size), PartFile(path)
    sink.begin(file, {"title": "lab", "creation_time": "2026-01-02T03:04:05.678Z"})
    for picture, time_ms in zip(pictures, times, strict=True):
        sink.draw(picture, whole(size))
        sink.write(time_ms)
    return sink, file


def decode(path: Path, size: Size) -> list[tuple[int, Words]]:
    """Return (milliseconds, words) of every frame, cropped to `size`."""
    frames = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24")[: size.height, : size.width].astype(np.uint32)
            words = 0xFF000000 | rgb[:, :, 0] << 16 | rgb[:, :, 1] << 8 | rgb[:, :, 2]
            frames.append((round(frame.time * 1000), words))
    return frames


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width}x{size.height}")
@pytest.mark.parametrize("video_format", FORMATS)
def test_frames_come_back_at_their_times(
    tmp_path: Path, video_format: VideoFormat, size: Size
) -> None:
    pictures, times = [desktop(size, step) for step in range(4)], [0, 17, 1500, 61_000]
    sink, file = record(tmp_path / "a.mkv", video_format, size, pictures, times)
    sink.finish(70_000)
    frames = decode(file.finish(), size)
    assert [time_ms for time_ms, _ in frames] == [*times, 70_000]
    for (_, found), wanted in zip(frames, [*pictures, pictures[-1]], strict=True):
        assert psnr(found, wanted) >= LEAST_PSNR[video_format]


@pytest.mark.parametrize("video_format", FORMATS)
def test_only_the_damage_is_converted_and_it_is_enough(
    tmp_path: Path, video_format: VideoFormat
) -> None:
    size = Size(321, 199)
    sink, file = record(tmp_path / "a.mkv", video_format, size, [desktop(size, 0)], [0])
    after = desktop(size, 0)
    damage = [Rect(64, 64, 64, 64), Rect(256, 128, 65, 71)]
    for rect in damage:
        after[rect.y : rect.bottom, rect.x : rect.right] = 0xFF406020
    assert sink.draw(after, damage)
    assert not sink.draw(after, damage)
    sink.write(100)
    sink.finish(100)
    _, found = decode(file.finish(), size)[-1]
    assert psnr(found, after) >= LEAST_PSNR[video_format]


def test_a_sink_writes_file_after_file_with_the_same_picture(tmp_path: Path) -> None:
    size = Size(128, 64)
    picture = desktop(size, 1)
    sink, first = record(tmp_path / "a.mkv", VideoFormat.LOSSLESS, size, [picture], [0])
    sink.finish(500)
    second = PartFile(tmp_path / "b.mkv")
    sink.begin(second, {})
    sink.write(0)
    sink.finish(300)
    for file in (first, second):
        (_, found), *_ = decode(file.finish(), size)
        np.testing.assert_array_equal(found, picture)


def test_key_frames_are_where_they_were_asked_for(tmp_path: Path) -> None:
    size = Size(128, 64)
    sink, file = open_sink(VideoFormat.H264, size), PartFile(tmp_path / "a.mkv")
    sink.begin(file, {})
    for step in range(8):
        sink.draw(desktop(size, step), whole(size))
        sink.write(step * 10_000, keyframe=step == 5)
    sink.finish(80_000)
    with av.open(str(file.finish())) as container:
        keys = [round(f.time) for f in container.decode(video=0) if f.key_frame]
    assert keys == [0, 50]


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    size = Size(65, 33)
    sink, file = record(tmp_path / "a.mkv", VideoFormat.H264, size, [desktop(size, 0)], [0])
    sink.finish(12_345)
    with av.open(str(file.finish())) as container:
        assert container.duration // 1000 in (12_345, 12_346)
        assert container.metadata["title"] == "lab"
        assert container.metadata["VNCWALL_SIZE"] == "65x33"
        assert container.metadata["creation_time"].startswith("2026-01-02T03:04:05.678")
        codec = container.streams.video[0].codec_context
        assert (codec.width, codec.height) == (66, 34)
        assert (codec.colorspace, codec.color_range, codec.color_trc) == (1, 1, 13)


@pytest.mark.parametrize("video_format", FORMATS)
def test_an_unfinished_file_plays_but_for_its_last_frame(
    tmp_path: Path, video_format: VideoFormat
) -> None:
    size = Size(128, 64)
    pictures = [desktop(size, step) for step in range(6)]
    times = [step * 700 for step in range(6)]
    sink, file = record(tmp_path / "a.mkv", video_format, size, pictures, times)
    sink.extend(9_000)
    copy = shutil.copy(file.path, tmp_path / "copy.mkv")  # what a killed process leaves
    assert plays(copy)
    assert [time_ms for time_ms, _ in decode(copy, size)] == times[:-1]
    with av.open(str(copy)) as container:
        assert container.duration == 9_000_000
    sink.abandon()
    file.discard()


@pytest.mark.parametrize("good_writes", range(12))
def test_a_full_disk_is_one_error_and_harms_nothing_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good_writes: int
) -> None:
    size = Size(128, 64)
    sink, file = open_sink(VideoFormat.H264, size), PartFile(tmp_path / "a.mkv")
    write_at, left, written = file._write_at, good_writes, 0

    def fill_up(offset: int, data: bytes) -> None:
        nonlocal left, written
        if left == 0:
            file.error = OSError(28, "No space left on device")
            raise file.error
        left -= 1
        write_at(offset, data)

    monkeypatch.setattr(file, "_write_at", fill_up)

    def fill_the_disk() -> None:
        nonlocal written
        sink.begin(file, {})
        for step in range(20):
            sink.draw(desktop(size, step), whole(size))
            sink.write(step * 100)
            written += 1

    with pytest.raises(SinkError, match="No space left"):
        fill_the_disk()
    sink.abandon()
    path = file.finish()
    if written > 2:
        assert len(decode(path, size)) >= written - 2


def test_plays_is_false_for_what_is_no_video(tmp_path: Path) -> None:
    for name, data in (
        ("empty", b""),
        ("text", b"hello"),
        ("head", b"\x1a\x45\xdf\xa3" + b"\0" * 90),
    ):
        (tmp_path / name).write_bytes(data)
        assert not plays(tmp_path / name)
    assert not plays(tmp_path / "missing")
