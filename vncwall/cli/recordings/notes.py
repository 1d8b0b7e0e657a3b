"""`vncwall recordings notes`: what was noted on the wall."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.options import ConfigurationFile, Folder


def notes(
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="[HOST]...", help="Names, also with * and ?.")
    ] = None,
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """List what operators noted about hosts on the wall (N), each with its time.

    `vncwall recordings show` names those that were taken while a file was recorded.

    \b
    vncwall recordings notes
    vncwall recordings notes 'lab-*' --json
    """
    from vncwall.app.recordings import notes as command
    from vncwall.app.recordings.folder import named

    where = named(folder, config, environment=os.environ, note=complain)
    return command.run(where, hosts or (), as_json=as_json)
