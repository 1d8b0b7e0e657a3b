"""A wire recording played into a framebuffer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wire
from vncwall.recording.fbs import HANDSHAKE, FbsError, FbsWriter
from vncwall.recording.replay import WireReplay

HEAD = HANDSHAKE + wire.server_init(8, 4)


def recorded(path: Path, *blocks: tuple[int, bytes]) -> Path:
    with FbsWriter(path) as writer:
        for time_ms, data in blocks:
            writer.write(data, time_ms)
    return path


def dot(x: int, colour: int) -> bytes:
    return wire.update(wire.raw(x, 0, 1, 1, bytes([colour, colour, colour, 0])))


def row(replay: WireReplay) -> list[int]:
    return [int(word & 255) for word in replay.framebuffer.words[0]]


def test_each_block_is_a_step(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.fbs", (0, HEAD), (100, dot(0, 5)), (900, wire.BELL))
    replay = WireReplay(path)
    assert (replay.next_ms, replay.step(), replay.has_picture) == (0, True, False)
    assert (replay.next_ms, replay.step(), replay.has_picture) == (100, True, True)
    assert row(replay)[0] == 5
    assert (replay.step(), replay.time_ms, replay.changed_ms) == (True, 900, 100)
    assert (replay.next_ms, replay.step()) == (None, False)


def test_the_end_that_a_crash_has_cut_off_is_left_out(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.fbs", (0, HEAD), (1, dot(0, 5)), (2, dot(0, 6)))
    path.write_bytes(path.read_bytes()[:-3])
    replay = WireReplay(path)
    while replay.step():
        pass
    assert row(replay)[0] == 5


def test_what_cannot_be_decoded_ends_it(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.fbs", (0, HEAD), (1, dot(0, 5)), (2, b"\xf0"), (3, dot(0, 6)))
    replay = WireReplay(path)
    while replay.step():
        pass
    assert "unknown message type 240" in replay.trouble
    assert row(replay)[0] == 5


def test_it_can_begin_in_the_middle(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.fbs", (0, HEAD), (1, dot(0, 5)), (2, dot(1, 6)), (3, dot(2, 7)))
    replay = WireReplay(path)
    for _ in range(3):
        replay.step()
    offset = replay.offset
    replay.jump(HEAD + dot(0, 9), offset, 2)
    assert (row(replay)[:3], replay.time_ms, replay.next_ms) == ([9, 0, 0], 2, 3)
    replay.step()
    assert row(replay)[:3] == [9, 0, 7]


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([], "ends before the first picture"),
        ([(0, b"RFB 003.008\n" + bytes(50))], "cannot be replayed"),
        ([(0, HANDSHAKE + bytes(4) + bytes(range(16)) + bytes(9))], "pixel format|no translation"),
    ],
)
def test_what_is_no_recording_is_refused(
    tmp_path: Path, blocks: list[tuple[int, bytes]], reason: str
) -> None:
    with pytest.raises(FbsError, match=reason):
        WireReplay(recorded(tmp_path / "a.fbs", *blocks))
