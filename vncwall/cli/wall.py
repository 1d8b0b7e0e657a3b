"""`vncwall wall`: the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from vncwall.cli.configuration import (
    configuration_in,
    loaded_settings,
    size_of_window,
    watched,
    with_state,
)
from vncwall.cli.desks import desks
from vncwall.cli.options import (
    After,
    Fullscreen,
    Headless,
    Link,
    PasswordFile,
    RecordWall,
    Snapshot,
    Username,
    WindowSize,
)
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.choice import arranged, beginning_with, only_viewed
from vncwall.settings.model import LoadedConfiguration
from vncwall.settings.named_wall import ViewName


def wall(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="CONFIG|HOST", help="A configuration, or hosts."),
    ],
    columns: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Tiles a row; 0: as fits best.")
    ] = None,
    view: Annotated[ViewName | None, typer.Option(help="How tiles are arranged.")] = None,
    name: Annotated[
        str | None, typer.Option("--wall", metavar="NAME", help="Begin with this [walls.NAME].")
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="With --wall: connect to no host but those on it.")
    ] = False,
    display: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Open on this monitor of this computer, from 0."),
    ] = None,
    kiosk: Annotated[
        bool,
        typer.Option("--kiosk", help="Full screen, nothing is asked, no key ends it by accident."),
    ] = False,
    fullscreen: Fullscreen = False,
    size: WindowSize = None,
    password_file: PasswordFile = None,
    user: Username = None,
    link: Link = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Session processes; 0: one a core.")
    ] = None,
    view_only: Annotated[
        bool, typer.Option("--view-only", help="No host can be controlled from this wall.")
    ] = False,
    headless: Headless = False,
    snapshot: Snapshot = None,
    record_wall: RecordWall = None,
    after: After = None,
) -> int:
    """Show desktops live; click one to control it.

    \b
    vncwall wall wall.toml                        everything from a configuration
    vncwall wall pc1 pc2:1 server::5901           three hosts, defaults for the rest
    vncwall wall --link slow branch:0             a 256 kbit/s line
    vncwall wall --fullscreen --columns 4 wall.toml
    vncwall wall wall.toml --wall hall --only --display 1 --kiosk

    Keys: arrows and Enter or a click take control, Ctrl+Alt+Shift alone lets go, F full screen,
    R record, ? all keys.
    """
    from vncwall.app import wall as command

    changes: dict[str, object] = {}
    arrangement: dict[str, object] = {}
    if columns is not None:
        arrangement["columns"] = columns
    if view is not None:
        arrangement["view"] = view
    if display is not None:
        changes["display"] = display
    if kiosk:
        changes["kiosk"] = True
    if workers is not None:
        changes["workers"] = workers
    if fullscreen:
        changes["fullscreen"] = True
    if size is not None:
        changes["width"], changes["height"] = size_of_window(size)

    def read() -> LoadedConfiguration:
        loaded = loaded_settings(sources, password_file=password_file, user=user, link=link)
        settings = loaded.settings
        settings = replace(settings, wall=replace(settings.wall, **changes))  # type: ignore[arg-type]
        settings = arranged(settings, **arrangement)
        if name is not None:
            settings = beginning_with(settings, name, only=only)
        if view_only:
            settings = only_viewed(settings)
        return with_state(replace(loaded, settings=settings))

    settings, watch = watched(configuration_in(sources), read)
    return command.run(
        settings,
        headless=headless,
        snapshot=snapshot,
        stop_after_s=after,
        desk=DeskPlace(desks(), f"vncwall wall {' '.join(sources)}", watch.ask if watch else None),
        watch=watch,
        record=record_wall,
    )
