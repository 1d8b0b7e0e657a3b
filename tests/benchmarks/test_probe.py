from __future__ import annotations

import socket
import struct
import time

from benchmarks.latency import figures
from benchmarks.probe import SQUARE, ProbeServer
from vncwall.rfb.constants import ClientMessage, ServerMessage


def test_a_change_is_sent_when_it_was_asked_for_and_keys_are_timed() -> None:
    with ProbeServer() as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        incoming = client.makefile("rb")
        incoming.read(12)
        client.sendall(b"RFB 003.008\n\x01\x01")
        incoming.read(2 + 4 + 24 + 5)
        server.change()
        client.sendall(struct.pack(">BBHHHH", ClientMessage.FRAMEBUFFER_UPDATE_REQUEST, 1,
                                   0, 0, 1920, 1080))  # fmt: skip
        kind, count = struct.unpack(">BxH", incoming.read(4))
        assert (kind, count) == (ServerMessage.FRAMEBUFFER_UPDATE, 1)
        assert struct.unpack(">HHHHi", incoming.read(12))[:4] == tuple(SQUARE)
        assert tuple(incoming.read(4)[1:]) == server.colour
        before = time.monotonic()
        for is_down in (1, 0):
            client.sendall(struct.pack(">BBxxI", ClientMessage.KEY_EVENT, is_down, ord("a")))
        while not server.keys:
            time.sleep(0)
        assert before <= server.keys[0] <= time.monotonic()


def test_figures_are_in_milliseconds() -> None:
    assert figures([0.001, 0.002, 0.009]) == {
        "median_ms": 2.0,
        "p99_ms": 8.86,
        "most_ms": 9.0,
        "samples": 3,
    }
