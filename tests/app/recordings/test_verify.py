"""`vncwall recordings verify`: proof, and what is not proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import verify as command
from vncwall.errors import SettingsError


def test_what_nobody_touched_is_proved_and_its_end_is_printed(office: Office) -> None:
    code, out = office.run_on_all(command)
    assert code == 0
    assert "4 recordings of 2 hosts read" in out
    assert "nothing was changed, removed or put elsewhere" in out
    assert f"  pc1  3  {office.shelf.record('pc1/2026-03-02/030000.mkv').manifest_sha256}\n" in out
    assert "not proved by the folder alone" in out


def test_what_was_changed_is_named(office: Office) -> None:
    office.shelf.file("pc1/2026-03-01/010000.mkv", b"other")
    code, out = office.run_on_all(command)
    assert code == 1
    assert out.startswith("broken: pc1/2026-03-01/010000.mkv: the file is not what was recorded")
    assert "NOT PROVED" in out
    assert office.run_on_all(command, host="Line 2")[0] == 0


def test_an_anchor_is_written_and_compared(office: Office, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    assert office.run_on_all(command, write_anchor=anchor)[0] == 0
    code, out = office.run_on_all(command, anchor=anchor)
    assert code == 0
    assert "not proved by" not in out
    for path in (office.shelf.folder / "pc1").rglob("*"):
        if path.is_file():
            path.unlink()
    assert office.run_on_all(command)[0] == 0
    assert office.run_on_all(command, anchor=anchor)[0] == 1


def test_for_programs_it_is_json(office: Office) -> None:
    office.shelf.file("pc1/2026-03-01/010000.mkv", b"other")
    code, out = office.run_on_all(command, as_json=True)
    answer = json.loads(out)
    assert (code, answer["is_proved"], answer["segments"]) == (1, False, 4)
    assert answer["findings"][0]["path"] == "pc1/2026-03-01/010000.mkv"
    assert answer["anchor"]["hosts"]["pc1"][0] == 3


def test_wrong_arguments_are_told(office: Office, tmp_path: Path) -> None:
    for values, said in [
        ({"host": "pc9"}, "no recordings of pc9"),
        ({"anchor": tmp_path / "no"}, "--anchor: .*no"),
        ({"write_anchor": tmp_path / "no" / "x"}, "--write-anchor"),
    ]:
        with pytest.raises(SettingsError, match=said):
            office.run_on_all(command, **values)
