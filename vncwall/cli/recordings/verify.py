"""`vncwall recordings verify`: proof that nothing was changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.options import ConfigurationFile, Folder


def verify(
    host: Annotated[str, typer.Option(metavar="NAME", help="Only this host.")] = "",
    anchor: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare with this earlier end of everything."),
    ] = None,
    write_anchor: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the present end of everything to this file."),
    ] = None,
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Prove that recordings are what was recorded.

    Reads every file, compares it with the SHA-256 in its manifest, follows the chain of manifests
    of each host, and the audit log, which accounts for what was deleted or moved.

    \b
    vncwall recordings verify
    vncwall recordings verify --host pc1 --json
    vncwall recordings verify --write-anchor /media/safe/2025-03-01.json
    vncwall recordings verify --anchor /media/safe/2025-03-01.json

    Exit code 0: proved; 1: something was changed, removed, added or put elsewhere.
    """
    from vncwall.app.recordings import verify as command
    from vncwall.app.recordings.folder import named

    where = named(folder, config, environment=os.environ, note=complain)
    return command.run(
        where,
        host=host,
        anchor=anchor,
        write_anchor=write_anchor,
        as_json=as_json,
    )
