"""The demo desktops, one file a kind. `DESKTOPS` is the whole list."""

from __future__ import annotations

from vncwall.fleet.desktops.base import Desktop
from vncwall.fleet.desktops.idle import IdleDesktop
from vncwall.fleet.desktops.log import LogDesktop

DESKTOPS: dict[str, type[Desktop]] = {
    desktop.kind: desktop for desktop in (LogDesktop, IdleDesktop)
}
"""Every kind by its name."""
