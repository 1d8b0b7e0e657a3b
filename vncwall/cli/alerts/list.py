"""`vncwall alerts list`: what lasts."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import Json, ProcessNumber


def list_(
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="HOST", help="Names of hosts; none: all.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 0 only if nobody has to be called.")
    ] = False,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """List the alerts that last in the vncwall that runs, and who works on what.

    \b
    vncwall alerts list
    vncwall alerts list --check --json          for a monitoring system

    With --check the exit code is 1 when there is an alert that nobody has acknowledged.
    """
    from vncwall.app.alerts import list as command

    return command.run(
        hosts or (), folder=desks(), as_json=as_json, check=check, pid=pid, note=complain
    )
