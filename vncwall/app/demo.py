"""`vncwall demo`: the wall on a fleet of our own, in its own process on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vncwall.app import wall
from vncwall.app.display import require_display
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings


def run(
    *,
    hosts: int,
    window: WallSettings,
    headless: bool = False,
    snapshot: Path | None = None,
    stop_after_s: float | None = None,
    desk: DeskPlace | None = None,
) -> int:
    """Start the fleet, show the wall on it, end both; return the exit code.

    Args:
        hosts: desktops of the fleet; one host more is shown that refuses connections.
        window: how the wall looks.
        headless: open no window.
        snapshot: write a picture of the wall here at the end.
        stop_after_s: end by itself.
        desk: where other programs of this user may ask; None: nowhere.

    Raises:
        DisplayError: not headless, and no window can be opened.
        SettingsError: the folder for the picture does not exist.
    """
    wall.require_folder(snapshot)
    require_display(
        headless=headless,
        remedy="without one run: vncwall demo --headless --snapshot wall.png --after 5",
    )
    from vncwall.fleet.process import FleetProcess

    with FleetProcess(hosts=hosts) as fleet, refusing_host() as refusing:
        settings = Settings(hosts=(*fleet.hosts, refusing), wall=window)
        return wall.show(settings, snapshot=snapshot, stop_after_s=stop_after_s, desk=desk)


@contextmanager
def refusing_host() -> Iterator[HostSettings]:
    """Yield a host that refuses: its port is taken by a socket that does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = HostAddress("127.0.0.1", taken.getsockname()[1])
        yield HostSettings(name="Switched off", address=address)
