"""Files of every format in programs of other makes: ffmpeg's tools and mpv."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.support.desktop_pictures import desktop, psnr
from vncwall.geometry import Rect, Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.encoders import PROFILES
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import VideoFormat

SIZE = Size(320, 200)
TIMES_MS = (0, 40, 900, 2000, 2100)
DURATION_MS = 4000
PICTURES = [desktop(SIZE, step) for step in range(len(TIMES_MS))]
FORMATS = list(PROFILES)
CODECS = {
    VideoFormat.H264: "h264",
    VideoFormat.H264_444: "h264",
    VideoFormat.AV1: "av1",
    VideoFormat.VP9: "vp9",
    VideoFormat.LOSSLESS: "vp9",
    VideoFormat.FFV1: "ffv1",
}
LEAST_PSNR = 30.0

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs Debian's ffmpeg")
needs_mpv = pytest.mark.skipif(shutil.which("mpv") is None, reason="needs Debian's mpv")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[VideoFormat, bool], Path]:
    """Each format, finished, and as a killed recorder leaves it."""
    folder = tmp_path_factory.mktemp("files")
    result = {}
    for video_format in FORMATS:
        sink, file = open_sink(video_format, SIZE), PartFile(folder / f"{video_format}.mkv")
        sink.begin(file, {"title": "lab"})
        for picture, time_ms in zip(PICTURES, TIMES_MS, strict=True):
            sink.draw(picture, [Rect(0, 0, SIZE.width, SIZE.height)])
            sink.write(time_ms)
        sink.extend(3000)
        left = shutil.copy(file.path, folder / f"{video_format}-left.mkv")
        sink.finish(DURATION_MS)
        result[video_format, True] = file.finish()
        result[video_format, False] = Path(left)
    return result


def output(*command: str | Path) -> bytes:
    """Return what a program prints; it must neither fail nor complain."""
    done = subprocess.run([*map(str, command)], capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout


@needs_ffmpeg
@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("video_format", FORMATS)
def test_ffmpeg_shows_the_desktop_at_each_time(
    files: dict[tuple[VideoFormat, bool], Path], video_format: VideoFormat, finished: bool
) -> None:
    path = files[video_format, finished]
    answer = json.loads(
        output(
            *("ffprobe", "-v", "error", "-of", "json", "-show_entries"),
            "stream=codec_name,width,height:format=duration:frame=pts_time",
            path,
        )
    )
    (stream,) = answer["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == (
        CODECS[video_format],
        SIZE.width,
        SIZE.height,
    )
    times_ms = [round(float(frame["pts_time"]) * 1000) for frame in answer["frames"]]
    assert times_ms == [*TIMES_MS, DURATION_MS] if finished else list(TIMES_MS[:-1])
    duration_s = float(answer["format"]["duration"])
    assert duration_s == pytest.approx(DURATION_MS / 1000 if finished else 3.0, abs=0.002)

    raw = output(
        *("ffmpeg", "-v", "error", "-nostdin", "-i", path, "-fps_mode", "passthrough"),
        *("-f", "rawvideo", "-pix_fmt", "bgra", "-"),
    )
    shown = np.frombuffer(raw, np.uint32).reshape(-1, SIZE.height, SIZE.width)
    assert len(shown) == len(times_ms)
    for found, wanted in zip(shown, [*PICTURES, PICTURES[-1]], strict=False):
        if video_format.is_lossless:
            np.testing.assert_array_equal(found | 0xFF000000, wanted)
        else:
            assert psnr(found, wanted) >= LEAST_PSNR


@needs_mpv
@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("video_format", FORMATS)
def test_mpv_plays_it_to_the_end(
    files: dict[tuple[VideoFormat, bool], Path], video_format: VideoFormat, finished: bool
) -> None:
    said = output(
        *("mpv", "--no-config", "--vo=null", "--ao=null", "--untimed", "--hwdec=no"),
        "--msg-level=all=error,term-msg=info",
        "--term-playing-msg=${=duration} ${width} ${height}",
        # mpv 0.35 knows the CodecID of FFV1 in RFC 9559 only by libavformat.
        *(("--demuxer=lavf",) if video_format is VideoFormat.FFV1 else ()),
        files[video_format, finished],
    ).decode()
    duration_s, width, height = said.split()[:3]
    assert float(duration_s) == pytest.approx(4.0 if finished else 3.0, abs=0.002)
    assert (int(width), int(height)) == (SIZE.width, SIZE.height)
