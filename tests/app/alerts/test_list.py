"""`vncwall alerts list`, against a desk."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vncwall.app.alerts import list as command

DARK = {
    "host": "pc1",
    "rule": "dark",
    "state": "raised",
    "severity": "critical",
    "detail": "all of its picture is dark",
    "raised": "2026-11-22T12:00:00.000Z",
    "who": "",
    "note": "",
}
KNOWN = {**DARK, "host": "pc2", "state": "acknowledged", "who": "anna", "note": "cable"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """Answer for a running vncwall; return what it is asked."""
    questions: list[tuple[str, Mapping[str, Any]]] = []

    def ask(folder: Path, question: str, **values: Any) -> tuple[None, Mapping[str, Any]]:
        questions.append((question, values))
        return None, {
            "alerts": [KNOWN, DARK],
            "maintenance": [{"host": "pc3", "until": "", "reason": "new disk", "who": "bob"}],
        }

    monkeypatch.setattr(command, "ask", ask)
    return questions


def test_what_nobody_knows_of_comes_first(asked: object) -> None:
    out = io.StringIO()
    assert command.run((), folder=Path(), out=out) == 0
    head, first, second, work = out.getvalue().splitlines()
    assert head.split() == ["host", "rule", "severity", "since", "state", "what"]
    assert first.startswith("pc1   dark  critical")
    assert first.endswith("raised              all of its picture is dark")
    assert "known: anna, cable" in second
    assert work == "pc3: maintenance (bob: new disk)"


def test_check_is_about_what_nobody_knows_of(asked: object) -> None:
    def code(*hosts: str) -> int:
        return command.run(hosts, folder=Path(), check=True, out=io.StringIO())

    assert (code(), code("pc1"), code("pc2")) == (1, 1, 0)


def test_it_is_json_for_programs(asked: object) -> None:
    out = io.StringIO()
    command.run(("pc1",), folder=Path(), as_json=True, out=out)
    assert json.loads(out.getvalue()) == {"alerts": [DARK], "maintenance": []}


def test_nothing_lasts(asked: object) -> None:
    out = io.StringIO()
    command.run(("pc9",), folder=Path(), out=out)
    assert out.getvalue() == "no alert lasts\n"
