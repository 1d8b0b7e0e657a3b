"""`vncwall save`: the last minutes of a host."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import Json, ProcessNumber
from vncwall.settings.durations import parse_duration


def save(
    hosts: Annotated[list[str], typer.Argument(metavar="HOST", help="Hosts of a running vncwall.")],
    last: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How far back, such as 90s or 5m; default: all."),
    ] = None,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """Make recordings of what has just happened on hosts of a vncwall that runs.

    Their last minutes must be kept: [recording] preroll = "5m" in the configuration. On the wall
    Shift+R does the same for one desktop.

    \b
    vncwall save pc1                            all that is kept
    vncwall save pc1 pc2 --last 90s
    """
    from vncwall.app import save as command

    last_s = 0.0 if last is None else parse_duration(last, path="--last")
    return command.run(
        hosts, last_s=last_s, folder=desks(), as_json=as_json, pid=pid, note=complain
    )
