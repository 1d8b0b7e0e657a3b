"""Asking before something is done that cannot be undone."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from vncwall.errors import SettingsError


def asking(yes: bool) -> Callable[[str], bool]:
    """Return what asks a person, unless it was said beforehand that the answer is yes."""

    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            raise SettingsError("--yes", "", f"{question} Nobody is there to ask; write --yes")
        return typer.confirm(question.rstrip("?"), err=True)

    return ask
