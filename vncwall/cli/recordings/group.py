"""The group of commands about what was recorded."""

from __future__ import annotations

from collections.abc import Callable

import typer

from vncwall.cli.recordings.coverage import coverage
from vncwall.cli.recordings.delete import delete
from vncwall.cli.recordings.export import export
from vncwall.cli.recordings.hold import hold
from vncwall.cli.recordings.list import list_
from vncwall.cli.recordings.move import move
from vncwall.cli.recordings.note import note
from vncwall.cli.recordings.notes import notes
from vncwall.cli.recordings.rebuild import rebuild
from vncwall.cli.recordings.release import release
from vncwall.cli.recordings.retention import retention
from vncwall.cli.recordings.show import show
from vncwall.cli.recordings.verify import verify

COMMANDS: dict[str, Callable[..., int]] = {
    "list": list_,
    "show": show,
    "coverage": coverage,
    "hold": hold,
    "release": release,
    "note": note,
    "notes": notes,
    "export": export,
    "delete": delete,
    "move": move,
    "retention": retention,
    "verify": verify,
    "rebuild": rebuild,
}
"""In the order of the help; each a function of a file of its own, whose docstring is its help."""

recordings = typer.Typer(
    name="recordings",
    help="Find, hold, delete, move and prove what was recorded.\n\n"
    "Of the folder 'recordings'; another one: --folder DIR, or -c CONFIG.",
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    recordings.command(_name)(_command)
