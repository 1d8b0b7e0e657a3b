"""`vncwall snapshot`: a picture of each desktop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.configuration import loaded_settings, watched
from vncwall.cli.options import ConfigurationFile, Hosts, PasswordFile, Username


def snapshot(
    hosts: Hosts,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the pictures.")] = Path("."),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was negotiated and what went wrong.")
    ] = False,
    timeout: Annotated[
        str, typer.Option(metavar="TIME", help="Give a host so long: 10s, 1m.")
    ] = "15s",
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
) -> int:
    """Write a lossless PNG of each desktop.

    View-only, for scripts.

    \b
    vncwall snapshot pc1 pc2:1 --out pictures
    vncwall snapshot pc1 --json | jq '.[0].encodings'

    The exit code is 0, or that of the cause when all failures have one cause, or 1.
    """
    from vncwall.app import snapshot as command
    from vncwall.settings.durations import parse_duration

    settings, _ = watched(
        None, lambda: loaded_settings(hosts, config=config, password_file=password_file, user=user)
    )
    timeout_s = parse_duration(timeout, path="--timeout")
    return command.run(settings.hosts, folder=out, as_json=as_json, timeout_s=timeout_s)
