"""A copy of a moved segment is made once, is right, and makes room for others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.archive import Shelf
from vncwall.recording.cache import fetch
from vncwall.recording.catalogue.record import Record
from vncwall.recording.moving import move
from vncwall.recording.stores import Store, StoreError
from vncwall.settings.keeping import StoreSettings

pytest.importorskip("fsspec")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(StoreSettings("nas", f"file://{tmp_path}/nas"))


@pytest.fixture
def moved(tmp_path: Path, store: Store) -> list[Record]:
    shelf = Shelf(tmp_path / "r")
    for record in shelf.day("pc1", 3):
        move(shelf.archive, record, store)
    return shelf.records()


def test_a_copy_is_made_once(moved: list[Record], store: Store, tmp_path: Path) -> None:
    copied: list[int] = []
    first = fetch(tmp_path / "c", moved[0], store, progress=copied.append)
    assert fetch(tmp_path / "c", moved[0], store, progress=copied.append) == first
    assert first.suffix == ".mkv"
    assert sum(copied) == moved[0].size_bytes == first.stat().st_size


def test_what_was_used_long_ago_makes_room(
    moved: list[Record], store: Store, tmp_path: Path
) -> None:
    most = 2 * moved[0].size_bytes + 10
    first = fetch(tmp_path / "c", moved[0], store, most_bytes=most)
    os.utime(first, ns=(1, 1))
    second = fetch(tmp_path / "c", moved[1], store, most_bytes=most)
    third = fetch(tmp_path / "c", moved[2], store, most_bytes=most)
    assert sorted((tmp_path / "c").iterdir()) == sorted([second, third])
    assert fetch(tmp_path / "c", moved[0], store, most_bytes=1).exists()


def test_what_was_changed_in_the_store_is_not_played(
    moved: list[Record], store: Store, tmp_path: Path
) -> None:
    (tmp_path / "nas" / moved[0].path).write_bytes(b"other")
    with pytest.raises(StoreError, match="not what its manifest says"):
        fetch(tmp_path / "c", moved[0], store)
    assert list((tmp_path / "c").iterdir()) == []
