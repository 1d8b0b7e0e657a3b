"""`vncwall alerts maintain`, against a desk."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vncwall.app.alerts import maintain as command


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """Answer for a running vncwall; return what it is asked."""
    questions: list[tuple[str, Mapping[str, Any]]] = []

    def ask(folder: Path, question: str, **values: Any) -> tuple[None, Mapping[str, Any]]:
        questions.append((question, values))
        return None, {"host": "pc1"}

    monkeypatch.setattr(command, "ask", ask)
    return questions


def test_maintenance_begins_and_ends(asked: list[tuple[str, Mapping[str, Any]]]) -> None:
    out = io.StringIO()
    command.run("pc1", 5400.0, who="anna", text="", folder=Path(), out=out)
    command.run("pc1", 0.0, who="anna", text="", folder=Path(), out=out)
    assert out.getvalue() == "pc1: maintenance for 1h30m\npc1: maintenance is over\n"
