"""What is said to the user beside the result."""

from __future__ import annotations

import typer


def complain(message: str) -> None:
    """Say something to the user on standard error."""
    typer.echo(f"vncwall: {message}", err=True)
