from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import client
from benchmarks.pictures import read_ppm
from benchmarks.replay import ReplayServer
from tests.support import wire

RED, GREEN = b"\x00\x00\xff\x00", b"\x00\xff\x00\x00"
"""Pixels of the usual format: B, G, R and a byte that says nothing."""


def decode(
    server_init: bytes, stream: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> int:
    """Run the client on a stream as from the command line; return its exit code."""
    monkeypatch.setenv("PEER_PPM", str(tmp_path / "picture.ppm"))
    with ReplayServer(server_init, stream) as server:
        monkeypatch.setattr(sys, "argv", ["client", str(server.port)])
        return client.main()


def test_client_decodes_a_stream_to_its_last_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = wire.update(wire.raw(0, 0, 4, 2, RED)) + wire.update(wire.raw(1, 1, 2, 1, GREEN))

    assert decode(wire.server_init(4, 2), stream, tmp_path, monkeypatch) == 0

    red, green = (255, 0, 0), (0, 255, 0)
    expected = np.array([[red, red, red, red], [red, green, green, red]], np.uint8)
    np.testing.assert_array_equal(read_ppm(tmp_path / "picture.ppm"), expected)
    line = json.loads(capsys.readouterr().out)
    told = {key: line[key] for key in ("updates", "rects", "width", "height", "note")}
    assert told == {"updates": 2, "rects": 2, "width": 4, "height": 2, "note": ""}
    assert line["cpu"] == pytest.approx(line["user"] + line["sys"], abs=1e-5)
    assert line["rss_kb"] > 0
    assert line["maxrss_kb"] > 0


def test_client_keeps_a_server_s_8_bit_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blue_red = bytes([0b11_000_111])
    stream = wire.update(wire.raw(0, 0, 2, 1, blue_red))

    decode(wire.server_init(2, 1, pixel_format=wire.BGR233), stream, tmp_path, monkeypatch)

    assert read_ppm(tmp_path / "picture.ppm").tolist() == [[[255, 0, 255], [255, 0, 255]]]


def test_client_says_what_stopped_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = wire.update(wire.raw(0, 0, 1, 1)) + b"\x63"

    assert decode(wire.server_init(1, 1), stream, tmp_path, monkeypatch) == 0

    line = json.loads(capsys.readouterr().out)
    assert line["updates"] == 1
    assert "unknown message type 99" in line["note"]


def test_client_fails_without_a_server_init(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setattr(sys, "argv", ["client", str(listener.getsockname()[1])])
        monkeypatch.delenv("PEER_PPM", raising=False)
        original = socket.create_connection

        def connect(address: tuple[str, int]) -> socket.socket:
            stream = original(address)
            listener.accept()[0].close()
            return stream

        monkeypatch.setattr(socket, "create_connection", connect)
        assert client.main() == 1
    assert json.loads(capsys.readouterr().out)["note"] == "no ServerInit"
