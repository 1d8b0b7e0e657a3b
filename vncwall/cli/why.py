"""`vncwall why`: why a host looks as it does."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import Json, ProcessNumber


def why(
    host: Annotated[
        str, typer.Argument(metavar="HOST", help="Its name, the beginning of it, or its address.")
    ],
    as_json: Json = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on, and print what changes, with the time.")
    ] = False,
    pid: ProcessNumber = None,
) -> int:
    """Say why a host looks as it does on the wall that runs.

    What is asked of it and why just that, what its line carries and costs, what is wrong.

    \b
    vncwall why pc1
    vncwall why pc1 --follow
    vncwall why pc1 --json | jq .round_trip_ms

    Asks the vncwall wall, demo or record that this user runs on this machine.
    """
    from vncwall.app import why as command

    return command.run(host, folder=desks(), pid=pid, as_json=as_json, follow=follow, note=complain)
