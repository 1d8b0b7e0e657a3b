"""The folder that arguments name, with a catalogue that is made when there is none."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import export, show, verify
from vncwall.app.recordings import list as listing
from vncwall.app.recordings.folder import RecordingsFolder, named
from vncwall.errors import SettingsError
from vncwall.playback.export.exporter import ExportSettings
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy
from vncwall.settings.model import RecordingSettings


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def name(folder: Path | None, config: Path | None, **values: object) -> RecordingsFolder:
    return named(folder, config, environment={}, note=print, **values)  # type: ignore[arg-type]


def test_it_is_that_of_the_settings_unless_another_is_named(tmp_path: Path) -> None:
    config = tmp_path / "w.toml"
    config.write_text('[recording]\nfolder = "/srv/r"\n[retention]\nkeep = 5\n')
    assert name(None, None).path == Path("recordings")
    assert name(None, config).path == Path("/srv/r")
    assert name(Path("x"), config).path == Path("x")


def test_limits_that_are_said_go_before_those_of_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "w.toml"
    config.write_text('[retention]\nkeep = 5\n[stores.x]\nurl = "a://b"\n')
    said = KeepingSettings(RetentionPolicy(Limits(keep_s=9.0)))
    found = name(None, config, keeping=said).keeping
    assert found.retention.limits.keep_s == 9.0
    assert [one.name for one in found.stores] == ["x"]


def test_a_folder_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    folder = name(tmp_path / "x", None)
    with pytest.raises(SettingsError, match="there is no folder"), folder.catalogue():
        pass
    assert not (tmp_path / "x").exists()


def test_progress_is_drawn_where_somebody_watches(office: Office) -> None:
    quiet, terminal = io.StringIO(), Terminal()
    for stream in (quiet, terminal):
        folder = RecordingsFolder(office.shelf.folder, bars=stream)
        with folder.progress("counting") as step:
            step(1, 2)
    assert quiet.getvalue() == ""
    assert "counting" in terminal.getvalue()


def test_a_damaged_log_is_said_once_and_hides_nothing(office: Office) -> None:
    (office.shelf.folder / "audit.jsonl").write_bytes(b"?\n")
    with office.folder.catalogue() as catalogue:
        assert len(list(catalogue.records())) == 4
    assert len(office.notes) == 1
    assert "at byte 0" in office.notes[0]


def test_a_folder_that_cannot_be_written_is_read_all_the_same(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that was handed over, on a medium that cannot be written."""
    record = office.shelf.record("pc1/2026-03-01/020000.mkv")
    office.shelf.archive.hold([record], why="incident 4711")
    (office.shelf.folder / "catalogue.sqlite").unlink()
    before = {path: path.stat().st_mtime_ns for path in sorted(office.shelf.folder.rglob("*"))}
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert office.folder.is_read_only
    _, listed = office.run(listing, "pc1")
    assert "held" in listed
    assert office.run(show, record.path)[0] == 0
    assert office.run_on_all(verify)[0] == 0
    settings = ExportSettings(RecordingSettings())
    target = tmp_path / "a.mkv"
    assert office.run(export, record.path, target=target, settings=settings)[0] == 0
    assert target.exists()
    assert "not in its audit log" in office.notes[-1]
    after = {path: path.stat().st_mtime_ns for path in sorted(office.shelf.folder.rglob("*"))}
    assert after == before
