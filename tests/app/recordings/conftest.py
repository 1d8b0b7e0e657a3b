"""A folder of recordings, and a way to run commands on it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.archive import HOUR, MIDNIGHT, Shelf
from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.ipc.segment import Span
from vncwall.settings.keeping import KeepingSettings


@dataclass
class Office:
    """Runs commands; remembers what they said beside the result."""

    shelf: Shelf
    notes: list[str] = field(default_factory=list)
    keeping: KeepingSettings = field(default_factory=KeepingSettings)

    @property
    def folder(self) -> RecordingsFolder:
        return RecordingsFolder(
            self.shelf.folder, self.keeping, self.shelf.clock, self.notes.append, io.StringIO()
        )

    def run(self, command: ModuleType, *names: str, **values: Any) -> tuple[int, str]:
        """Return exit code and output of a command about some recordings."""
        out = io.StringIO()
        filters = {
            name: values.pop(name) for name in tuple(values) if name in Choice.__dataclass_fields__
        }
        code = command.run(self.folder, Choice(names, **filters), out=out, **values)
        return code, out.getvalue()

    def run_on_all(self, command: ModuleType, **values: Any) -> tuple[int, str]:
        """Return exit code and output of a command about the whole folder."""
        out = io.StringIO()
        code = command.run(self.folder, out=out, **values)
        return code, out.getvalue()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """pc1 with three segments, of which the second is of interest; Line 2 with one."""
    monkeypatch.setattr("vncwall.app.recordings.folder.operator", lambda: "bob")
    shelf = Shelf(tmp_path / "r")
    begin = MIDNIGHT + HOUR
    shelf.add("pc1/2026-03-01/010000.mkv", start_ns=begin, group="lab")
    shelf.add(
        "pc1/2026-03-01/020000.mkv",
        start_ns=begin + HOUR,
        group="lab",
        activity=(0, 30, 60),
        cause="schedule nights",
        gaps=(Span(begin + HOUR, begin + HOUR + 5_000_000_000, "frozen"),),
        controlled=(Span(begin + HOUR, begin + HOUR + 60_000_000_000, "alice"),),
    )
    shelf.add("pc1/2026-03-02/030000.mkv", start_ns=begin + 26 * HOUR)
    shelf.add("Line 2/2026-03-01/010000.mkv", start_ns=begin, host="Line 2")
    return Office(shelf)
