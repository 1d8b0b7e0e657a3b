"""`vncwall keys list`: which keys are known."""

from __future__ import annotations

from typing import Annotated

import typer

from vncwall.cli.configuration import known_keys_file, loaded_settings
from vncwall.cli.options import ConfigurationFile, Json


def list_(
    hosts: Annotated[
        list[str] | None,
        typer.Argument(metavar="HOST", help="Addresses, or names in --config; none: all."),
    ] = None,
    config: ConfigurationFile = None,
    as_json: Json = False,
) -> int:
    """List the keys by which servers are known, and those that nobody has agreed to.

    \b
    vncwall keys list
    vncwall keys list -c wall.toml "Line 3"
    vncwall keys list --json

    The exit code is 1 when a server has shown a key that is not trusted.
    """
    from vncwall.app.keys import list as command

    sources = list(hosts or ([str(config)] if config else []))
    settings = loaded_settings(sources, config=config if hosts else None).settings
    return command.run(
        settings.hosts, path=known_keys_file(settings), as_json=as_json, is_all=not hosts
    )
