"""`vncwall alerts ack`, against a desk."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vncwall.app.alerts import ack as command


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """Answer for a running vncwall; return what it is asked."""
    questions: list[tuple[str, Mapping[str, Any]]] = []

    def ask(folder: Path, question: str, **values: Any) -> tuple[None, Mapping[str, Any]]:
        questions.append((question, values))
        return None, {"host": "pc1", "rules": ["dark", "red"]}

    monkeypatch.setattr(command, "ask", ask)
    return questions


def test_acknowledging_tells_who_and_why(asked: list[tuple[str, Mapping[str, Any]]]) -> None:
    out = io.StringIO()
    command.run("pc1", "", who="anna", text="cable", folder=Path(), out=out)
    question, values = asked[-1]
    assert question == "acknowledge"
    assert (values["host"], values["rule"], values["who"], values["text"]) == (
        "pc1",
        "",
        "anna",
        "cable",
    )
    assert out.getvalue() == "pc1: dark is acknowledged\npc1: red is acknowledged\n"
