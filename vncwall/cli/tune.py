"""`vncwall tune`: settings tried against a host."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vncwall.cli.configuration import loaded_settings, watched
from vncwall.cli.options import ConfigurationFile, PasswordFile, Username
from vncwall.errors import SettingsError


def tune(
    host: Annotated[
        str, typer.Argument(metavar="HOST", help="An address, or with --config a name in it.")
    ],
    line: Annotated[
        str | None,
        typer.Option(metavar="RATE", help="Advise for this line: 256kbit/s; else as measured."),
    ] = None,
    rounds: Annotated[
        int, typer.Option(metavar="N", min=1, max=100, help="Fetch each picture so often.")
    ] = 3,
    patience: Annotated[
        str, typer.Option(metavar="TIME", help="Leave out what is expected to take longer.")
    ] = "20s",
    timeout: Annotated[
        str, typer.Option(metavar="TIME", help="Give each picture so long: 30s, 2m.")
    ] = "1m",
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="CONFIG", help="Write the best for tile and control to this file."),
    ] = None,
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
) -> int:
    """Try settings against a host; say which are best.

    View-only. Fetches the whole screen some fifty times: it says what that will cost first.

    \b
    vncwall tune pc1                                    on the line as it is
    vncwall tune pc1 --line 256kbit/s                   what to ask over a slow line
    vncwall tune pc1 -c wall.toml --write wall.toml     and put it into the configuration

    kB and ms are those of the whole screen, CPU ms are of this computer, dB is the likeness to
    the lossless picture: nobody sees a difference above 45, text is clean above 35.
    """
    from vncwall.app import tune as command
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.rates import rate_kbit_s

    try:
        line_kbit_s = None if line is None else rate_kbit_s(line)
    except ValueError as error:
        raise SettingsError("--line", "", str(error)) from None
    if host.endswith(".toml"):
        raise SettingsError("arguments", "", f"{host} is no host; name one: -c {host} HOST")
    settings, _ = watched(
        None,
        lambda: loaded_settings(
            [host], config=config or write, password_file=password_file, user=user
        ),
    )
    return command.run(
        settings.hosts[0],
        line_kbit_s=line_kbit_s,
        rounds=rounds,
        patience_s=parse_duration(patience, path="--patience"),
        timeout_s=parse_duration(timeout, path="--timeout"),
        as_json=as_json,
        write=write,
        environment=os.environ,
    )
