"""`vncwall alerts`: help with examples that are accepted, arguments that reach the command."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from vncwall import cli
from vncwall.app import alerts
from vncwall.cli import program
from vncwall.cli.alerts.group import COMMANDS


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Take the place of the commands; return how they are called."""
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def stand_in(name: str) -> Any:
        def command(*arguments: Any, **values: Any) -> int:
            calls.append((name, arguments, values))
            return 0

        return command

    for name in COMMANDS:
        module = importlib.import_module(f"{alerts.__name__}.{name}")
        monkeypatch.setattr(module, "run", stand_in(name))
    return calls


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_are_accepted(
    name: str, called: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.program.run(["alerts", name, "--help"]) == 0
    examples = re.findall(r"^\s*vncwall (alerts .*?)(?:\s{3,}.*)?$", capsys.readouterr().out, re.M)
    assert examples
    for example in examples:
        assert cli.program.run(shlex.split(example)) == 0, example


def test_arguments_reach_the_command(called: list[Any]) -> None:
    program.run(["alerts", "ack", "pc1", "dark", "--note", "cable"])
    program.run(["alerts", "maintain", "pc1", "1h30m", "-m", "disk"])
    program.run(["alerts", "maintain", "pc1", "off"])
    program.run(["alerts", "history", "--folder", "state"])
    (name, arguments, values), work, off, history = called
    assert (name, arguments, values["text"]) == ("ack", ("pc1", "dark"), "cable")
    assert values["who"]
    assert (work[1], work[2]["text"]) == (("pc1", 5400.0), "disk")
    assert off[1] == ("pc1", 0.0)
    assert history[2]["journal"] == Path("state/alerts")


def test_a_wrong_time_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["alerts", "maintain", "pc1", "soon"]) == 2
    assert "'soon' is not a length of time" in capsys.readouterr().err
