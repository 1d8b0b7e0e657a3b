"""`vncwall recordings release`: recordings that may go."""

from __future__ import annotations

import os

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


def release(
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
    """Let held recordings be deleted again.

    \b
    vncwall recordings release pc1/2025-03-01/140000.mkv
    vncwall recordings release --host pc1 --held
    """
    from vncwall.app.recordings import release as command
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
    return command.run(where, choice)
