"""Whatever happens to the folder, the catalogue says what is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.archive import DAY, MIDNIGHT, S, Shelf
from vncwall.ipc.note import Note
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.catalogue.scan import Scan, rebuild, refresh, start_by_name
from vncwall.recording.manifest import manifest_path
from vncwall.recording.notes import NoteBook


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


def settle(folder: Path, time_ns: int = MIDNIGHT) -> None:
    """Make all folders look as if they had changed long ago."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            os.utime(path, ns=(time_ns, time_ns))


def refreshed(shelf: Shelf) -> Scan:
    with Catalogue(shelf.folder) as catalogue:
        return refresh(catalogue, now_ns=shelf.now_ns)


def states(shelf: Shelf) -> dict[str, str]:
    return {Path(one.path).name: str(one.state) for one in shelf.records()}


def test_what_did_not_change_is_not_read_again(shelf: Shelf) -> None:
    shelf.day("pc1", 3)
    settle(shelf.folder)
    assert refreshed(shelf).days == 1
    assert refreshed(shelf).days == 0
    shelf.file("pc2/2026-03-01/new.mkv")
    settle(shelf.folder / "pc2")
    assert refreshed(shelf).days == 1


def test_a_folder_that_has_just_changed_is_read_the_next_time_too(shelf: Shelf) -> None:
    shelf.day("pc1", 1)
    settle(shelf.folder, shelf.now_ns - S)
    assert [refreshed(shelf).days, refreshed(shelf).days] == [1, 1]


def test_files_that_go_come_or_are_renamed_by_hand_are_noticed(shelf: Shelf) -> None:
    for record in shelf.day("pc1", 3):
        assert record.state is FileState.KEPT
    day = shelf.folder / "pc1/2026-03-01"
    (day / "000000.mkv").unlink()
    (day / "000001.mkv").rename(day / "renamed.mkv")
    manifest_path(day / "000002.mkv").unlink()
    assert states(shelf) == {
        "000000.mkv": "missing",
        "000001.mkv": "missing",
        "renamed.mkv": "unentered",
        "000002.mkv": "unentered",
    }


def test_a_removed_day_is_forgotten_and_one_put_back_is_known_again(shelf: Shelf) -> None:
    shelf.day("pc1", 2)
    shelf.records()
    away = shelf.folder.parent / "away"
    (shelf.folder / "pc1").rename(away)
    assert shelf.paths() == []
    away.rename(shelf.folder / "pc1")
    assert len(shelf.paths()) == 2


def test_marks_survive_that_the_folder_was_away(shelf: Shelf) -> None:
    record = shelf.day("pc1", 1)[0]
    shelf.archive.hold([record], why="incident")
    away = shelf.folder.parent / "away"
    (shelf.folder / "pc1").rename(away)
    assert shelf.paths() == []
    away.rename(shelf.folder / "pc1")
    assert shelf.record(record.path).held_why == "incident"


def test_every_kind_of_file_has_its_state(shelf: Shelf) -> None:
    shelf.add("pc1/d/kept.mkv")
    shelf.add("pc1/d/longer.mkv")
    shelf.file("pc1/d/longer.mkv", b"other")
    shelf.add("pc1/d/unreadable.mkv")
    shelf.file("pc1/d/unreadable.mkv.json", b"?")
    for name in ("open.mkv.part", "broken.mkv.broken", "wire.fbs", "picture.png"):
        shelf.file(f"pc1/d/{name}")
    for name in ("gaps.jsonl", ".hidden", "wire.fbs.index"):
        shelf.file(f"pc1/d/{name}")
    assert states(shelf) == {
        "kept.mkv": "kept",
        "longer.mkv": "altered",
        "unreadable.mkv": "unreadable",
        "open.mkv.part": "open",
        "broken.mkv.broken": "broken",
        "wire.fbs": "unentered",
        "picture.png": "foreign",
    }


def test_files_where_no_recording_belongs_are_named(shelf: Shelf) -> None:
    shelf.day("pc1", 1)
    shelf.file("stray.mkv")
    shelf.file("pc1/stray.mkv")
    assert refreshed(shelf).foreign == ("pc1/stray.mkv", "stray.mkv")


def test_only_a_rebuild_notices_what_was_changed_in_place(shelf: Shelf) -> None:
    record = shelf.day("pc1", 1)[0]
    settle(shelf.folder)
    refreshed(shelf)
    with (shelf.folder / record.path).open("ab") as file:
        file.write(b"more")
    refreshed(shelf)
    assert shelf.record(record.path).state is FileState.KEPT
    with Catalogue(shelf.folder) as catalogue:
        rebuild(catalogue, now_ns=shelf.now_ns)
        assert [one.state for one in catalogue.records()] == [FileState.ALTERED]


def test_a_rebuild_has_the_same_answer_as_before(shelf: Shelf) -> None:
    records = shelf.day("pc1", 3)
    shelf.archive.hold(records[:1], why="x")
    shelf.archive.note(records[1:2], "y")
    shelf.archive.release(records[2:])
    NoteBook(shelf.folder).add(Note(records[0].start_ns, "pc1", "ada", "printer on fire"))
    before = shelf.records()
    assert [len(one.remarks) for one in before] == [1, 0, 0]
    with Catalogue(shelf.folder) as catalogue:
        steps: list[tuple[int, int]] = []
        rebuild(catalogue, now_ns=shelf.now_ns, progress=lambda *step: steps.append(step))
        assert list(catalogue.records()) == before
    assert steps == [(0, 1), (1, 1)]


def test_a_damaged_log_is_said_and_hides_no_recording(shelf: Shelf) -> None:
    shelf.day("pc1", 1)
    (shelf.folder / "audit.jsonl").write_bytes(b"{}\n")
    assert "at byte 0" in refreshed(shelf).audit_error
    assert len(shelf.paths()) == 1


def test_a_name_tells_the_time_in_the_zone_of_this_computer() -> None:
    assert start_by_name("pc1/2026-03-01/140000_2.mkv") == start_by_name("x/2026-03-01/140000.fbs")
    first, second = (
        start_by_name("a/2026-03-01/140000.mkv"),
        start_by_name("a/2026-03-02/140000.mkv"),
    )
    assert first is not None
    assert second == first + DAY
    for name in ("a/2026-03-01/1400.mkv", "a/2026-13-01/140000.mkv", "a/x/250000.mkv", "a.mkv"):
        assert start_by_name(name) is None
