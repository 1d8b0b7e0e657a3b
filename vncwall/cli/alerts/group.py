"""The group of commands about alerts."""

from __future__ import annotations

from collections.abc import Callable

import typer

from vncwall.cli.alerts.ack import ack
from vncwall.cli.alerts.history import history
from vncwall.cli.alerts.list import list_
from vncwall.cli.alerts.maintain import maintain

COMMANDS: dict[str, Callable[..., int]] = {
    "list": list_,
    "ack": ack,
    "maintain": maintain,
    "history": history,
}
"""In the order of the help; each a function of a file of its own, whose docstring is its help."""

alerts = typer.Typer(
    name="alerts",
    help="See and acknowledge alerts, and keep them quiet while somebody works on a host.\n\n"
    "What raises one is in the configuration: [alerts.NAME], docs/guide/alerts.md.",
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    alerts.command(_name)(_command)
