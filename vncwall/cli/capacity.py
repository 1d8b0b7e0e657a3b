"""`vncwall capacity`: what this machine can carry."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import Json, ProcessNumber


def capacity(
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Measure the demo fleet, whatever runs (half a minute)."),
    ] = False,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """Say how many more tiles and recordings this machine can carry.

    From what those cost that the wall shows now; without a wall from the demo fleet.

    \b
    vncwall capacity
    vncwall capacity --estimate                 before there is a wall
    vncwall capacity --json | jq .more_tiles
    """
    from vncwall.app import capacity as command

    return command.run(folder=desks(), pid=pid, estimate=estimate, as_json=as_json, note=complain)
