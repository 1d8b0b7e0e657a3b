"""`vncwall alerts history`: what the journal says."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.configuration import state_folder
from vncwall.cli.options import Json
from vncwall.settings.moments import parse_moment


def history(
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="HOST", help="Names of hosts; none: all.")
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="WHEN", help='From then on: "yesterday 14:00", "2d ago".')
    ] = "7d ago",
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="What [wall] state says; default: the user's own."),
    ] = None,
    as_json: Json = False,
) -> int:
    """List what happened: alerts raised, acknowledged and cleared, and maintenance.

    \b
    vncwall alerts history
    vncwall alerts history pc1 --since monday
    vncwall alerts history --since "2h ago" --json

    It is read from the journal, whether vncwall runs or not.
    """
    from vncwall.app.alerts import history as command

    since_ns = parse_moment(since, path="--since", now_ns=time.time_ns())
    journal = (folder or Path(state_folder())) / "alerts"
    return command.run(hosts or (), journal=journal, since_ns=since_ns, as_json=as_json)
