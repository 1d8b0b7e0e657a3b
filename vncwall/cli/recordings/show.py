"""`vncwall recordings show`: all that is known of recordings."""

from __future__ import annotations

import os

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
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


def show(
    names: Names = None,
    as_json: Json = False,
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
    """Show all that is known of recordings.

    When and why, who controlled the desktop, gaps, what changed when, hashes, notes.

    \b
    vncwall recordings show pc1/2025-03-01/140000.mkv
    vncwall recordings show 'pc1 yesterday 14:00'
    vncwall recordings show pc1 --from '2h ago' --json
    """
    from vncwall.app.recordings import show as command
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
    return command.run(where, choice, as_json=as_json)
