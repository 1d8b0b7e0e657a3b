"""`vncwall recordings retention`: what has to go."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.confirmation import asking
from vncwall.cli.recordings.options import ConfigurationFile, Folder, Yes
from vncwall.settings.durations import parse_duration
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy
from vncwall.settings.sizes import parse_size


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would go and why; delete nothing.")
    ] = False,
    keep: Annotated[
        str, typer.Option(metavar="TIME", help="Delete what ended longer ago: 30d.")
    ] = "",
    most: Annotated[
        str, typer.Option(metavar="SIZE", help="Keep no more than so much: 500GB.")
    ] = "",
    free: Annotated[
        str, typer.Option(metavar="SIZE", help="Keep so much of the disk free: 20GB.")
    ] = "",
    yes: Yes = False,
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Delete what is too old, or too much; what is held stays.

    The limits are those of [retention] in the configuration, by which a running wall deletes by
    itself, or those said here.

    \b
    vncwall recordings retention -c wall.toml --dry-run
    vncwall recordings retention --keep 30d --free '20 GB' --dry-run
    """
    from vncwall.app.recordings import retention as command
    from vncwall.app.recordings.folder import named

    policy = RetentionPolicy(
        Limits(
            parse_duration(keep, path="--keep") if keep else None,
            parse_size(most, path="--most") if most else None,
        ),
        parse_size(free, path="--free") if free else None,
    )
    said = None if policy.is_empty else KeepingSettings(policy)
    where = named(folder, config, environment=os.environ, note=complain, keeping=said)
    return command.run(where, dry_run=dry_run, confirm=asking(yes), as_json=as_json)
