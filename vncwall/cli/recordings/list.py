"""`vncwall recordings list`: what there is."""

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


def list_(
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
    """List recordings.

    \b
    vncwall recordings list
    vncwall recordings list --host 'pc*' --from yesterday --min-activity 1
    vncwall recordings list --from 'monday 08:00' --to 'monday 12:00' --cause schedule
    vncwall recordings list pc1 --json | jq '.recordings[].path'

    Marks: held, moved to a store, MISSING or ALTERED files, recovered after a crash, gaps, notes.
    """
    from vncwall.app.recordings import list as command
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
