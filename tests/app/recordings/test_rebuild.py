"""`vncwall recordings rebuild`: everything read again, and what is wrong named."""

from __future__ import annotations

import json

from tests.app.recordings.conftest import Office
from tests.support.recording import make_recording
from vncwall.app.recordings import rebuild as command


def test_a_sound_folder_is_read_again(office: Office) -> None:
    code, out = office.run_on_all(command)
    assert code == 0
    assert out.splitlines()[-1].startswith("catalogue made anew: 4 recordings of 2 hosts")


def test_what_a_dead_recorder_left_is_finished_and_entered(office: Office) -> None:
    folder = office.shelf.folder / "pc1/2026-03-03"
    part = make_recording(folder / "120000.mkv", finish=False)
    assert part.suffix == ".part"
    code, out = office.run_on_all(command)
    assert code == 0
    assert "pc1/2026-03-03/120000.mkv: left by a recorder that died; it plays" in out
    assert "pc1/2026-03-03/120000.mkv: had no manifest; it has one now" in out


def test_what_is_missing_altered_or_foreign_is_named(office: Office) -> None:
    day = office.shelf.folder / "pc1/2026-03-01"
    (day / "010000.mkv").unlink()
    (day / "020000.mkv").write_bytes(b"short")
    office.shelf.file("pc1/2026-03-01/holiday.png")
    office.shelf.file("stray.txt")
    code, out = office.run_on_all(command)
    assert code == 1
    assert "pc1/2026-03-01/010000.mkv: its manifest is there, the file is not" in out
    assert "pc1/2026-03-01/020000.mkv: the file has another size than its manifest says" in out
    assert "pc1/2026-03-01/holiday.png: no recording; it is left alone" in out
    assert "stray.txt: no recording; it is left alone" in out


def test_for_programs_it_is_json(office: Office) -> None:
    (office.shelf.folder / "pc1/2026-03-01/010000.mkv").unlink()
    code, out = office.run_on_all(command, as_json=True)
    answer = json.loads(out)
    assert (code, answer["states"]) == (1, {"kept": 3, "missing": 1})
    assert list(answer["findings"]) == ["pc1/2026-03-01/010000.mkv"]
