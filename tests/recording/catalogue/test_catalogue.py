"""The catalogue answers from what is in the folder, survives damage, and several programs."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.archive import Shelf
from vncwall.recording.catalogue.catalogue import FILE, Catalogue, CatalogueError
from vncwall.recording.catalogue.scan import refresh
from vncwall.recording.catalogue.schema import VERSION


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


def test_a_record_comes_back_with_its_manifest(shelf: Shelf) -> None:
    made = shelf.add("pc1/2026-03-01/a.mkv", activity=(0, 10), group="lab", cause="schedule x")
    assert (made.host, made.group, made.cause, made.activity) == ("pc1", "lab", "schedule x", 5.0)
    assert made.manifest is not None
    assert made.manifest.activity == (0, 10)
    assert made.duration_s == 600


def test_without_manifests_it_says_the_same_otherwise(shelf: Shelf) -> None:
    made = shelf.add("pc1/2026-03-01/a.mkv")
    with Catalogue(shelf.folder) as catalogue:
        (record,) = catalogue.records(with_manifests=False)
    assert record.manifest is None
    assert (record.path, record.manifest_sha256) == (made.path, made.manifest_sha256)


@pytest.mark.parametrize("damage", [b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_one_is_moved_aside_and_made_anew(shelf: Shelf, damage: bytes) -> None:
    shelf.add("pc1/2026-03-01/a.mkv")
    (shelf.folder / FILE).write_bytes(damage)
    for name in (f"{FILE}-wal", f"{FILE}-shm"):
        (shelf.folder / name).unlink(missing_ok=True)
    said: list[str] = []
    with Catalogue(shelf.folder, note=said.append) as catalogue:
        assert catalogue.is_new
        refresh(catalogue, now_ns=shelf.now_ns)
        assert [one.path for one in catalogue.records()] == ["pc1/2026-03-01/a.mkv"]
    assert "is damaged" in said[0]
    assert (shelf.folder / f"{FILE}.damaged-1").read_bytes() == damage


def test_a_damaged_page_in_the_middle_is_found(shelf: Shelf) -> None:
    for n in range(60):
        shelf.add(f"pc1/2026-03-01/{n:06}.mkv", content=b"x", activity=(1,) * 900)
    with sqlite3.connect(shelf.folder / FILE) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    file = shelf.folder / FILE
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 12] = bytes(4096 * 9)
    file.write_bytes(data)
    said: list[str] = []
    with Catalogue(shelf.folder, note=said.append) as catalogue:
        refresh(catalogue, now_ns=shelf.now_ns)
        assert len(list(catalogue.records())) == 60
    assert len(said) == 1


def test_one_of_another_version_is_made_anew(shelf: Shelf) -> None:
    shelf.add("pc1/2026-03-01/a.mkv")
    with sqlite3.connect(shelf.folder / FILE) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
        database.execute("CREATE TABLE more (x)")
    database.close()
    assert shelf.paths() == ["pc1/2026-03-01/a.mkv"]


def test_a_deleted_one_is_made_anew(shelf: Shelf) -> None:
    shelf.add("pc1/2026-03-01/a.mkv")
    (shelf.folder / FILE).unlink()
    assert shelf.paths() == ["pc1/2026-03-01/a.mkv"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=FILE):
        Catalogue(tmp_path / "nowhere")


def test_an_error_inside_leaves_it_as_it_was(shelf: Shelf) -> None:
    record = shelf.add("pc1/2026-03-01/a.mkv")
    with Catalogue(shelf.folder) as catalogue:

        def fail() -> None:
            with catalogue.writing():
                catalogue.forget(record.path)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert [one.path for one in catalogue.records()] == [record.path]


def test_many_may_write_at_once_while_others_read(shelf: Shelf) -> None:
    def work(number: int) -> int:
        if number % 3 == 0:
            return len(shelf.paths())
        shelf.__class__(shelf.folder).add(f"pc{number}/2026-03-01/a.mkv", content=b"x")
        return 0

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(24)))
    assert len(shelf.paths()) == 16
