"""`vncwall recordings move`: recordings to another store, and back."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.recordings.options import (
    Cause,
    ConfigurationFile,
    Folder,
    Group,
    Held,
    Host,
    MinActivity,
    Names,
    Since,
    Until,
)
from vncwall.errors import SettingsError


def move(
    names: Names = None,
    store: Annotated[str, typer.Option("--store", metavar="NAME", help="To this store.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Bring them back into the folder.")] = False,
    host: Host = "",
    group: Group = "",
    since: Since = "",
    until: Until = "",
    min_activity: MinActivity = 0.0,
    held: Held = None,
    cause: Cause = "",
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Move recordings to another store, or back.

    A store is a [stores.NAME] of the configuration. Each file is read back and compared before
    it is removed here; list, show, verify and play go on knowing it.

    \b
    vncwall recordings move -c wall.toml --store archive --host pc1 --to '7d ago'
    vncwall recordings move -c wall.toml --back 'pc1 yesterday 14:00'
    """
    from vncwall.app.recordings import move as command
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import named

    if bool(store) == back:
        raise SettingsError("--store", "", "write --store NAME, or --back")
    choice = Choice(
        names=tuple(names or ()),
        host=host,
        group=group,
        since=since,
        until=until,
        min_activity=min_activity,
        held=held,
        cause=cause,
    )
    where = named(folder, config, environment=os.environ, note=complain)
    return command.run(where, choice, to=store)
