"""What an open file gets once a second, with a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.errors import NoSpace
from vncwall.geometry import Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.null import NullSink
from vncwall.recording.space import RESERVE_BYTES
from vncwall.recording.upkeep import Upkeep


class Room:
    """A file that is open, and what happens to it."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.file = PartFile(folder / "a.mkv")
        self.sink = NullSink(Size(16, 16))
        self.free = 1 << 40
        self.calls = 0
        self.upkeep = Upkeep(
            self.file,
            self.sink,
            start_ns=self.clock.now_ns,
            clock=self.clock,
            folder=folder,
            free=lambda _: self.free,
            call=self.call,
        )

    def call(self) -> None:
        self.calls += 1

    def pass_seconds(self, number: int) -> list[object]:
        for _ in range(number):
            self.clock.now_ns += 1_000_000_000
            self.upkeep.tend()
        return [call for call in self.sink.calls if call[0] == "extend"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.file.close()


def test_the_duration_follows_the_clock(room: Room) -> None:
    assert room.pass_seconds(3) == [("extend", 1000), ("extend", 2000), ("extend", 3000)]
    room.upkeep.require()
    assert room.calls == 0


def test_a_disk_that_is_nearly_full_is_told_once(room: Room) -> None:
    room.free = RESERVE_BYTES - 1
    room.pass_seconds(3)
    assert room.calls == 1
    with pytest.raises(NoSpace):
        room.upkeep.require()


def test_a_file_that_was_removed_is_told_and_left_alone(room: Room) -> None:
    room.file.path.unlink()
    assert room.pass_seconds(2) == []
    assert room.calls == 1
    with pytest.raises(FileNotFoundError):
        room.upkeep.require()


def test_nothing_is_written_behind_the_end(room: Room) -> None:
    room.upkeep.end()
    assert room.pass_seconds(2) == []
    room.upkeep.require()
