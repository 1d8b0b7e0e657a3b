import socket

import pytest

from vncwall.transport.keepalive import GONE_AFTER_S, keep_alive

OPTIONS = {
    "TCP_KEEPIDLE": 15,
    "TCP_KEEPINTVL": 5,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": 30_000,
}


def test_a_machine_that_vanished_is_noticed_within_half_a_minute():
    assert GONE_AFTER_S == 30
    with socket.socket() as connection:
        keep_alive(connection)
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        found = {
            name: connection.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
            for name in OPTIONS
            if hasattr(socket, name)
        }
    assert found == {name: OPTIONS[name] for name in found}


def test_a_platform_that_lacks_the_options_still_has_keepalive(monkeypatch: pytest.MonkeyPatch):
    for name in OPTIONS:
        monkeypatch.delattr(socket, name, raising=False)
    with socket.socket() as connection:
        keep_alive(connection)
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
