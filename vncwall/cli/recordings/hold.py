"""`vncwall recordings hold`: recordings that must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vncwall.cli.recordings.choosing import choosing

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def hold(
    choice: Choice,
    where: RecordingsFolder,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the audit log.")] = "",
) -> int:
    """Keep recordings from being deleted.

    No retention and no delete touches what is held, until it is released.

    \b
    vncwall recordings hold 'pc1 yesterday 14:00' --why 'incident 4711'
    vncwall recordings hold --host pc1 --from monday --to tuesday
    """
    from vncwall.app.recordings import hold as command

    return command.run(where, choice, why=why)
