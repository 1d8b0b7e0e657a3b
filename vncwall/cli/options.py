"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PASSWORD_VARIABLE = "VNCWALL_PASSWORD"

Hosts = Annotated[
    list[str],
    typer.Argument(
        metavar="HOST",
        help="host (display 0), host:1 (display 1, port 5901), host::5901 (port), [::1]:1; "
        "with --config also the name of a host in it.",
    ),
]
ConfigurationFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="Take names and settings from this file."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="First line is the password for all hosts named here "
        f"(else {PASSWORD_VARIABLE} in the environment).",
    ),
]
Username = Annotated[str | None, typer.Option("--user", metavar="NAME", help="User name.")]
Link = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Link profile: lan, internet, slow (256 kbit/s)."),
]
Headless = Annotated[bool, typer.Option("--headless", help="Open no window (needs no display).")]
Snapshot = Annotated[
    Path | None,
    typer.Option(metavar="PNG", help="Write a picture of the wall to this file, then end."),
]
RecordWall = Annotated[
    Path | None,
    typer.Option(
        "--record-wall", metavar="FILE", help="Write a video of the wall itself to this .mkv file."
    ),
]
After = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0.0, help="End (and take the picture) after so long."),
]
WindowSize = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="Size of the window: 1920x1080.")
]
Fullscreen = Annotated[bool, typer.Option("--fullscreen", "-f", help="Start in full screen.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
ProcessNumber = Annotated[
    int | None,
    typer.Option("--pid", metavar="N", help="Of the vncwall to ask; the newest if left out."),
]
