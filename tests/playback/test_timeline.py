"""Files in a row: positions, wall time, gaps, order, activity."""

from __future__ import annotations

from pathlib import Path

import pytest

from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.sources.base import Change, SourceInfo
from vncwall.playback.timeline import Timeline, activity, by_start, playing_list

_S = 1_000_000_000


def info(name: str, duration_ms: int, start_s: float | None) -> SourceInfo:
    start_ns = None if start_s is None else round(start_s * _S)
    return SourceInfo(Path(name), name, Size(8, 8), duration_ms, start_ns)


def test_positions_run_through_the_files() -> None:
    timeline = Timeline([info("a", 1000, 0), info("b", 500, 1), info("c", 2000, 60)])
    assert timeline.duration_ms == 3500
    assert [timeline.locate(ms) for ms in (-5, 0, 999, 1000, 1499, 1500, 3500, 9999)] == [
        (0, 0),
        (0, 0),
        (0, 999),
        (1, 0),
        (1, 499),
        (2, 0),
        (2, 2000),
        (2, 2000),
    ]


def test_wall_time_is_that_of_the_file() -> None:
    timeline = Timeline([info("a", 1000, 100), info("b", 500, 200), info("c", 500, None)])
    assert timeline.wall_ns(250) == 100_250_000_000
    assert timeline.wall_ns(1250) == 200_250_000_000
    assert timeline.wall_ns(1600) is None


def test_gaps_are_what_was_not_recorded() -> None:
    timeline = Timeline(
        [info("a", 1000, 0), info("b", 500, 1), info("c", 500, 60), info("d", 1, None)]
    )
    assert [timeline.gap_ms(index) for index in range(4)] == [0, 0, 58_500, 0]


def test_a_timeline_needs_a_file() -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Timeline([])


def test_a_folder_stands_for_all_recordings_in_it(tmp_path: Path) -> None:
    for name in ("b.mkv", "a.mkv", "sub/c.FBS", "d.mkv.part", "x.txt", "e.mkv.broken"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = playing_list([tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "a.mkv",
        "b.mkv",
        "d.mkv.part",
        "sub/c.FBS",
    ]
    assert playing_list([tmp_path / "x.txt", tmp_path / "a.mkv"])[0].name == "x.txt"


def test_what_is_missing_or_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlaybackError, match=r"none\.mkv does not exist"):
        playing_list([tmp_path / "none.mkv"])
    with pytest.raises(PlaybackError, match="holds no recordings"):
        playing_list([tmp_path])


def test_files_are_ordered_by_their_start_when_all_know_it() -> None:
    files = [info("c", 1, 3), info("a", 1, 1), info("b", 1, 2)]
    assert [file.title for file in by_start(files)] == ["a", "b", "c"]
    assert by_start([*files, info("x", 1, None)])[0].title == "c"


def test_activity_is_relative_and_leaves_the_first_picture_out() -> None:
    changes = [Change(0, 90_000), Change(100, 4_000), Change(110, 4_000), Change(900, 600)]
    levels = activity(changes, 1000, 10)
    assert levels[1] == 1.0
    assert 0 < levels[9] < 0.5
    assert sum(level > 0 for level in levels) == 2


def test_a_still_file_has_no_activity() -> None:
    repeats = [Change(0, 90_000), *(Change(second * 1000, 60) for second in range(1, 10))]
    assert activity(repeats, 10_000, 5) == [0.0] * 5
    assert activity([], 10_000, 3) == [0.0] * 3
    assert activity(repeats, 10_000, 0) == []
