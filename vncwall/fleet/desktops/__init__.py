"""The demo desktops, one file a kind. `DESKTOPS` is the whole list."""

from __future__ import annotations

from vncwall.fleet.desktops.base import Desktop
from vncwall.fleet.desktops.board import BoardDesktop
from vncwall.fleet.desktops.chat import ChatDesktop
from vncwall.fleet.desktops.dashboard import DashboardDesktop
from vncwall.fleet.desktops.dispatch import DispatchDesktop
from vncwall.fleet.desktops.editor import EditorDesktop
from vncwall.fleet.desktops.form import FormDesktop
from vncwall.fleet.desktops.idle import IdleDesktop
from vncwall.fleet.desktops.lesson import LessonDesktop
from vncwall.fleet.desktops.log import LogDesktop
from vncwall.fleet.desktops.network import NetworkDesktop
from vncwall.fleet.desktops.plant import PlantDesktop
from vncwall.fleet.desktops.scope import ScopeDesktop
from vncwall.fleet.desktops.sheet import SheetDesktop
from vncwall.fleet.desktops.sign import SignDesktop
from vncwall.fleet.desktops.till import TillDesktop
from vncwall.fleet.desktops.video import VideoDesktop

DESKTOPS: dict[str, type[Desktop]] = {
    desktop.kind: desktop
    for desktop in (
        BoardDesktop,
        ChatDesktop,
        DashboardDesktop,
        DispatchDesktop,
        EditorDesktop,
        FormDesktop,
        IdleDesktop,
        LessonDesktop,
        LogDesktop,
        NetworkDesktop,
        PlantDesktop,
        ScopeDesktop,
        SheetDesktop,
        SignDesktop,
        TillDesktop,
        VideoDesktop,
    )
}
"""Every kind by its name."""
