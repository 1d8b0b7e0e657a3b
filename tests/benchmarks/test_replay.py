from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from benchmarks.replay import ReplayServer, load
from tests.support import wire
from vncwall.geometry import Size
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import CANONICAL

STREAM = wire.update(wire.raw(0, 0, 2, 2))


def receive_all(client: socket.socket) -> bytes:
    data = b""
    while more := client.recv(4096):
        data += more
    return data


@pytest.mark.parametrize(
    ("version", "answer"),
    [
        (wire.BANNER_33, struct.pack(">I", 1)),
        (wire.BANNER_37, b"\1\1"),
        (wire.BANNER_38, b"\1\1" + wire.OK),
    ],
)
def test_stream_begins_with_the_first_request_and_ends_with_a_bell(
    version: bytes, answer: bytes
) -> None:
    init = wire.server_init(2, 2)
    with (
        ReplayServer(init, STREAM) as server,
        socket.create_connection(("127.0.0.1", server.port)) as client,
    ):
        client.sendall(version)
        client.sendall(b"\1" if version == wire.BANNER_33 else b"\1\1")
        client.sendall(wire.set_encodings(7, 16))
        client.sendall(wire.request(0, 0, 2, 2, incremental=False))
        received = receive_all(client)
    assert received == wire.BANNER_38 + answer + init + STREAM + wire.BELL
    assert server.requests == 1
    assert server.failure == ""


def test_recording_is_loaded_as_init_and_stream(tmp_path: Path) -> None:
    init = wire.server_init(2, 2, "desk")
    with FbsWriter(tmp_path / "one.fbs") as writer:
        writer.write(HANDSHAKE + init, 0)
        writer.write(STREAM[:7], 10)
        writer.write(STREAM[7:], 20)
    assert load(tmp_path / "one.fbs") == (ServerInit(Size(2, 2), CANONICAL, 4), init, STREAM)
