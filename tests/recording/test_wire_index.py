"""Where a player can begin in a wire recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support import wire
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.recording.replay import WireReplay
from vncwall.recording.wire_index import index_path, make_index, read_index

SIDE = 96


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes of a desktop whose pixels are noise: 4 MB."""
    random = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("recording") / "a.fbs"
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(SIDE, SIDE), 0)
        for second in range(120):
            y = int(random.integers(0, SIDE))
            data = random.bytes(SIDE * (SIDE - y) * 4)
            update = wire.update(wire.rectangle(0, y, SIDE, SIDE - y, 0, data))
            writer.write(update[:1000], 1000 * second + 300)
            writer.write(update[1000:], 1000 * second + 400)
    make_index(path)
    return path


def replayed(path: Path, time_ms: int) -> np.ndarray:
    replay = WireReplay(path)
    while replay.next_ms is not None and replay.next_ms <= time_ms:
        replay.step()
    return replay.framebuffer.words


def test_from_every_place_on_all_is_as_from_the_beginning(recording: Path) -> None:
    index = read_index(recording)
    assert index is not None
    assert len(index.places) > 5
    for place in index.places:
        replay = WireReplay(recording)
        replay.jump(index.beginning(place), place.offset, place.time_ms)
        assert np.array_equal(replay.framebuffer.words, replayed(recording, place.time_ms))
        until_ms = place.time_ms + 5000
        while replay.next_ms is not None and replay.next_ms <= until_ms:
            replay.step()
        assert np.array_equal(replay.framebuffer.words, replayed(recording, until_ms))


def test_the_last_place_before_a_time_is_found(recording: Path) -> None:
    index = read_index(recording)
    assert index is not None
    first, second = index.places[:2]
    assert index.before(first.time_ms - 1) is None
    assert index.before(first.time_ms) == first
    assert index.before(second.time_ms - 1) == first
    assert index.before(1 << 40) == index.places[-1]


def test_an_index_is_no_larger_than_its_recording(recording: Path) -> None:
    assert index_path(recording).stat().st_size < recording.stat().st_size


def test_an_index_of_another_file_is_none(recording: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.fbs"
    other.write_bytes(recording.read_bytes()[:-100])
    index_path(other).write_bytes(index_path(recording).read_bytes())
    assert read_index(other) is None


@pytest.mark.parametrize("cut", [0, 5, 30, -1, -20])
def test_a_damaged_index_is_none(recording: Path, tmp_path: Path, cut: int) -> None:
    other = tmp_path / "b.fbs"
    other.write_bytes(recording.read_bytes())
    index_path(other).write_bytes(index_path(recording).read_bytes()[:cut])
    assert read_index(other) is None


def test_making_it_can_be_given_up(recording: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.fbs"
    other.write_bytes(recording.read_bytes())
    assert make_index(other, goes_on=lambda part: part < 0.5) is None
    assert list(tmp_path.iterdir()) == [other]
