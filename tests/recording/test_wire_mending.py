"""Wire recordings whose writers died."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wire
from vncwall.recording.fbs import HANDSHAKE, SIGNATURE, FbsWriter, read_blocks
from vncwall.recording.mending import mend
from vncwall.recording.segments import PART, recover

BLOCKS = [
    (0, HANDSHAKE + wire.server_init(4, 3)),
    (100, wire.update(wire.raw(0, 0, 4, 3))),
    (200, wire.update(wire.raw(0, 0, 2, 1))),
]


@pytest.fixture
def part(tmp_path: Path) -> Path:
    path = tmp_path / f"120000.fbs{PART}"
    with FbsWriter(path) as writer:
        for time_ms, data in BLOCKS:
            writer.write(data, time_ms)
    return path


def contents(path: Path) -> list[tuple[int, bytes]]:
    return [(block.time_ms, block.data) for block in read_blocks(path)]


def test_wherever_it_was_cut_off_the_whole_blocks_stay(part: Path) -> None:
    data = part.read_bytes()
    ends = [*[block.offset for block in read_blocks(part)][1:], len(data)]
    for length in range(ends[1], len(data) + 1):
        part.write_bytes(data[:length])
        assert mend(part)
        assert contents(part) == BLOCKS[: sum(end <= length for end in ends)]


@pytest.mark.parametrize("zeros", [1, 4, 8, 4096])
def test_zeros_that_a_power_failure_left_are_cut_off(part: Path, zeros: int) -> None:
    with part.open("ab") as file:
        file.write(bytes(zeros))
    assert mend(part)
    assert contents(part) == BLOCKS


def test_recovery_gives_it_its_name(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:-1])
    (one,) = recover(part.parent, mend)
    assert (one.path.name, one.kept, one.plays) == ("120000.fbs", True, True)
    assert contents(one.path) == BLOCKS[:2]


@pytest.mark.parametrize("data", [b"FBS 002", SIGNATURE, SIGNATURE + b"\0\0\0\4abcd\0\0\0\0"])
def test_what_holds_no_picture_does_not_play(part: Path, data: bytes) -> None:
    part.write_bytes(data)
    assert not mend(part)
