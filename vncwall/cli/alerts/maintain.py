"""`vncwall alerts maintain`: somebody works on a host."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import ProcessNumber
from vncwall.settings.durations import parse_duration


def maintain(
    host: Annotated[str, typer.Argument(metavar="HOST", help="Name of a host.")],
    time: Annotated[str, typer.Argument(metavar="TIME", help='How long: 30m, 2h, 1d; or "off".')],
    note: Annotated[str, typer.Option("--note", "-m", metavar="TEXT", help="What is done.")] = "",
    pid: ProcessNumber = None,
) -> int:
    """Have nothing about a host be an alert for a while, as the key M does on the wall.

    \b
    vncwall alerts maintain pc1 2h --note "new disk"
    vncwall alerts maintain pc1 off

    Regular windows are in the configuration: [maintenance.NAME].
    """
    from vncwall.app.alerts import maintain as command
    from vncwall.recording.operator import operator

    for_s = 0.0 if time == "off" else parse_duration(time, path="TIME")
    return command.run(
        host, for_s, who=operator(), text=note, folder=desks(), pid=pid, note=complain
    )
