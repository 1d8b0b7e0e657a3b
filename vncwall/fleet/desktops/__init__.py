"""The demo desktops, one file a kind. `DESKTOPS` is the whole list."""

from __future__ import annotations

from vncwall.fleet.desktops.base import Desktop
from vncwall.fleet.desktops.dashboard import DashboardDesktop
from vncwall.fleet.desktops.editor import EditorDesktop
from vncwall.fleet.desktops.form import FormDesktop
from vncwall.fleet.desktops.idle import IdleDesktop
from vncwall.fleet.desktops.log import LogDesktop
from vncwall.fleet.desktops.sheet import SheetDesktop
from vncwall.fleet.desktops.video import VideoDesktop

DESKTOPS: dict[str, type[Desktop]] = {
    desktop.kind: desktop
    for desktop in (
        LogDesktop,
        DashboardDesktop,
        FormDesktop,
        SheetDesktop,
        EditorDesktop,
        VideoDesktop,
        IdleDesktop,
    )
}
"""Every kind by its name."""
