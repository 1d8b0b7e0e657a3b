from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import many, stamps
from benchmarks.crowd import SIZE, STAMP, CrowdHost
from vncwall.geometry import Rect
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import VideoFormat

BEGIN_S = 1_700_000_000.0
HOST = CrowdHost(5900, "clock", 1.0, 0.25)


def recorded(seconds: list[int], late_s: float = 0.1) -> many.Track:
    """A file in which these seconds of the desktop's clock are shown, each a moment late."""
    stamped = [BEGIN_S + second for second in seconds]
    units = np.array([round(time_s * stamps.UNITS_PER_S) % (1 << 20) for time_s in stamped])
    times = np.array([time_s - HOST.phase_s + late_s - BEGIN_S for time_s in stamped])
    return many.Track(BEGIN_S, times, units.astype(np.int64), 1000)


def test_no_second_is_missing_of_a_file_that_shows_each() -> None:
    assert many.missing(recorded(list(range(-1, 12))), HOST, BEGIN_S, BEGIN_S + 10) == 0


def test_seconds_that_no_frame_shows_are_counted() -> None:
    shown = [-1, 0, 1, 2, 5, 6, 7, 8, 9, 10, 11]
    assert many.missing(recorded(shown), HOST, BEGIN_S, BEGIN_S + 10) == 2


def test_pictures_that_come_late_are_seen() -> None:
    late = many.delays(recorded(list(range(5)), late_s=0.4), HOST)
    assert late == pytest.approx([0.4] * 4, abs=0.06)


def test_figures_sum_all_files_up() -> None:
    tracks = [recorded(list(range(-1, 12))), recorded([-1, *range(2, 12)])]
    found = many.figures(tracks, [HOST, HOST], BEGIN_S, BEGIN_S + 10)
    assert (found["looked_for_seconds"], found["missing_seconds"]) == (20, 1)
    assert found["desktops_with_gaps"] == 1


def test_stamps_are_read_from_the_frames_of_a_recording(tmp_path: Path) -> None:
    file = PartFile(tmp_path / "one.mkv")
    sink = open_sink(VideoFormat.H264, SIZE)
    words = np.zeros((SIZE.height, SIZE.width), np.uint32)
    sink.begin(file, {"VNCWALL_START": "2025-03-01T12:00:00.000+00:00"})
    rows, columns = stamps.centres(STAMP, SIZE, Rect(0, 0, *words.shape[::-1])).T
    for number, time_s in enumerate((100.0, 101.0, 102.5)):
        for row, column, is_white in zip(rows, columns, stamps.encode(time_s), strict=True):
            words[row - 30 : row + 30, column - 30 : column + 30] = 0xFFFFFF * is_white
        sink.draw(words, [STAMP])
        sink.write(number * 1000)
    sink.finish(3000)
    read = many.track(file.finish())
    assert read.units.tolist() == [1000, 1010, 1025, 1025]
    assert read.times_s.tolist() == [0.0, 1.0, 2.0, 3.0]
