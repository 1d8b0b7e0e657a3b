"""`vncwall recordings note`: a few words with recordings."""

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


def note(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note; '' removes it.")],
    names: Names = None,
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
    """Give recordings a note, in place of the former one.

    \b
    vncwall recordings note 'shift handed over' pc1/2025-03-01/140000.mkv
    vncwall recordings note '' --host pc1 --from today
    """
    from vncwall.app.recordings import note as command
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
    return command.run(where, choice, text=text)
