"""`vncwall check`: the configuration and this installation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def check(
    config: Annotated[
        Path | None, typer.Argument(metavar="CONFIG", help="A configuration to check.")
    ] = None,
) -> int:
    """Check a configuration and this installation.

    \b
    vncwall check              versions, compiled kernels, decoders, security types, encoders
    vncwall check wall.toml    and every mistake in the configuration, with file and line
    """
    from vncwall.app import check as command

    return command.run(config, environment=os.environ)
