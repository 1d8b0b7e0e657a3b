"""A range that begins between two key frames: what comes before the next one is made anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.video import frames_of
from vncwall.geometry import Rect, Size
from vncwall.playback.export.copying import Piece, why_not
from vncwall.playback.export.exporter import ExportSettings, export
from vncwall.playback.export.heads import heads
from vncwall.playback.export.part import Part, part_of, within
from vncwall.recording.film import Film
from vncwall.recording.origin import Origin
from vncwall.recording.segments import PartFile
from vncwall.settings.model import RecordingSettings, VideoFormat

SIZE = Size(96, 64)
S = 1_000_000_000
START = 1_767_355_200 * S
ANY = ExportSettings(RecordingSettings())


def grey(second: int) -> int:
    return 20 + 20 * second


def recorded(path: Path, settings: RecordingSettings, *, tagged: bool = True) -> Part:
    """Ten seconds, each with a grey of its own, and a key frame every four at most."""
    settings = replace(settings, keyframe_s=4.0, folder=str(path.parent))
    file = PartFile(path)
    tags = Origin("lab", settings).tags(START, "hand") if tagged else {}
    film = Film(file, settings, SIZE, "lab", start_ns=START, metadata=tags)
    random = np.random.default_rng(1)
    for second in range(10):
        noise = random.integers(0, 8, (64, 96), np.uint32)
        level = (grey(second) + noise).astype(np.uint32)
        words = np.uint32(0xFF000000) | level << np.uint32(16) | level << np.uint32(8) | level
        film.draw(words.astype(np.uint32), [Rect(0, 0, 96, 64)], second * 1000)
    film.finish(10_000)
    film.close()
    part = part_of(file.finish())
    return replace(part, start_ns=START, from_ns=START, to_ns=START + 10 * S)


def levels(path: Path) -> list[tuple[int, int]]:
    """Seconds and rounded means of the pictures that differ from those before."""
    found: list[tuple[int, int]] = []
    for time_s, picture in frames_of(path):
        second = round((float(picture.mean()) - 3.5 - 20) / 20)
        if not found or found[-1][1] != second:
            found.append((round(time_s * 1000), second))
    return found


@pytest.mark.parametrize(
    "video_format", [one for one in VideoFormat if one not in (VideoFormat.WIRE, VideoFormat.FFV1)]
)
def test_only_what_comes_before_the_next_key_frame_is_encoded(
    tmp_path: Path, video_format: VideoFormat
) -> None:
    whole = recorded(tmp_path / "a.mkv", RecordingSettings(format=video_format))
    cut = within([whole], START + 1500 * S // 1000, START + 9 * S)
    made = export(cut, tmp_path / "c.mkv", ANY)
    assert (made.is_copied, made.why_encoded) == (False, "it begins between two key frames")
    assert 0 < made.encoded_ms <= 6500
    assert made.length_ms == 7500
    expected = [(0, 1), *((1000 * n - 1500, n) for n in range(2, 9))]
    assert levels(made.path) == expected
    last = [picture for _, picture in frames_of(made.path)][-1]
    source = [picture for time_s, picture in frames_of(whole.path) if time_s < 9][-1]
    assert np.array_equal(last, source), "what is copied is bit for bit the same"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_where_the_recording_does_not_say_how_it_was_made_everything_is_encoded(
    tmp_path: Path,
) -> None:
    whole = recorded(tmp_path / "a.mkv", RecordingSettings(), tagged=False)
    cut = within([whole], START + 1500 * S // 1000, None)
    made = export(cut, tmp_path / "c.mkv", ANY)
    assert "no key frame at 1.5 s" in made.why_encoded
    assert made.encoded_ms == made.length_ms == 8500


def test_where_no_key_frame_follows_everything_is_encoded(tmp_path: Path) -> None:
    whole = recorded(tmp_path / "a.mkv", RecordingSettings())
    cut = within([whole], START + 1200 * S // 1000, START + 1900 * S // 1000)
    made = export(cut, tmp_path / "c.mkv", ANY)
    assert made.encoded_ms == made.length_ms == 700


def test_a_stream_of_other_parameters_is_not_mixed_in(tmp_path: Path) -> None:
    """Such as one of another version of the encoder: the tag says one thing, the file another."""
    settings = RecordingSettings(format=VideoFormat.H264)
    whole = recorded(tmp_path / "a.mkv", replace(settings, format=VideoFormat.H264_444))
    liar = recorded(tmp_path / "b.mkv", settings)
    piece = Piece(liar.path, 1500, 9000, 0)
    part = replace(whole, path=liar.path)
    with heads([part], [piece], tmp_path) as (pieces, encoded_ms):
        assert encoded_ms > 0
        assert why_not(pieces, ".mkv") == ""
        mixed = [replace(pieces[0], path=whole.path), pieces[1]]
        assert "another size or another encoding" in why_not(mixed, ".mkv")
