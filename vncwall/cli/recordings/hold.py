"""`vncwall recordings hold`: recordings that must stay."""

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


def hold(
    names: Names = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the audit log.")] = "",
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
    """Keep recordings from being deleted.

    No retention and no delete touches what is held, until it is released.

    \b
    vncwall recordings hold 'pc1 yesterday 14:00' --why 'incident 4711'
    vncwall recordings hold --host pc1 --from monday --to tuesday
    """
    from vncwall.app.recordings import hold as command
    from vncwall.app.recordings.choice import Choice
    from vncwall.app.recordings.folder import named

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
    return command.run(where, choice, why=why)
