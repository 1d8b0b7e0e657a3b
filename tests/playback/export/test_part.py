"""Recordings as stretches of time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wire
from tests.support.recording import make_recording
from vncwall.errors import PlaybackError
from vncwall.playback.export.part import Gap, Part, gaps, part_of, within
from vncwall.recording.fbs import HANDSHAKE, FbsWriter

S = 1_000_000_000


def part(begin_s: float, end_s: float, name: str = "a") -> Part:
    return Part(Path(name), "pc1", int(begin_s * S), int(begin_s * S), int(end_s * S))


def spans(parts: list[Part]) -> list[tuple[float, float]]:
    return [(one.from_ns / S, one.to_ns / S) for one in parts]


def test_a_range_cuts_what_reaches_beyond_it() -> None:
    parts = [part(10, 20), part(0, 10), part(20, 30)]
    assert spans(within(parts, 5 * S, 22 * S)) == [(5, 10), (10, 20), (20, 22)]
    assert within(parts, 5 * S, 22 * S)[0].begin_ms == 5000


def test_where_two_overlap_the_first_is_shown() -> None:
    assert spans(within([part(0, 10), part(8, 20), part(9, 11)], None, None)) == [(0, 10), (10, 20)]


def test_a_range_without_recordings_is_an_error() -> None:
    with pytest.raises(PlaybackError, match="nothing was recorded in that time"):
        within([part(0, 10)], 10 * S, None)


def test_a_second_and_more_is_a_gap() -> None:
    parts = [part(0, 10), part(10.5, 20), part(25, 30)]
    assert gaps(parts) == [Gap(20 * S, 25 * S)]


def test_a_file_says_itself_when_it_was_recorded(tmp_path: Path) -> None:
    path = make_recording(tmp_path / "a.mkv", start="2026-01-02T12:00:00.000+00:00")
    one = part_of(path)
    assert one.host == "lab"
    assert abs(one.end_ms - 4000) <= 1
    assert one.start_ns == 1_767_355_200 * S


def test_of_a_recording_of_the_wire_folder_and_name_say_it(tmp_path: Path) -> None:
    path = tmp_path / "pc1" / "2026-01-02" / "120000.fbs"
    path.parent.mkdir(parents=True)
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(4, 3), 0)
        writer.write(wire.update(wire.raw(0, 0, 4, 3)), 10)
        writer.write(wire.BELL, 5010)
    one = part_of(path)
    assert (one.host, one.end_ms, one.is_wire) == ("pc1", 5000, True)
