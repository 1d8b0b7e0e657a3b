"""Pictures with times become a video of the same times."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.support.video import frames_of
from vncwall.geometry import Rect, Size
from vncwall.recording.film import Film
from vncwall.recording.segments import PartFile
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, VideoFormat

SIZE = Size(64, 48)
WHOLE = [Rect(0, 0, 64, 48)]


def words(colour: int) -> np.ndarray:
    return np.full((48, 64), 0xFF000000 | colour, np.uint32)


def film(path: Path, changes: list[tuple[int, int]], end_ms: int, **values: object) -> Path:
    """Make a film of a desktop that has another colour from each time on."""
    settings = RecordingSettings(format=VideoFormat.LOSSLESS, **values)  # type: ignore[arg-type]
    file = PartFile(path)
    made = Film(file, settings, SIZE, "lab", start_ns=0, metadata={})
    for time_ms, colour in changes:
        made.draw(words(colour), WHOLE, time_ms)
    made.finish(end_ms)
    made.close()
    return file.finish()


def changes_of(path: Path) -> list[tuple[int, int]]:
    """Times in milliseconds and colours of the frames that differ from those before."""
    found: list[tuple[int, int]] = []
    for time_s, picture in frames_of(path):
        red, green, blue = (int(value) for value in picture[30, 30])
        colour = red << 16 | green << 8 | blue
        if not found or found[-1][1] != colour:
            found.append((round(time_s * 1000), colour))
    return found


def test_each_picture_is_shown_from_its_time_on(tmp_path: Path) -> None:
    changes = [(0, 0xFF0000), (700, 0x00FF00), (5000, 0x0000FF), (100_000, 0x123456)]
    path = film(tmp_path / "a.mkv", changes, 101_000)
    assert changes_of(path) == changes


def test_no_more_frames_are_stored_than_are_wanted_and_the_last_one_counts(tmp_path: Path) -> None:
    changes = [(time_ms, time_ms + 1) for time_ms in range(0, 2000, 50)]
    path = film(tmp_path / "a.mkv", changes, 2000, max_fps=2.0)
    assert [time_ms for time_ms, _ in changes_of(path)] == [0, 500, 1000, 1500, 1950]
    assert changes_of(path)[-1][1] == 1951


def test_a_still_picture_has_a_few_frames(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", [(0, 0xFF0000)], 600_000)
    assert len(list(frames_of(path))) < 40


def test_masks_hold(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", [(0, 0xFF0000)], 1000, masks=(parse_mask("16,16,32,24"),))
    assert changes_of(path) == [(0, 0)]
