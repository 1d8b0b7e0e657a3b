"""The keeper's thread enters segments, puts folders in order, and ends when it is told."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recording.test_manifest import FACTS
from tests.support.archive import DAY, MIDNIGHT, S, Shelf
from tests.support.recording import make_recording
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.keeper import Keeper
from vncwall.recording.manifest import manifest_path
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy

MONTH = KeepingSettings(RetentionPolicy(Limits(keep_s=20 * DAY / S)))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


@pytest.fixture
def keeper(shelf: Shelf) -> Iterator[Keeper]:
    keeper = Keeper(shelf.clock)
    yield keeper
    keeper.close()


def facts(shelf: Shelf, path: str) -> SegmentFacts:
    from dataclasses import replace

    return replace(FACTS, path=str(shelf.folder / path), folder=str(shelf.folder))


def test_segments_that_are_handed_in_are_entered(shelf: Shelf, keeper: Keeper) -> None:
    for name in ("a", "b"):
        shelf.file(f"pc1/d/{name}.mkv")
        keeper.enter(facts(shelf, f"pc1/d/{name}.mkv"))
    keeper.close()
    assert keeper.is_idle
    assert [(one.path, one.sequence) for one in shelf.records()] == [
        ("pc1/d/a.mkv", 1),
        ("pc1/d/b.mkv", 2),
    ]


def test_a_segment_that_is_gone_hinders_no_other(
    shelf: Shelf, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.file("pc1/d/b.mkv")
    keeper.enter(facts(shelf, "pc1/d/gone.mkv"))
    keeper.enter(facts(shelf, "pc1/d/b.mkv"))
    keeper.close()
    assert shelf.paths() == ["pc1/d/b.mkv"]
    assert "gone.mkv" in caplog.text


def test_a_folder_is_put_in_order(shelf: Shelf, keeper: Keeper) -> None:
    shelf.add("pc1/2026-03-01/old.mkv", start_ns=MIDNIGHT)
    left = make_recording(shelf.folder / "lab/2026-03-20/120000.mkv", start="2026-03-20T12:00:00Z")
    os.utime(left, ns=(MIDNIGHT, MIDNIGHT))
    keeper.look_after(shelf.folder, MONTH)
    keeper.close()
    (record,) = shelf.records()
    assert (record.path, record.sequence) == ("lab/2026-03-20/120000.mkv", 1)
    assert [entry.who for entry in shelf.archive.log.entries()] == ["vncwall"]


def test_what_a_recorder_left_that_is_known_to_be_dead_is_entered_at_once(
    shelf: Shelf, keeper: Keeper
) -> None:
    left = make_recording(shelf.folder / "lab/2026-03-20/120000.mkv")
    keeper.look_after(shelf.folder, dead=[left])
    keeper.close()
    assert [one.sequence for one in shelf.records()] == [1]


def test_a_folder_that_is_not_there_is_not_made(shelf: Shelf, keeper: Keeper) -> None:
    keeper.look_after(shelf.folder / "later", MONTH)
    keeper.close()
    assert not (shelf.folder / "later").exists()


def test_at_the_end_only_segments_are_entered(shelf: Shelf, keeper: Keeper) -> None:
    shelf.add("pc1/2026-03-01/old.mkv", start_ns=MIDNIGHT)
    shelf.file("pc1/d/a.mkv")
    keeper.hurry()
    keeper.look_after(shelf.folder, MONTH)
    keeper.enter(facts(shelf, "pc1/d/a.mkv"))
    keeper.close()
    assert len(shelf.paths()) == 2


def test_closing_without_work_is_nothing(keeper: Keeper) -> None:
    keeper.close()
    keeper.close()
    assert keeper.is_idle


def test_a_segment_that_is_needed_no_more_goes_and_the_log_says_why(
    shelf: Shelf, keeper: Keeper
) -> None:
    for name in ("a", "b"):
        shelf.file(f"pc1/d/{name}.mkv")
        keeper.enter(facts(shelf, f"pc1/d/{name}.mkv"))
    keeper.remove(facts(shelf, "pc1/d/a.mkv"), why="it is a video now")
    keeper.close()
    assert shelf.paths() == ["pc1/d/b.mkv"]
    assert "it is a video now" in (shelf.folder / "audit.jsonl").read_text()


def test_a_store_that_does_not_answer_keeps_no_segment_from_its_manifest(
    shelf: Shelf, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, answers = threading.Event(), threading.Event()

    def silent(*_: object, **__: object) -> int:
        waits.set()
        answers.wait(60)
        return 0

    monkeypatch.setattr("vncwall.recording.keeper.move_due", silent)
    shelf.file("pc1/d/a.mkv")
    keeper.look_after(shelf.folder, MONTH)
    assert waits.wait(60)
    keeper.enter(facts(shelf, "pc1/d/a.mkv"))
    keeper.look_after(shelf.folder, MONTH)  # cleans nothing meanwhile, and does not wait for it
    keeper.hurry()
    keeper.close(60)
    assert keeper.is_idle
    assert [one.sequence for one in shelf.records()] == [1]
    answers.set()


def test_a_deletion_that_was_interrupted_is_finished_at_the_start(
    shelf: Shelf, keeper: Keeper
) -> None:
    record = shelf.add("pc1/d/a.mkv")
    manifest = manifest_path(shelf.folder / record.path).read_bytes()
    shelf.archive.delete([record], why="by hand")
    manifest_path(shelf.file(record.path)).write_bytes(manifest)
    keeper.look_after(shelf.folder)
    keeper.close()
    assert shelf.paths() == []
    assert not (shelf.folder / record.path).exists()
