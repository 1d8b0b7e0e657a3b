"""`vncwall recordings`: help with examples that are accepted, arguments that reach the command."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vncwall import cli
from vncwall.app import recordings
from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.cli.recordings.group import COMMANDS


class Command(ModuleType):
    """Stands in for the module of a command."""

    def __init__(self) -> None:
        super().__init__("command")
        self.folder = RecordingsFolder(Path())
        self.choice = Choice()
        self.values: dict[str, Any] = {}

    def run(self, folder: RecordingsFolder, choice: Choice | None = None, **values: Any) -> int:
        self.folder, self.choice, self.values = folder, choice or Choice(), values
        return 0


@pytest.fixture(autouse=True)
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Command]:
    stand_in = Command()
    for name in COMMANDS:
        monkeypatch.setitem(sys.modules, f"{recordings.__name__}.{name}", stand_in)
        monkeypatch.setattr(recordings, name, stand_in, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("wall.toml").write_text(
        '[recording]\nfolder = "/srv/r"\n[retention]\nkeep = "9d"\n'
        '[stores.archive]\nurl = "file:///mnt"\n[[hosts]]\naddress = "a"\n'
    )
    return stand_in


def test_the_group_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["recordings"]) == 0
    out = capsys.readouterr().out
    assert all(re.search(rf"^  {name} ", out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_in_the_help_are_accepted(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["recordings", name, "--help"]) == 0
    out = capsys.readouterr().out
    examples = re.findall(rf"^  (vncwall recordings {name}\b.*)$", out, re.MULTILINE)
    assert len(examples) >= 2
    for example in examples:
        words = shlex.split(example.partition(" | ")[0])
        assert cli.run(words[1:]) == 0, (example, capsys.readouterr().err)


def test_filters_reach_the_command(command: Command) -> None:
    words = ["--host", "pc*", "--group", "lab", "--from", "monday", "--to", "now", "--held"]
    words += ["--min-activity", "2.5", "--cause", "hand", "--json", "pc1", "pc2"]
    assert cli.run(["recordings", "list", *words]) == 0
    assert command.choice == Choice(
        ("pc1", "pc2"), "pc*", "lab", "monday", "now", 2.5, True, "hand"
    )
    assert command.values == {"as_json": True}


def test_the_folder_is_that_of_the_configuration_or_the_one_that_is_named(
    command: Command,
) -> None:
    assert cli.run(["recordings", "list"]) == 0
    assert command.folder.path == Path("recordings")
    assert cli.run(["recordings", "verify", "-c", "wall.toml"]) == 0
    assert command.folder.path == Path("/srv/r")
    assert cli.run(["recordings", "rebuild", "--folder", "x", "-c", "wall.toml"]) == 0
    assert command.folder.path == Path("x")


def test_limits_may_be_said(command: Command) -> None:
    words = ["--keep", "30d", "--most", "1 TB", "--free", "5GB", "-n", "-c", "wall.toml"]
    assert cli.run(["recordings", "retention", *words]) == 0
    policy = command.folder.keeping.retention
    assert (policy.limits.keep_s, policy.limits.most_bytes) == (30 * 86400.0, 10**12)
    assert policy.free_bytes == 5 * 10**9
    assert command.values["dry_run"]
    assert cli.run(["recordings", "retention", "-c", "wall.toml"]) == 0
    assert command.folder.keeping.retention.limits.keep_s == 9 * 86400.0


def test_a_note_and_a_reason_reach_the_command(command: Command) -> None:
    assert cli.run(["recordings", "note", "words", "pc1"]) == 0
    assert (command.values["text"], command.choice.names) == ("words", ("pc1",))
    assert cli.run(["recordings", "hold", "pc1", "--why", "because"]) == 0
    assert command.values["why"] == "because"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["move", "pc1"], "write --store NAME, or --back"),
        (["move", "pc1", "--store", "x", "--back"], "write --store NAME, or --back"),
        (["retention", "--most", "much"], "--most: 'much' is not a size"),
        (["retention", "--keep", "long"], "--keep: 'long' is not a length of time"),
        (["list", "--min-activity", "200"], "--min-activity"),
        (["lst"], "No such command 'lst'"),
        (["note"], "Missing argument"),
        (["list", "-c", "no.toml"], "no.toml"),
    ],
)
def test_wrong_arguments_are_told(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["recordings", *words]) == 2
    assert said in capsys.readouterr().err
