"""Videos put together without encoding."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.support.recording import make_recording
from tests.support.video import frames_of
from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.export.copying import Piece, copy, why_not
from vncwall.settings.model import VideoFormat


@pytest.fixture
def videos(tmp_path: Path) -> list[Path]:
    return [make_recording(tmp_path / f"{name}.mkv") for name in "ab"]


def red(path: Path) -> list[tuple[int, int]]:
    """Times in milliseconds and red parts of all frames."""
    return [(round(time_s * 1000), int(picture[30, 30, 0])) for time_s, picture in frames_of(path)]


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".webm"])
def test_the_frames_are_those_of_the_recordings(
    videos: list[Path], tmp_path: Path, suffix: str
) -> None:
    pieces = [Piece(videos[0], 0, 4001, 0), Piece(videos[1], 0, 4001, 5000)]
    assert why_not(pieces, suffix) == ""
    target = tmp_path / f"c{suffix}"
    count = copy(pieces, target, suffix=suffix, metadata={"title": "pc1"})
    one = red(videos[0])
    assert red(target) == [*one, *((time_ms + 5000, value) for time_ms, value in one)]
    assert count == 2 * len(one)
    with av.open(str(target)) as container:
        assert container.metadata["title"] == "pc1"
        assert abs(container.duration - 9_000_000) < 100_000


def test_an_end_may_be_anywhere(videos: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "c.mkv"
    copy([Piece(videos[0], 0, 1500, 0)], target, suffix=".mkv", metadata={})
    assert [time_ms for time_ms, _ in red(target)] == [0, 1000]


def test_a_beginning_must_be_a_key_frame(videos: list[Path]) -> None:
    assert "no key frame at 1.5 s" in why_not([Piece(videos[0], 1500, 3000, 0)], ".mkv")


def test_what_differs_cannot_be_joined(videos: list[Path], tmp_path: Path) -> None:
    larger = make_recording(tmp_path / "l.mkv", size=Size(320, 200))
    pieces = [Piece(videos[0], 0, 4000, 0), Piece(larger, 0, 4000, 4000)]
    assert "has another size or another encoding" in why_not(pieces, ".mkv")


def test_a_container_must_know_the_codec(tmp_path: Path) -> None:
    h264 = make_recording(tmp_path / "h.mkv", video_format=VideoFormat.H264)
    assert why_not([Piece(h264, 0, 4000, 0)], ".mp4") == ""
    assert why_not([Piece(h264, 0, 4000, 0)], ".webm") == ".webm cannot hold h264"


def test_what_is_no_video_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    path.write_text("text")
    with pytest.raises(PlaybackError, match="cannot be read"):
        why_not([Piece(path, 0, 1, 0)], ".mkv")
