"""A moved segment is here or there, known all the time, and comes back unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.archive import DAY, MIDNIGHT, S, Shelf
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.catalogue.scan import rebuild
from vncwall.recording.manifest import manifest_path
from vncwall.recording.moving import bring_back, by_name, move, move_due
from vncwall.recording.stores import Store, StoreError
from vncwall.recording.verification import Proof, verify
from vncwall.settings.keeping import StoreSettings

pytest.importorskip("fsspec")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


@pytest.fixture
def settings(tmp_path: Path) -> StoreSettings:
    return StoreSettings("nas", f"file://{tmp_path}/nas")


def test_there_and_back(shelf: Shelf, settings: StoreSettings, tmp_path: Path) -> None:
    record, store = shelf.day("pc1", 1)[0], Store(settings)
    content = (shelf.folder / record.path).read_bytes()
    url = move(shelf.archive, record, store)
    moved = shelf.record(record.path)
    assert (moved.state, moved.store, moved.url) == (FileState.MOVED, "nas", url)
    assert not (shelf.folder / record.path).exists()
    assert manifest_path(shelf.folder / record.path).exists()
    assert (tmp_path / "nas" / record.path).read_bytes() == content
    bring_back(shelf.archive, moved, store)
    again = shelf.record(record.path)
    assert (again.state, again.store) == (FileState.KEPT, "")
    assert (shelf.folder / record.path).read_bytes() == content
    assert not (tmp_path / "nas" / record.path).exists()


def test_a_rebuild_knows_where_it_is(shelf: Shelf, settings: StoreSettings) -> None:
    record = shelf.day("pc1", 1)[0]
    url = move(shelf.archive, record, Store(settings))
    with Catalogue(shelf.folder) as catalogue:
        rebuild(catalogue, now_ns=shelf.now_ns)
        (found,) = catalogue.records()
    assert (found.state, found.url) == (FileState.MOVED, url)


def test_it_is_verified_where_it_is(shelf: Shelf, settings: StoreSettings, tmp_path: Path) -> None:
    record, store = shelf.day("pc1", 1)[0], Store(settings)
    move(shelf.archive, record, store)
    assert [one.proof for one in verify(shelf.folder).findings] == [Proof.OPEN]
    assert verify(shelf.folder, stores={"nas": store}).findings == ()
    (tmp_path / "nas" / record.path).write_bytes(b"other")
    assert not verify(shelf.folder, stores={"nas": store}).is_proved


def test_what_a_store_refuses_stays(shelf: Shelf, settings: StoreSettings, tmp_path: Path) -> None:
    record = shelf.day("pc1", 1)[0]
    (tmp_path / "nas").write_text("a file where the store should be")
    with pytest.raises(StoreError, match="store nas"):
        move(shelf.archive, record, Store(settings))
    assert shelf.record(record.path).state is FileState.KEPT


def test_deleting_deletes_it_in_the_store(
    shelf: Shelf, settings: StoreSettings, tmp_path: Path
) -> None:
    record, store = shelf.day("pc1", 1)[0], Store(settings)
    move(shelf.archive, record, store)
    moved = shelf.record(record.path)
    outcome = shelf.archive.delete([moved], why="x")
    assert "cannot be used" in outcome.failures[0]
    shelf.archive.delete([moved], why="x", stores={"nas": store})
    assert not (tmp_path / "nas" / record.path).exists()
    assert shelf.paths() == []
    assert verify(shelf.folder).findings == ()


def test_what_is_old_enough_is_moved_if_its_group_is_meant(
    shelf: Shelf, settings: StoreSettings
) -> None:
    from dataclasses import replace

    for name, start_ns, group in (
        ("old", MIDNIGHT, "lab"),
        ("others", MIDNIGHT, "office"),
        ("new", shelf.now_ns - DAY, "lab"),
    ):
        shelf.add(f"pc1/d/{name}.mkv", start_ns=start_ns, group=group)
    due = replace(settings, after_s=7 * DAY / S, groups=("lab",))
    assert move_due(shelf.archive, [settings], now_ns=shelf.now_ns) == 0  # only by hand
    assert move_due(shelf.archive, [due], now_ns=shelf.now_ns, stop=lambda: True) == 0
    assert move_due(shelf.archive, [due], now_ns=shelf.now_ns) == 1
    moved = [one.path for one in shelf.records() if one.state is FileState.MOVED]
    assert moved == ["pc1/d/old.mkv"]
    assert move_due(shelf.archive, [due], now_ns=shelf.now_ns) == 0


def test_a_store_that_fails_stops_nothing_else(
    shelf: Shelf, settings: StoreSettings, caplog: pytest.LogCaptureFixture
) -> None:
    from dataclasses import replace

    shelf.day("pc1", 1)
    bad = StoreSettings("bad", "gopher://a/b", after_s=1.0)
    due = replace(settings, after_s=1.0)
    assert move_due(shelf.archive, [bad, due], now_ns=shelf.now_ns) == 1
    assert "store bad" in caplog.text


def test_a_store_is_known_by_its_name(settings: StoreSettings) -> None:
    assert by_name([settings], "nas") is settings
    with pytest.raises(StoreError, match="'usb'; there are: nas"):
        by_name([settings], "usb")
