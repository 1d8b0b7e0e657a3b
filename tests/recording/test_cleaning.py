"""The retention is carried out, written down, and told."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.archive import DAY, MIDNIGHT, S, Shelf
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.cleaning import clean, due, finish_deletions, open_stores
from vncwall.recording.manifest import manifest_path
from vncwall.recording.moving import move
from vncwall.recording.stores import Store
from vncwall.recording.verification import verify
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy, StoreSettings

MONTH = KeepingSettings(RetentionPolicy(Limits(keep_s=20 * DAY / S)))


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "r")
    shelf.add("pc1/2026-03-01/old.mkv", start_ns=MIDNIGHT)
    shelf.add("pc1/2026-03-01/held.mkv", start_ns=MIDNIGHT)
    shelf.add("pc1/2026-03-29/new.mkv", start_ns=MIDNIGHT + 28 * DAY)
    shelf.archive.hold([shelf.record("pc1/2026-03-01/held.mkv")])
    return shelf


def test_what_would_go_is_told_and_stays(shelf: Shelf) -> None:
    found = due(shelf.archive, MONTH, now_ns=shelf.now_ns)
    assert [(one.record.path, one.why) for one in found] == [
        ("pc1/2026-03-01/old.mkv", "older than 20d")
    ]
    assert len(shelf.paths()) == 3


def test_what_has_to_go_goes_and_the_log_says_why(shelf: Shelf) -> None:
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns) == 1
    assert len(shelf.paths()) == 2
    *_, entry = shelf.archive.log.entries()
    assert (entry.action, entry.values["why"]) == ("delete", "retention: older than 20d")
    assert verify(shelf.folder).is_proved
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns) == 0


def test_a_full_disk_makes_room(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1000, 999, 1))
    settings = KeepingSettings(RetentionPolicy(free_bytes=2))
    assert clean(shelf.archive, settings, now_ns=shelf.now_ns) == 1
    assert "pc1/2026-03-01/old.mkv" not in shelf.paths()


def test_without_limits_nothing_is_even_read(shelf: Shelf) -> None:
    assert clean(shelf.archive, KeepingSettings(), now_ns=shelf.now_ns) == 0


def test_the_end_of_the_program_interrupts_it(shelf: Shelf) -> None:
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns, stop=lambda: True) == 0


def test_stores_that_cannot_be_used_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("fsspec")
    good, bad = StoreSettings("good", "memory://x"), StoreSettings("bad", "gopher://x")
    with open_stores([good, bad]) as stores:
        assert list(stores) == ["good"]
    assert "store bad" in caplog.text


# --- deletions that something interrupted


def delete_and_die(shelf: Shelf, records: list[Record], step: int) -> int:
    """Delete in a process that is killed before a step of it; return how it ended."""
    if (child := os.fork()) == 0:

        def next_step() -> None:
            nonlocal step
            step -= 1
            if step < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def forget(catalogue: Catalogue, path: str, really=Catalogue.forget) -> None:  # type: ignore[no-untyped-def]
            next_step()
            really(catalogue, path)

        try:
            steps = ("os.remove", "os.rmdir")
            sys.addaudithook(lambda event, _: next_step() if event in steps else None)
            Catalogue.forget = forget  # type: ignore[method-assign]
            shelf.archive.delete(records, why="by hand")
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


STEPS = 2 * 4 + 2
"""For each of two: file, index, manifest, folder of the day if it is empty; then both rows."""


@pytest.mark.parametrize("step", range(STEPS))
def test_a_deletion_that_was_killed_at_any_step_is_finished(tmp_path: Path, step: int) -> None:
    shelf = Shelf(tmp_path / "r")
    first, *others = [
        shelf.add(f"pc1/2026-03-0{day}/{n}.mkv", start_ns=MIDNIGHT + n * S, content=bytes([day, n]))
        for day, n in ((1, 1), (2, 2), (2, 3))
    ]
    shelf.add("pc2/2026-03-02/2.mkv")
    assert delete_and_die(shelf, others, step) == -signal.SIGKILL

    assert verify(shelf.folder).is_proved
    left = [one for one in shelf.records() if one.path.startswith("pc1/2026-03-02")]
    assert [one.state for one in left] == [FileState.DELETING] * len(left)
    assert len(left) == sum(manifest_path(shelf.folder / one.path).exists() for one in others)
    finish_deletions(shelf.archive, (), now_ns=shelf.now_ns)

    assert sorted(shelf.paths()) == [first.path, "pc2/2026-03-02/2.mkv"]
    assert sorted(path.name for path in (shelf.folder / "pc1").glob("*/*")) == [
        "1.mkv",
        "1.mkv.json",
    ]
    assert verify(shelf.folder).findings == ()
    assert [entry.action for entry in shelf.archive.log.entries()] == ["delete"]
    assert finish_deletions(shelf.archive, (), now_ns=shelf.now_ns).deleted == ()


def test_another_file_of_the_same_name_is_not_what_was_deleted(shelf: Shelf) -> None:
    path = "pc1/2026-03-29/new.mkv"
    shelf.archive.delete([shelf.record(path)], why="by hand")
    shelf.add(path, content=b"recorded later")
    assert finish_deletions(shelf.archive, (), now_ns=shelf.now_ns).deleted == ()
    assert shelf.record(path).state is FileState.KEPT


def test_what_a_crash_kept_and_somebody_holds_now_stays(shelf: Shelf) -> None:
    path = "pc1/2026-03-29/new.mkv"
    record, manifest = shelf.record(path), manifest_path(shelf.folder / path).read_bytes()
    shelf.archive.delete([record], why="by hand")
    manifest_path(shelf.file(path)).write_bytes(manifest)  # as if it had not been removed
    shelf.archive.hold([shelf.record(path)], why="it is needed")
    assert finish_deletions(shelf.archive, (), now_ns=shelf.now_ns).deleted == ()
    shelf.archive.release([shelf.record(path)])
    finished = finish_deletions(shelf.archive, (), now_ns=shelf.now_ns)
    assert [one.path for one in finished.deleted] == [path]


def test_what_a_store_did_not_delete_is_tried_again_and_logged_once(
    shelf: Shelf, tmp_path: Path
) -> None:
    pytest.importorskip("fsspec")
    settings = StoreSettings("nas", f"file://{tmp_path}/nas")
    store = Store(settings)
    move(shelf.archive, shelf.record("pc1/2026-03-01/old.mkv"), store)
    kept = KeepingSettings(MONTH.retention, (settings,))
    there = tmp_path / "nas/pc1/2026-03-01/old.mkv"
    there.rename(tmp_path / "aside")
    there.mkdir()  # cannot be removed as a file is
    assert clean(shelf.archive, kept, now_ns=shelf.now_ns) == 0
    assert clean(shelf.archive, kept, now_ns=shelf.now_ns) == 0
    there.rmdir()
    (tmp_path / "aside").rename(there)
    finished = finish_deletions(shelf.archive, [settings], now_ns=shelf.now_ns)
    assert [one.path for one in finished.deleted] == ["pc1/2026-03-01/old.mkv"]
    assert not there.exists()
    assert [one.action for one in shelf.archive.log.entries()] == ["hold", "move", "delete"]
    assert verify(shelf.folder).findings == ()
