"""Nothing that cannot be undone is done without a yes."""

from __future__ import annotations

import io
import sys

import pytest
import typer

from vncwall.cli.recordings.confirmation import asking
from vncwall.errors import SettingsError


def test_who_said_yes_before_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: pytest.fail("asked"))
    assert asking(True)("delete?")


def test_where_nobody_can_answer_it_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(SettingsError, match="--yes: delete 5\\? Nobody is there to ask"):
        asking(False)("delete 5?")


@pytest.mark.parametrize("answer", [True, False])
def test_the_answer_counts(monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: answer)
    assert asking(False)("delete?") is answer
