"""`vncwall play`: the player."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Fullscreen
from vncwall.cli.recordings.options import ConfigurationFile, Folder


def play(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Recordings (.mkv, .part, .fbs), folders of them, or a host and a time: "
            "'pc1 yesterday 14:00'.",
        ),
    ],
    speed: Annotated[float, typer.Option(metavar="X", min=0.05, max=64, help="Speed.")] = 1.0,
    at: Annotated[str, typer.Option(metavar="TIME", help="Begin so far in: 90s, 1h5m.")] = "0",
    fullscreen: Fullscreen = False,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Open no window; write the picture at --at to this file."),
    ] = None,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Play recordings.

    \b
    vncwall play recordings/pc1/2025-03-01/140000.mkv
    vncwall play --speed 8 recordings/pc1
    vncwall play 'pc1 yesterday 14:00'
    vncwall play night.mkv --at 1h5m --snapshot incident.png

    Keys: Space pause, arrows seek, [ and ] speed, F full screen, Q end.
    """
    from vncwall.app import play as command
    from vncwall.settings.durations import parse_duration

    at_s = parse_duration(at, path="--at")
    where = None
    if folder or config or not all(file.exists() for file in files):
        from vncwall.app.recordings.folder import named

        where = named(folder, config, environment=os.environ, note=complain)
    return command.run(
        files,
        speed=speed,
        fullscreen=fullscreen,
        at_s=at_s,
        snapshot=snapshot,
        recordings=where,
    )
