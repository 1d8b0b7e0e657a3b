"""The group of commands about the keys of servers."""

from __future__ import annotations

from collections.abc import Callable

import typer

from vncwall.cli.keys.forget import forget
from vncwall.cli.keys.list import list_
from vncwall.cli.keys.trust import trust

COMMANDS: dict[str, Callable[..., int]] = {"list": list_, "trust": trust, "forget": forget}
"""In the order of the help; each a function of a file of its own, whose docstring is its help."""

keys = typer.Typer(
    name="keys",
    help="See and settle by which keys servers prove themselves.\n\n"
    "What they are for: docs/guide/security.md.",
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    keys.command(_name)(_command)
