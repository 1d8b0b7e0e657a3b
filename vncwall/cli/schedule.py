"""`vncwall schedule`: what will be recorded when."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json


def schedule(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A configuration.")],
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="HOST", help="Names; none: all.")
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=400, help="So many days, today included.")
    ] = 7,
    as_json: Json = False,
) -> int:
    """Show what will be recorded in the next days.

    \b
    vncwall schedule wall.toml
    vncwall schedule wall.toml "Line 3" --days 30
    vncwall schedule wall.toml --json | jq '.hosts[].windows'

    Times are those of this computer's zone. How to write schedules: docs/guide/schedule.md.
    """
    from vncwall.app import schedule as command
    from vncwall.settings.loader import load

    loaded = load(config, environment=os.environ)
    for warning in loaded.warnings:
        complain(f"warning: {warning}")
    return command.run(
        loaded.settings, hosts or (), days=days, now_ns=time.time_ns(), as_json=as_json
    )
