"""Bytes that cross a relay are counted, and only those of the server."""

from __future__ import annotations

import socket
import threading

import pytest

from benchmarks.relay import BIN_S, RelayProcess, windows
from vncwall.settings.address import HostAddress


def test_windows_add_up_all_servers_at_each_step() -> None:
    # 1250 bytes a step are 100 kbit/s.
    steady = dict.fromkeys(range(100), 1250)
    assert windows([steady], 5.0) == [100.0] * 51
    burst = {10: 12500}
    assert max(windows([steady, burst], 1.0)) == 200.0
    assert max(windows([steady, burst], 10.0)) == 110.0


def test_a_run_shorter_than_the_window_is_one_window() -> None:
    assert windows([{0: 1250}], 10.0) == [1.0]
    assert windows([], 10.0) == [0.0]


@pytest.fixture
def server() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_both_ways_are_carried_and_one_is_counted(server: socket.socket) -> None:
    sent = bytes(range(256)) * 40

    def serve() -> None:
        client, _ = server.accept()
        with client:
            assert client.recv(5, socket.MSG_WAITALL) == b"hello"
            client.sendall(sent)

    thread = threading.Thread(target=serve)
    thread.start()
    with server, RelayProcess([HostAddress("127.0.0.1", server.getsockname()[1])]) as relay:
        with socket.create_connection(("127.0.0.1", relay.ports[0]), timeout=10) as client:
            client.sendall(b"hello")
            received = b"".join(iter(lambda: client.recv(4096), b""))
        thread.join()
        assert received == sent
        (bins,) = relay.counts()
        assert sum(bins.values()) == len(sent)
        assert relay.connections() == [1]
        assert all(0 <= number * BIN_S < 60 for number in bins)
