"""`vncwall recordings note`: a few words with recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vncwall.cli.recordings.choosing import choosing

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def note(
    choice: Choice,
    where: RecordingsFolder,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note; '' removes it.")],
) -> int:
    """Give recordings a note, in place of the former one.

    \b
    vncwall recordings note 'shift handed over' pc1/2025-03-01/140000.mkv
    vncwall recordings note '' --host pc1 --from today
    """
    from vncwall.app.recordings import note as command

    return command.run(where, choice, text=text)
