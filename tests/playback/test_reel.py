"""Several files behind one timeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.recording import COLOURS, colour_of, make_recording
from vncwall.errors import PlaybackError
from vncwall.playback.reel import Reel


def two_files(folder: Path) -> Reel:
    for name, hour in (("late.mkv", 14), ("early.mkv", 12)):
        make_recording(folder / name, start=f"2026-01-02T{hour}:00:00.000+00:00")
    return Reel([folder])


def test_the_files_of_a_folder_follow_in_the_order_of_recording(tmp_path: Path) -> None:
    reel = two_files(tmp_path)
    assert [file.path.name for file in reel.timeline.files] == ["early.mkv", "late.mkv"]
    shown = [
        colour_of(reel.frame_at(start + ms).picture)
        for start in reel.timeline.starts
        for ms in range(0, 4000, 1000)
    ]
    assert shown == [*COLOURS[:4], *COLOURS[:4]]
    assert reel.caption == "lab   2 of 2"
    reel.close()


def test_changes_are_stepped_over_the_border_of_files(tmp_path: Path) -> None:
    reel = two_files(tmp_path)
    border = reel.timeline.starts[1]
    assert reel.neighbour_ms(border - 1, forward=True) == border
    assert reel.neighbour_ms(border, forward=False) == border - 1
    assert reel.neighbour_ms(2500, forward=False) == 1000
    assert reel.neighbour_ms(0, forward=False) is None
    assert reel.neighbour_ms(reel.timeline.duration_ms, forward=True) is None
    reel.close()


def test_activity_is_known_once_it_was_looked_up(tmp_path: Path) -> None:
    reel = two_files(tmp_path)
    assert reel.levels(1, 4) is None
    reel.look_up_levels(1, 4)
    levels = reel.levels(1, 4)
    assert levels is not None
    assert len(levels) == 4
    assert max(levels) == 1.0
    assert reel.levels(1, 8) is None  # of another width
    reel.close()


def test_broken_files_in_a_folder_are_skipped_and_named(tmp_path: Path) -> None:
    make_recording(tmp_path / "good.mkv")
    (tmp_path / "bad.mkv").write_bytes(b"nonsense")
    reel = Reel([tmp_path])
    assert [file.path.name for file in reel.timeline.files] == ["good.mkv"]
    assert "bad.mkv" in reel.skipped[0]


def test_nothing_to_play_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.mkv").write_bytes(b"nonsense")
    with pytest.raises(PlaybackError, match="is not a video that can be played"):
        Reel([tmp_path])
