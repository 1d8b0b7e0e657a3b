"""`vncwall demo`: the window on built-in desktops."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from vncwall.cli.configuration import size_of_window
from vncwall.cli.desks import desks
from vncwall.cli.options import After, Fullscreen, Headless, Snapshot, WindowSize
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.model import WallSettings


def demo(
    hosts: Annotated[
        int, typer.Option(metavar="N", min=1, max=256, help="Desktops of the demo fleet.")
    ] = 16,
    fullscreen: Fullscreen = False,
    size: WindowSize = None,
    headless: Headless = False,
    snapshot: Snapshot = None,
    after: After = None,
) -> int:
    """Open the wall on built-in demo desktops.

    \b
    vncwall demo                                            a window with 16 desktops
    vncwall demo --headless --snapshot wall.png --after 5   no display: a picture of it
    """
    from vncwall.app import demo as command

    window = WallSettings(title="vncwall demo", fullscreen=fullscreen)
    if size is not None:
        width, height = size_of_window(size)
        window = replace(window, width=width, height=height)
    return command.run(
        hosts=hosts,
        window=window,
        headless=headless,
        snapshot=snapshot,
        stop_after_s=after,
        desk=DeskPlace(desks(), "vncwall demo"),
    )
