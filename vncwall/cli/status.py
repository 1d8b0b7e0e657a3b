"""`vncwall status`: the hosts of the wall that runs."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import Json, ProcessNumber


def status(
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="HOST", help="Names of hosts; none: all.")
    ] = None,
    problems: Annotated[
        bool, typer.Option("--problems", "-p", help="Only hosts that are not live.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 0 only if every host is live.")
    ] = False,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """List the hosts of the wall that runs: state, age, traffic, recording.

    \b
    vncwall status
    vncwall status --problems
    vncwall status --check --json               for a monitoring system
    vncwall status pc1 pc2 --check

    With --check the exit code is that of the one cause, or 1 for several.
    """
    from vncwall.app import status as command

    return command.run(
        hosts or (),
        folder=desks(),
        pid=pid,
        only_problems=problems,
        as_json=as_json,
        check=check,
        note=complain,
    )
