"""Video files: exact seeking, cut-off files, foreign and broken ones."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support.recording import COLOURS, colour_of, make_recording
from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.sources import open_source
from vncwall.playback.sources.base import Change
from vncwall.settings.model import VideoFormat

TIMES = (0, 700, 701, 1500, 9_000, 9_050, 30_000, 95_000)


def test_it_says_what_the_recording_is(tmp_path: Path) -> None:
    source = open_source(make_recording(tmp_path / "a.mkv", size=Size(161, 95)))
    assert (source.info.title, source.info.size) == ("lab", Size(161, 95))
    assert source.info.duration_ms in (4000, 4001)
    assert source.info.start_ns == 1_767_355_200 * 1_000_000_000
    source.close()


@pytest.mark.parametrize("finish", [True, False], ids=["finished", "killed"])
@pytest.mark.parametrize("video_format", [VideoFormat.H264, VideoFormat.VP9, VideoFormat.LOSSLESS])
def test_seeking_anywhere_shows_the_frame_of_that_time(
    tmp_path: Path, video_format: VideoFormat, finish: bool
) -> None:
    path = make_recording(
        tmp_path / "a.mkv",
        times_ms=TIMES,
        duration_ms=120_000,
        video_format=video_format,
        finish=finish,
    )
    source = open_source(path)
    last = len(TIMES) if finish else len(TIMES) - 1
    exact = 0 if video_format is VideoFormat.LOSSLESS else 12
    order = [0, 1, 699, 700, 701, 702, 8_999, 9_000, 29_999, 30_000, 94_999, 95_000, 119_000]
    for time_ms in order + random.Random(3).sample(order * 3, 30):
        number = max(n for n in range(last) if TIMES[n] <= time_ms)
        frame = source.frame_at(time_ms)
        assert abs(frame.time_ms - TIMES[number]) <= 0, time_ms
        middle = np.array(frame.picture[48, 80], int)
        wanted = np.array([COLOURS[number] >> shift & 0xFF for shift in (16, 8, 0)])
        assert np.abs(middle - wanted).max() <= exact
    source.close()


def test_the_same_frame_is_the_same_object(tmp_path: Path) -> None:
    source = open_source(make_recording(tmp_path / "a.mkv"))
    first = source.frame_at(1000)
    assert source.frame_at(1999) is first
    assert source.frame_at(2000) is not first
    source.close()


@pytest.mark.parametrize("size", [Size(160, 96), Size(161, 95), Size(159, 97), Size(66, 64)])
def test_pictures_have_the_desktop_s_size_and_clean_edges(tmp_path: Path, size: Size) -> None:
    path = make_recording(tmp_path / "a.mkv", size=size, video_format=VideoFormat.H264)
    source = open_source(path)
    picture = source.frame_at(0).picture
    assert picture.shape == (size.height, size.width, 3)
    assert np.abs(picture.astype(int) - picture[10, 10].astype(int)).max() <= 12
    source.close()


def test_changes_are_the_stored_frames(tmp_path: Path) -> None:
    source = open_source(make_recording(tmp_path / "a.mkv"))
    changes = source.changes()
    assert [change.time_ms for change in changes] == [0, 1000, 2000, 3000, 4000]
    assert all(isinstance(change, Change) and change.size_bytes > 0 for change in changes)
    source.close()


def test_a_file_cut_anywhere_plays_to_where_it_ends(tmp_path: Path) -> None:
    path = make_recording(tmp_path / "a.mkv", times_ms=tuple(range(0, 20_000, 1000)))
    data = path.read_bytes()
    seen = set()
    for length in range(0, len(data), len(data) // 12):
        cut = tmp_path / f"{length}.mkv"
        cut.write_bytes(data[:length])
        try:
            source = open_source(cut)
        except PlaybackError:
            continue
        seen.add(source.frame_at(60_000).time_ms)
        assert colour_of(source.frame_at(0).picture) == COLOURS[0]
        source.close()
    assert len(seen) > 5


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs Debian's ffmpeg")
def test_a_foreign_file_plays(tmp_path: Path) -> None:
    path = tmp_path / "foreign.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=3:s=128x72:r=10", str(path)],
        check=True,
        timeout=30,
    )
    source = open_source(path)
    assert (source.info.title, source.info.size) == ("foreign.mp4", Size(128, 72))
    assert source.info.duration_ms == 3000
    assert source.info.start_ns is None
    assert [source.frame_at(ms).time_ms for ms in (0, 150, 2999, 950)] == [0, 100, 2900, 900]
    source.close()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.mkv", b"", "is empty"),
        ("a.mkv", b"hello", "is not a video that can be played"),
        ("a.txt", b"hello " * 100, "is not a video that can be played"),
        ("a.mkv", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "is not a video"),
        ("a.mkv", b"\x1a\x45\xdf\xa3" + bytes(500), "is not a video|no picture"),
    ],
)
def test_what_is_no_video_is_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PlaybackError, match=sentence) as error:
        open_source(tmp_path / name)
    assert "\n" not in str(error.value)
    assert str(tmp_path / name) in str(error.value)


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlaybackError, match=r"cannot open .*No such file"):
        open_source(tmp_path / "a.mkv")
