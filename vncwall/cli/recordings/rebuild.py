"""`vncwall recordings rebuild`: the catalogue, made anew."""

from __future__ import annotations

import os

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.options import ConfigurationFile, Folder


def rebuild(
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Make the catalogue anew from the folder.

    Never needed after a crash or after files were moved by hand: commands notice that by
    themselves. It reads everything again, finishes what a dead recorder left and deletions that
    were interrupted, writes missing manifests, and names files that are missing, altered or
    foreign (exit code 1 for the former).

    \b
    vncwall recordings rebuild
    vncwall recordings rebuild --folder /srv/recordings --json
    """
    from vncwall.app.recordings import rebuild as command
    from vncwall.app.recordings.folder import named

    where = named(folder, config, environment=os.environ, note=complain)
    return command.run(where, as_json=as_json)
