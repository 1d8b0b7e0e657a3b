"""`vncwall recordings delete`: recordings that nobody needs."""

from __future__ import annotations

import os

from vncwall.cli.complaint import complain
from vncwall.cli.recordings.confirmation import asking
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
    Yes,
)


def delete(
    names: Names = None,
    yes: Yes = False,
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
    """Delete recordings; what is held stays.

    Asks first. Who deleted what and when stays in the audit log.

    \b
    vncwall recordings delete pc1/2025-03-01
    vncwall recordings delete --host 'test*' --to '30d ago' --yes
    """
    from vncwall.app.recordings import delete as command
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
    return command.run(where, choice, confirm=asking(yes))
