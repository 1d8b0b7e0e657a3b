"""`vncwall alerts`, against a desk and a journal."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.journal import AlertJournal, time_of
from vncwall.app import alerts
from vncwall.states import AlertState, Severity

NOON = time_of("2026-11-22T12:00:00.000Z")
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
    answers = {
        "alerts": {
            "alerts": [KNOWN, DARK],
            "maintenance": [{"host": "pc3", "until": "", "reason": "new disk", "who": "bob"}],
        },
        "acknowledge": {"host": "pc1", "rules": ["dark", "red"]},
        "maintain": {"host": "pc1"},
    }

    def ask(folder: Path, question: str, **values: Any) -> tuple[None, Mapping[str, Any]]:
        questions.append((question, values))
        return None, answers[question]

    monkeypatch.setattr(alerts, "ask", ask)
    return questions


def test_what_nobody_knows_of_comes_first(asked: object) -> None:
    out = io.StringIO()
    assert alerts.list_open((), folder=Path(), out=out) == 0
    head, first, second, work = out.getvalue().splitlines()
    assert head.split() == ["host", "rule", "severity", "since", "state", "what"]
    assert first.startswith("pc1   dark  critical")
    assert first.endswith("raised              all of its picture is dark")
    assert "known: anna, cable" in second
    assert work == "pc3: maintenance (bob: new disk)"


def test_check_is_about_what_nobody_knows_of(asked: object) -> None:
    def code(*hosts: str) -> int:
        return alerts.list_open(hosts, folder=Path(), check=True, out=io.StringIO())

    assert (code(), code("pc1"), code("pc2")) == (1, 1, 0)


def test_it_is_json_for_programs(asked: object) -> None:
    out = io.StringIO()
    alerts.list_open(("pc1",), folder=Path(), as_json=True, out=out)
    assert json.loads(out.getvalue()) == {"alerts": [DARK], "maintenance": []}


def test_nothing_lasts(asked: object) -> None:
    out = io.StringIO()
    alerts.list_open(("pc9",), folder=Path(), out=out)
    assert out.getvalue() == "no alert lasts\n"


def test_acknowledging_tells_who_and_why(asked: list[tuple[str, Mapping[str, Any]]]) -> None:
    out = io.StringIO()
    alerts.acknowledge("pc1", "", who="anna", text="cable", folder=Path(), out=out)
    question, values = asked[-1]
    assert question == "acknowledge"
    assert (values["host"], values["rule"], values["who"], values["text"]) == (
        "pc1",
        "",
        "anna",
        "cable",
    )
    assert out.getvalue() == "pc1: dark is acknowledged\npc1: red is acknowledged\n"


def test_maintenance_begins_and_ends(asked: list[tuple[str, Mapping[str, Any]]]) -> None:
    out = io.StringIO()
    alerts.maintain("pc1", 5400.0, who="anna", text="", folder=Path(), out=out)
    alerts.maintain("pc1", 0.0, who="anna", text="", folder=Path(), out=out)
    assert out.getvalue() == "pc1: maintenance for 1h30m\npc1: maintenance is over\n"


def test_history_is_read_from_the_journal(tmp_path: Path) -> None:
    journal = AlertJournal(tmp_path, now_ns=NOON)
    raised = Alert("dark", Severity.WARNING, AlertState.RAISED, "it is dark", NOON, NOON)
    journal.alert("pc1", raised)
    journal.alert("pc2", raised)
    journal.maintenance("pc1", Maintenance(NOON + 10**12, "new disk", "bob"), NOON)
    journal.active("pc1", NOON, NOON)
    journal.close()
    out = io.StringIO()
    assert alerts.history(("pc1",), journal=tmp_path, since_ns=NOON, out=out) == 0
    first, second = out.getvalue().splitlines()
    assert first.endswith("pc1  dark raised: it is dark")
    assert "pc1  maintenance until " in second
    assert second.endswith(", bob, new disk")
    out = io.StringIO()
    alerts.history((), journal=tmp_path, since_ns=NOON, as_json=True, out=out)
    assert [line["host"] for line in json.loads(out.getvalue())["history"]] == ["pc1", "pc2", "pc1"]
    out = io.StringIO()
    alerts.history((), journal=tmp_path, since_ns=NOON + 1_000_000_000, out=out)
    assert out.getvalue() == f"nothing since then in {tmp_path}\n"
