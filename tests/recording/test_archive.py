"""What people do to recordings is done, written down, and done to nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.archive import Shelf
from vncwall.recording.archive import Archive
from vncwall.recording.audit import Action
from vncwall.recording.catalogue.catalogue import FILE


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


def actions(shelf: Shelf) -> list[tuple[str, str]]:
    return [(one.who, one.action) for one in shelf.archive.log.entries()]


def files(shelf: Shelf) -> list[str]:
    found = (path for path in shelf.folder.rglob("*") if path.is_file())
    names = (path.relative_to(shelf.folder).as_posix() for path in found)
    return sorted(name for name in names if not name.startswith((FILE, "audit")))


def test_deleting_removes_file_manifest_and_the_empty_day(shelf: Shelf) -> None:
    records = shelf.day("pc1", 2)
    outcome = shelf.archive.delete(records, why="by hand")
    assert (outcome.deleted, outcome.held, outcome.failures) == (tuple(records), (), ())
    assert files(shelf) == ["pc1/chain.json"]
    assert not (shelf.folder / "pc1/2026-03-01").exists()
    assert shelf.paths() == []


def test_a_deletion_says_what_went_from_the_chain(shelf: Shelf) -> None:
    records = shelf.day("pc1", 5)
    shelf.archive.delete([records[1], records[2], records[4]], why="by hand")
    (entry,) = shelf.archive.log.entries()
    runs = entry.values["removed"]
    assert (entry.who, entry.action, entry.values["why"]) == ("alice", Action.DELETE, "by hand")
    assert [(run["first"], run["last"], run["files"]) for run in runs] == [
        (2, 3, ["2026-03-01/000001.mkv", "2026-03-01/000002.mkv"]),
        (5, 5, ["2026-03-01/000004.mkv"]),
    ]
    assert runs[0]["previous"] == records[0].manifest_sha256
    assert runs[0]["manifest"] == records[2].manifest_sha256


def test_what_somebody_held_meanwhile_stays(shelf: Shelf) -> None:
    records = shelf.day("pc1", 2)
    Archive(shelf.folder, clock=shelf.clock, who="bob").hold(records[:1])
    outcome = shelf.archive.delete(records, why="by hand")  # knows nothing of the hold
    assert (outcome.held, outcome.deleted) == ((records[0],), (records[1],))
    assert shelf.paths() == [records[0].path]
    assert actions(shelf) == [("bob", "hold"), ("alice", "delete")]


def test_a_file_without_a_manifest_can_be_deleted(shelf: Shelf) -> None:
    shelf.file("pc1/d/a.mkv.broken")
    shelf.archive.delete(shelf.records(), why="by hand")
    assert files(shelf) == []
    (entry,) = shelf.archive.log.entries()
    assert entry.values["removed"] == [{"host": "pc1", "files": ["d/a.mkv.broken"]}]


def test_what_cannot_be_removed_is_told_and_the_rest_goes(shelf: Shelf) -> None:
    records = shelf.day("pc1", 2)
    (shelf.folder / records[0].path).unlink()
    (shelf.folder / records[0].path).mkdir()  # no file: it cannot be unlinked
    outcome = shelf.archive.delete(records, why="by hand")
    assert [failure.partition(":")[0] for failure in outcome.failures] == [records[0].path]
    assert outcome.deleted == (records[1],)


def test_many_are_deleted_in_several_entries(shelf: Shelf) -> None:
    records = [shelf.add(f"pc1/d/{n:06}.mkv", content=b"x") for n in range(3)]
    many = records * 70
    done: list[int] = []
    shelf.archive.delete(many, why="x", progress=done.append)
    assert len(list(shelf.archive.log.entries())) == 2
    assert done[-1] == 210


def test_holding_twice_is_written_down_once(shelf: Shelf) -> None:
    (record,) = shelf.day("pc1", 1)
    assert shelf.archive.hold([record], why="a") == 1
    assert shelf.archive.hold([shelf.record(record.path)], why="b") == 0
    assert shelf.archive.release([shelf.record(record.path)]) == 1
    assert shelf.archive.release([shelf.record(record.path)]) == 0
    assert actions(shelf) == [("alice", "hold"), ("alice", "release")]


def test_an_export_is_in_the_log(shelf: Shelf) -> None:
    records = shelf.day("pc1", 2)
    shelf.archive.exported(records, "/tmp/case.mkv")
    (entry,) = shelf.archive.log.entries()
    assert entry.values["to"] == "/tmp/case.mkv"
    assert entry.values["segments"] == [one.path for one in records]


def test_a_manifest_knows_the_newest_entry_of_the_log(shelf: Shelf) -> None:
    (first,) = shelf.day("pc1", 1)
    shelf.archive.hold([first])
    second = shelf.add("pc2/d/a.mkv")
    assert first.manifest is not None
    assert second.manifest is not None
    assert (first.manifest.audit_entry, second.manifest.audit_entry) == (0, 1)
    assert second.manifest.audit_sha256 == shelf.archive.log.head()[1]


def test_a_damaged_log_keeps_no_segment_from_its_manifest(shelf: Shelf) -> None:
    shelf.archive.log.path.write_bytes(b"{}\n")
    record = shelf.add("pc1/d/a.mkv")
    assert record.sequence == 1


def test_a_catalogue_that_cannot_be_written_keeps_no_segment_from_its_manifest(
    shelf: Shelf,
) -> None:
    shelf.add("pc1/d/a.mkv")
    for file in shelf.folder.glob(f"{FILE}*"):
        file.unlink()
    (shelf.folder / FILE).mkdir()
    file = shelf.file("pc1/d/b.mkv")
    from dataclasses import replace

    from tests.recording.test_manifest import FACTS

    facts = replace(FACTS, path=str(file), folder=str(shelf.folder))
    assert shelf.archive.enter(facts).sequence == 2
