"""`vncwall recordings move`: recordings to another store, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vncwall.cli.recordings.choosing import choosing
from vncwall.errors import SettingsError

if TYPE_CHECKING:
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import RecordingsFolder


@choosing
def move(
    choice: Choice,
    where: RecordingsFolder,
    store: Annotated[str, typer.Option("--store", metavar="NAME", help="To this store.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Bring them back into the folder.")] = False,
) -> int:
    """Move recordings to another store, or back.

    A store is a [stores.NAME] of the configuration. Each file is read back and compared before
    it is removed here; list, show, verify and play go on knowing it.

    \b
    vncwall recordings move -c wall.toml --store archive --host pc1 --to '7d ago'
    vncwall recordings move -c wall.toml --back 'pc1 yesterday 14:00'
    """
    from vncwall.app.recordings import move as command

    if bool(store) == back:
        raise SettingsError("--store", "", "write --store NAME, or --back")
    return command.run(where, choice, to=store)
