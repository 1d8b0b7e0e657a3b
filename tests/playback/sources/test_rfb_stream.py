"""Wire recordings, replayed through the protocol core."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.recording import COLOURS, colour_of
from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.sources import open_source
from vncwall.recording.fbs import HANDSHAKE, SIGNATURE, FbsWriter
from vncwall.rfb.pixel_format import CANONICAL

SIZE = Size(40, 24)


def update(colour: int, size: Size = SIZE) -> bytes:
    """Return a FramebufferUpdate with one Raw rectangle (RFC 6143, 7.6.1)."""
    pixels = np.full((size.height, size.width), colour, "<u4").tobytes()
    return struct.pack(">BxHHHHHi", 0, 1, 0, 0, size.width, size.height, 0) + pixels


def make_wire(path: Path, times_ms: tuple[int, ...] = (0, 1000, 2000, 3000)) -> Path:
    name = b"wire host"
    head = HANDSHAKE + struct.pack(">HH", SIZE.width, SIZE.height) + CANONICAL.pack()
    with FbsWriter(path) as writer:
        writer.write(head + struct.pack(">I", len(name)) + name, 0)
        for number, time_ms in enumerate(times_ms):
            data = update(COLOURS[number])
            writer.write(data[:77], 100 + time_ms)  # an update seldom comes in one piece
            writer.write(data[77:], 100 + time_ms)
    return path


def test_it_shows_the_desktop_of_each_time(tmp_path: Path) -> None:
    source = open_source(make_wire(tmp_path / "a.fbs"))
    assert (source.info.title, source.info.size) == ("wire host", SIZE)
    assert source.info.duration_ms == 3000
    for time_ms in (0, 999, 1000, 2500, 3000, 99_000, 500, 1000, 0):
        number = min(time_ms // 1000, 3)
        frame = source.frame_at(time_ms)
        assert (frame.time_ms, colour_of(frame.picture)) == (number * 1000, COLOURS[number])
        assert source.frame_at(time_ms) is frame
    source.close()


def test_changes_are_the_blocks(tmp_path: Path) -> None:
    source = open_source(make_wire(tmp_path / "a.fbs"))
    assert [change.time_ms for change in source.changes()] == [0, 1000, 2000, 3000]
    source.close()


def test_a_cut_off_recording_plays_to_where_it_ends(tmp_path: Path) -> None:
    path = make_wire(tmp_path / "a.fbs")
    path.write_bytes(path.read_bytes()[:-2000])
    source = open_source(path)
    assert colour_of(source.frame_at(99_000).picture) == COLOURS[2]
    source.close()


def test_a_damaged_stream_keeps_its_last_picture(tmp_path: Path) -> None:
    path = make_wire(tmp_path / "a.fbs", (0, 1000))
    data = path.read_bytes()
    bad = struct.pack(">BxHHHHHi", 0, 1, 30_000, 0, 40, 24, 0)
    path.write_bytes(data + struct.pack(">I", len(bad)) + bad + struct.pack(">I", 2000))
    source = open_source(path)
    assert colour_of(source.frame_at(5_000).picture) == COLOURS[1]
    assert colour_of(source.frame_at(0).picture) == COLOURS[0]
    source.close()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a recording", "begins with"),
        (SIGNATURE, "ends before the first picture"),
        (
            SIGNATURE + struct.pack(">I", 80) + b"RFB 003.008\n" + bytes(68) + struct.pack(">I", 0),
            "cannot be replayed without the client's half",
        ),
    ],
)
def test_what_cannot_be_replayed_is_one_clear_sentence(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    (tmp_path / "a.fbs").write_bytes(data)
    with pytest.raises(PlaybackError, match=sentence):
        open_source(tmp_path / "a.fbs")
