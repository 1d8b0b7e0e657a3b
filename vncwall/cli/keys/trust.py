"""`vncwall keys trust`: a server's key is right."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.configuration import known_keys_file, loaded_settings
from vncwall.cli.desks import desks
from vncwall.cli.options import ConfigurationFile, Hosts
from vncwall.cli.recordings.confirmation import asking


def trust(
    hosts: Hosts,
    config: ConfigurationFile = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Trust without being asked.")] = False,
) -> int:
    """Trust the key that a server has shown last, and no other of its kind from then on.

    \b
    vncwall keys trust pc1:1
    vncwall keys trust -c wall.toml "Line 3"
    vncwall keys trust --yes pc1:1

    Compare the fingerprint with what the machine itself shows before you agree. A wall that runs
    connects to the server anew.
    """
    from vncwall.app.keys import trust as command

    settings = loaded_settings(hosts, config=config).settings
    return command.run(
        settings.hosts, path=known_keys_file(settings), confirm=asking(yes), desks=desks()
    )
