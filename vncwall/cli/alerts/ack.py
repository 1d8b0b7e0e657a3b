"""`vncwall alerts ack`: somebody knows."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.desks import desks
from vncwall.cli.options import ProcessNumber


def ack(
    host: Annotated[str, typer.Argument(metavar="HOST", help="Name of a host.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its alert; default: all.")] = "",
    note: Annotated[
        str, typer.Option("--note", "-m", metavar="TEXT", help="What is done about it.")
    ] = "",
    pid: ProcessNumber = None,
) -> int:
    """Acknowledge the alerts of a host, as the key A does on the wall.

    \b
    vncwall alerts ack pc1
    vncwall alerts ack pc1 unreachable --note "cable ordered"

    Your name and the note stand in the journal: vncwall alerts history.
    """
    from vncwall.app.alerts import ack as command
    from vncwall.recording.operator import operator

    return command.run(
        host, rule, who=operator(), text=note, folder=desks(), pid=pid, note=complain
    )
