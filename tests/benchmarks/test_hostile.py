from __future__ import annotations

import socket

import pytest

from benchmarks import faults, hostile
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected, ConnectionFailed, DesktopResized, Event
from vncwall.rfb.options import ConnectionOptions


def talk(server: hostile.HostileServer, *, until: type[Event]) -> list[Event]:
    """Let our core converse with a server until an event of a kind comes, or the end."""
    connection = Connection(ConnectionOptions())
    seen: list[Event] = []
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.settimeout(10)
        while not any(isinstance(event, until) for event in seen):
            data = client.recv(1 << 16)
            if not data:
                connection.receive_eof()
            connection.receive_data(data)
            seen += connection.events()
            if any(isinstance(event, Connected) for event in seen):
                connection.request_update()
            client.sendall(connection.data_to_send())
            if not data:
                break
    return seen


@pytest.mark.parametrize("behave", [hostile.babbling, hostile.lying])
def test_nonsense_is_what_the_core_calls_a_failure(behave: object) -> None:
    with hostile.HostileServer(behave) as server:  # type: ignore[arg-type]
        assert isinstance(talk(server, until=ConnectionFailed)[-1], ConnectionFailed)


def test_a_storm_of_resizes_is_understood() -> None:
    with hostile.HostileServer(hostile.resizing) as server:
        assert any(isinstance(e, DesktopResized) for e in talk(server, until=DesktopResized))


def test_a_fault_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        faults.arguments(["--only", "garbage,flood"])
    assert "no fault is called flood" in capsys.readouterr().err
