"""`vncwall reconnect`: hosts connected at once."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import ProcessNumber


def reconnect(
    hosts: Annotated[
        list[str] | None,
        typer.Argument(metavar="HOST", help="Hosts; none: all that are not live."),
    ] = None,
    pid: ProcessNumber = None,
) -> int:
    """Have the wall that runs connect to hosts at once.

    \b
    vncwall reconnect                           all that are not live, without waiting longer
    vncwall reconnect pc1                       also if it is live
    """
    from vncwall.app import reconnect as command

    return command.run(hosts or (), folder=desks(), pid=pid, note=complain)
