"""The demo: fleet, one host that refuses, wall."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vncwall.app import demo, wall
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to a fleet that is not there."""
    happened: list[str] = []

    class Fleet:
        def __init__(self, *, hosts: int) -> None:
            self.hosts = tuple(
                HostSettings(name=f"desk {n}", address=HostAddress("127.0.0.1", 5910 + n))
                for n in range(hosts)
            )

        def __enter__(self) -> Fleet:
            happened.append("fleet started")
            return self

        def __exit__(self, *_: object) -> None:
            happened.append("fleet ended")

    module = ModuleType("process")
    module.FleetProcess = Fleet  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vncwall.fleet.process", module)
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    return happened


def test_wall_is_shown_on_the_fleet_and_a_host_that_refuses(
    happened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, Any] = {}

    def show(settings: Settings, **values: Any) -> int:
        happened.append("wall shown")
        shown.update(values, settings=settings)
        address = settings.hosts[-1].address
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.host, address.port), 1)
        return 5

    monkeypatch.setattr(wall, "show", show)
    picture = Path("x.png")
    window = WallSettings(title="Demo", width=800)
    code = demo.run(hosts=3, window=window, headless=True, snapshot=picture, stop_after_s=2)
    assert code == 5
    assert happened == ["fleet started", "wall shown", "fleet ended"]
    assert [host.name for host in shown["settings"].hosts] == [
        "desk 0",
        "desk 1",
        "desk 2",
        "Switched off",
    ]
    assert shown["settings"].wall == window
    assert (shown["snapshot"], shown["stop_after_s"]) == (picture, 2)


def test_fleet_ends_when_the_wall_fails(
    happened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(settings: Settings, **values: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(wall, "show", show)
    with pytest.raises(KeyboardInterrupt):
        demo.run(hosts=1, window=WallSettings(), headless=True)
    assert happened == ["fleet started", "fleet ended"]
