from inspect import signature
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.cli.recordings.choosing import choosing
from vncwall.settings.model import Settings

FILTERS = [
    "host",
    "group",
    "since",
    "until",
    "min_activity",
    "held",
    "cause",
    "noted",
    "folder",
    "config",
]

Text = Annotated[str, typer.Argument()]
Why = Annotated[str, typer.Option()]


def told(**said: Any) -> tuple[Choice, RecordingsFolder, dict[str, object]]:
    """Return what a command gets that is called with these arguments."""
    got: list[tuple[Choice, RecordingsFolder, dict[str, object]]] = []

    @choosing
    def note(choice: Choice, where: RecordingsFolder, text: "Text", why: "Why" = "") -> int:
        """Give recordings a note."""
        got.append((choice, where, {"text": text, "why": why}))
        return 7

    assert note(**said) == 7
    return got[0]


def test_a_commands_own_arguments_come_first_and_its_own_options_before_the_filters() -> None:
    @choosing
    def note(choice: Choice, where: RecordingsFolder, text: "Text", why: "Why" = "") -> int:
        """Give recordings a note."""
        return 0

    assert list(signature(note).parameters) == ["text", "names", "why", *FILTERS]
    assert note.__doc__ == "Give recordings a note."
    assert note.__annotations__["text"] == Text


def test_what_chooses_becomes_a_choice_and_the_rest_stays_the_commands(tmp_path: Path) -> None:
    choice, where, own = told(names=["pc1"], cause="hand", folder=tmp_path, text="x", why="y")
    assert choice == Choice(names=("pc1",), cause="hand")
    assert where.path == tmp_path
    assert own == {"text": "x", "why": "y"}


def test_without_a_word_every_recording_of_the_default_folder_is_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    choice, where, _ = told(text="x", why="")
    assert choice.is_everything
    assert str(where.path) == Settings().recording.folder
