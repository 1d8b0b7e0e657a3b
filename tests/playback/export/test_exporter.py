"""One file of what was recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support import wire
from tests.support.recording import COLOURS, make_recording
from tests.support.video import frames_of
from vncwall.errors import PlaybackError
from vncwall.playback.export.exporter import ExportSettings, Gaps, export, stills
from vncwall.playback.export.part import Part, part_of, within
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, VideoFormat

S = 1_000_000_000
SETTINGS = ExportSettings(RecordingSettings(format=VideoFormat.LOSSLESS, max_fps=20.0))


@pytest.fixture
def parts(tmp_path: Path) -> list[Part]:
    """Two recordings of four seconds, with ten seconds between them."""
    starts = ("2026-01-02T12:00:00.000+00:00", "2026-01-02T12:00:14.000+00:00")
    made = [
        make_recording(tmp_path / f"{number}.mkv", start=start)
        for number, start in enumerate(starts)
    ]
    return [replace(one, to_ns=one.from_ns + 4 * S) for one in map(part_of, made)]


def colours(path: Path) -> list[tuple[int, int]]:
    """Times in milliseconds and colours of the frames that differ from those before."""
    found: list[tuple[int, int]] = []
    for time_s, picture in frames_of(path):
        red, green, blue = (int(value) for value in picture[5, 5])
        colour = red << 16 | green << 8 | blue
        if not found or found[-1][1] != colour:
            found.append((round(time_s * 1000), colour))
    return found


def test_what_needs_no_encoding_is_copied(parts: list[Part], tmp_path: Path) -> None:
    made = export(parts, tmp_path / "c.mkv", SETTINGS)
    assert (made.is_copied, made.why_encoded, made.length_ms) == (True, "", 8000)
    assert [(gap.to_ns - gap.from_ns) / S for gap in made.gaps] == [10]
    one = list(zip(range(0, 4000, 1000), COLOURS[:4], strict=True))
    assert colours(made.path) == [*one, *((time_ms + 4000, colour) for time_ms, colour in one)]
    assert list(tmp_path.glob("*.part*")) == []


def test_a_cut_between_key_frames_is_encoded_and_exact(parts: list[Part], tmp_path: Path) -> None:
    begin_ns = parts[0].from_ns
    cut = within(parts, begin_ns + 1500 * S // 1000, begin_ns + 3500 * S // 1000)
    made = export(cut, tmp_path / "c.mkv", SETTINGS)
    assert "no key frame at 1.5 s" in made.why_encoded
    assert colours(made.path) == [(0, COLOURS[1]), (500, COLOURS[2]), (1500, COLOURS[3])]
    with av.open(str(made.path)) as container:
        assert abs(container.duration - 2_000_000) <= 2000
        assert container.metadata["VNCWALL_START"] == "2026-01-02T12:00:01.500+00:00"


def test_gaps_are_shown_where_that_is_wanted(parts: list[Part], tmp_path: Path) -> None:
    made = export(parts, tmp_path / "c.mkv", replace(SETTINGS, gaps=Gaps.BLACK))
    assert made.length_ms == 18_000
    assert (4000, 0) in colours(made.path)
    assert (14_000, COLOURS[0]) in colours(made.path)
    pictures = [picture for time_s, picture in frames_of(made.path) if 5 < time_s < 13]
    assert pictures[0].max() > 200, "it says what is missing"


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_other_containers(parts: list[Part], tmp_path: Path, suffix: str) -> None:
    masked = replace(SETTINGS.recording, masks=(parse_mask("0,0,50%,50%"),))
    made = export(parts, tmp_path / f"c{suffix}", replace(SETTINGS, recording=masked))
    assert made.why_encoded == "the pictures are changed"
    with av.open(str(made.path)) as container:
        assert abs(container.duration - 8_000_000) < 100_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.mkv", "1.mkv", f"c{suffix}"]


def test_masks_are_black_in_every_frame(parts: list[Part], tmp_path: Path) -> None:
    masked = replace(SETTINGS.recording, masks=(parse_mask("0,0,32,32"),))
    made = export(parts, tmp_path / "c.mkv", replace(SETTINGS, recording=masked))
    for _, picture in frames_of(made.path):
        assert not picture[:32, :32].any()
        assert picture[40:, 40:].any()


def test_recordings_of_the_wire_become_videos(tmp_path: Path) -> None:
    path = tmp_path / "pc1" / "2026-01-02" / "120000.fbs"
    path.parent.mkdir(parents=True)
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(64, 48), 0)
        for second in range(6):
            colour = bytes([40 * second, 0, 0, 0])
            writer.write(wire.update(wire.raw(0, 0, 64, 48, colour)), 1000 * second)
    whole = part_of(path)
    cut = within([whole], whole.from_ns + 1500 * S // 1000, whole.from_ns + 4200 * S // 1000)
    made = export(cut, tmp_path / "c.mkv", SETTINGS)
    assert colours(made.path) == [(0, 40), (500, 80), (1500, 120), (2500, 160)]
    assert made.length_ms == 2700


def test_pictures_are_named_by_their_time(parts: list[Part], tmp_path: Path) -> None:
    made = stills(parts, tmp_path / "p", 2.0, SETTINGS)
    assert [path.name for path in made] == [
        "20260102T120000.000Z.png",
        "20260102T120002.000Z.png",
        "20260102T120014.000Z.png",
        "20260102T120016.000Z.png",
    ]
    with av.open(str(made[1])) as container:
        (frame,) = container.decode(video=0)
        picture = frame.to_ndarray(format="rgb24")
    expected = [COLOURS[2] >> shift & 255 for shift in (16, 8, 0)]
    assert np.array_equal(np.unique(picture.reshape(-1, 3), axis=0), [expected])


def test_an_export_that_is_interrupted_leaves_nothing(parts: list[Part], tmp_path: Path) -> None:
    def interrupt(part: float) -> None:
        raise KeyboardInterrupt

    for settings in (SETTINGS, replace(SETTINGS, may_copy=False)):
        with pytest.raises(KeyboardInterrupt):
            export(parts, tmp_path / "c.mkv", settings, progress=interrupt)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["0.mkv", "1.mkv"]


def test_a_file_that_is_there_stays(parts: list[Part], tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        export(parts, parts[0].path, SETTINGS)
    with pytest.raises(PlaybackError, match=r"a video is one of \.mkv, \.mp4, \.webm"):
        export(parts, tmp_path / "c.avi", SETTINGS)
