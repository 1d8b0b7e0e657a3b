from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.recorder import KINDS, Kind, RecordingFailed, record
from benchmarks.replay import ReplayServer, load
from tests.support import wire
from vncwall.geometry import Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import BGR233

STREAM = wire.update(wire.raw(0, 0, 2, 2, b"\x07"))
LONG_ENOUGH_S = 0.02
"""Recording ends after this time with the first answer, however late that is."""


def test_kind_asks_for_its_encoding_and_what_all_clients_know() -> None:
    kind = Kind("x", Encoding.TIGHT, jpeg_quality=8, compression=1)
    assert kind.encodings == [7, 1, -239, -224, -223, -32 + 8, -256 + 1]


def test_kinds_without_jpeg_do_not_ask_for_a_quality() -> None:
    lossless = [kind for kind in KINDS if kind.jpeg_quality is None]
    assert [kind.name for kind in lossless if any(-32 <= n <= -23 for n in kind.encodings)] == []
    assert len(lossless) == len(KINDS) - 1


def test_recording_begins_with_the_format_that_was_asked_for(tmp_path: Path) -> None:
    kind = Kind("8bpp", Encoding.RAW, pixel_format=BGR233)
    path = tmp_path / "one.fbs"

    with ReplayServer(wire.server_init(2, 2, "desk"), STREAM, hold_s=5) as server:
        updates = record(server.port, kind, path, LONG_ENOUGH_S)

    init, _, stream = load(path)
    assert updates == 1
    assert init == ServerInit(Size(2, 2), BGR233, 4)
    assert stream in (STREAM, STREAM + wire.BELL)
    assert list(tmp_path.iterdir()) == [path]


def test_interrupted_recording_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    kind = Kind("8bpp", Encoding.RAW, pixel_format=BGR233)
    with (
        ReplayServer(wire.server_init(2, 2), b"") as server,
        pytest.raises(RecordingFailed, match="closed the stream"),
    ):
        record(server.port, kind, tmp_path / "one.fbs", 60)
    assert not (tmp_path / "one.fbs").exists()
