"""`vncwall keys`: help with examples that are accepted, arguments that reach the command."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from vncwall import cli
from vncwall.app import keys
from vncwall.cli import program
from vncwall.cli.keys.group import COMMANDS


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """Take the place of the commands, where there is a wall.toml; return how they are called."""
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def stand_in(name: str) -> Any:
        def command(*arguments: Any, **values: Any) -> int:
            calls.append((name, arguments, values))
            return 0

        return command

    for name in COMMANDS:
        module = importlib.import_module(f"{keys.__name__}.{name}")
        monkeypatch.setattr(module, "run", stand_in(name))
    (tmp_path / "wall.toml").write_text(
        '[wall]\nstate = "state"\n[[hosts]]\nname = "Line 3"\naddress = "line3"\n'
    )
    monkeypatch.chdir(tmp_path)
    return calls


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_are_accepted(
    name: str, called: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.program.run(["keys", name, "--help"]) == 0
    examples = re.findall(r"^\s*vncwall (keys .*?)(?:\s{3,}.*)?$", capsys.readouterr().out, re.M)
    assert examples
    for example in examples:
        assert cli.program.run(shlex.split(example)) == 0, example


def test_arguments_reach_the_command(called: list[Any]) -> None:
    program.run(["keys", "list", "-c", "wall.toml"])
    program.run(["keys", "trust", "-y", "-c", "wall.toml", "Line 3"])
    program.run(["keys", "forget", "pc1:1"])
    everything, trust, forget = called
    assert everything[2] == {"path": Path("state/known_keys"), "as_json": False, "is_all": True}
    assert [host.name for host in everything[1][0]] == ["Line 3"]
    assert trust[2]["confirm"]("?")
    assert [str(host.address) for host in forget[1][0]] == ["pc1:1"]
