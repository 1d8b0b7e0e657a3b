"""`vncwall play`: the player."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.options import Fullscreen


def play(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Recordings (.mkv, .part, .fbs), or folders of them."),
    ],
    speed: Annotated[float, typer.Option(metavar="X", min=0.05, max=64, help="Speed.")] = 1.0,
    at: Annotated[str, typer.Option(metavar="TIME", help="Begin so far in: 90s, 1h5m.")] = "0",
    fullscreen: Fullscreen = False,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Open no window; write the picture at --at to this file."),
    ] = None,
) -> int:
    """Play recordings.

    \b
    vncwall play recordings/pc1/2025-03-01/140000.mkv
    vncwall play --speed 8 recordings/pc1
    vncwall play night.mkv --at 1h5m --snapshot incident.png

    Keys: Space pause, arrows seek, [ and ] speed, F full screen, Q end.
    """
    from vncwall.app import play as command
    from vncwall.settings.durations import parse_duration

    at_s = parse_duration(at, path="--at")
    return command.run(files, speed=speed, fullscreen=fullscreen, at_s=at_s, snapshot=snapshot)
