"""A store takes a file, proves that it has it, and gives it back unchanged or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from vncwall.recording.manifest import sha256_of
from vncwall.recording.stores import Store, StoreError
from vncwall.settings.keeping import StoreSettings

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    urls = {"file": f"file://{tmp_path}/store/", "memory": f"memory://{tmp_path.name}"}
    return Store(StoreSettings("archive", urls[request.param]))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.mkv"
    path.write_bytes(bytes(range(256)) * 100)
    return path


def test_what_is_put_can_be_got(store: Store, file: Path, tmp_path: Path) -> None:
    digest, copied = sha256_of(file), []
    url = store.put(file, "Line 2/2026-03-01/a.mkv", digest, progress=copied.append)
    assert url.endswith("/Line 2/2026-03-01/a.mkv")
    assert sum(copied) == file.stat().st_size
    assert store.sha256_of(url) == digest
    back = tmp_path / "back.mkv"
    store.get(url, back, digest)
    assert back.read_bytes() == file.read_bytes()
    store.delete(url)
    store.delete(url)
    with pytest.raises(StoreError):
        store.sha256_of(url)


def test_a_file_that_is_not_what_its_manifest_says_is_not_taken(store: Store, file: Path) -> None:
    with pytest.raises(StoreError, match="not what its manifest says"):
        store.put(file, "a.mkv", "0" * 64)


def test_what_came_back_changed_is_refused(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "_sha256_of", lambda *_: "1" * 64)
    with pytest.raises(StoreError, match="came back changed"):
        store.put(file, "a.mkv", sha256_of(file))


def test_what_was_changed_in_the_store_is_not_given_out(
    store: Store, file: Path, tmp_path: Path
) -> None:
    url = store.put(file, "a.mkv", sha256_of(file))
    back = tmp_path / "back.mkv"
    with pytest.raises(StoreError, match="not what its manifest says"):
        store.get(url, back, "2" * 64)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a.mkv"]


def test_a_url_of_another_place_is_not_touched(store: Store, file: Path) -> None:
    with pytest.raises(StoreError, match="is not in the store"):
        store.sha256_of(f"file://{file}")
    with pytest.raises((StoreError, OSError), match="is not in the store"):
        store.delete(f"file://{file}")
    assert file.exists()


def test_a_kind_of_url_that_nothing_knows_is_said() -> None:
    with pytest.raises(StoreError, match=r"store x \(gopher://a/b\) cannot be used.*vncwall\[stor"):
        Store(StoreSettings("x", "gopher://a/b"))
