"""What a service manager hears: datagrams, as systemd reads them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from vncwall.app.service import ServiceManager

SECOND = 1_000_000_000


class Manager:
    """The other end of the socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    one = Manager(tmp_path / "notify")
    yield one
    one.close()


def test_it_hears_of_the_beginning_a_reload_and_the_end(manager: Manager) -> None:
    service = ServiceManager({"NOTIFY_SOCKET": str(manager.path)})
    service.ready()
    service.reloading(5 * SECOND)
    service.ready()
    service.stopping()
    assert manager.heard() == [
        "READY=1",
        "RELOADING=1\nMONOTONIC_USEC=5000000",
        "READY=1",
        "STOPPING=1\nSTATUS=finishing the files",
    ]
    service.close()


def test_the_watchdog_is_fed_twice_as_often_as_it_must_be(manager: Manager) -> None:
    environment = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": "10000000"}
    service = ServiceManager(environment)
    for second in range(12):
        service.beat(second * SECOND, "")
    assert manager.heard() == ["WATCHDOG=1"] * 3


def test_a_status_is_said_when_it_changes_but_not_too_often(manager: Manager) -> None:
    service = ServiceManager({"NOTIFY_SOCKET": str(manager.path)})
    for time, status in ((0.0, "1 of 2"), (0.5, "2 of 2"), (1.0, "2 of 2"), (2.0, "2 of 2")):
        service.beat(int(time * SECOND), status)
    assert manager.heard() == ["STATUS=1 of 2", "STATUS=2 of 2"]


def test_an_abstract_socket(tmp_path: Path) -> None:
    name = f"vncwall-test-{tmp_path.name}-{id(tmp_path)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.bind("\0" + name)
        other.settimeout(5.0)
        ServiceManager({"NOTIFY_SOCKET": "@" + name}).ready()
        assert other.recv(100) == b"READY=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_manager_nothing_is_said(environment: dict[str, str]) -> None:
    service = ServiceManager(environment)
    service.ready()
    service.beat(0, "1 of 2")
    service.close()
    service.close()
