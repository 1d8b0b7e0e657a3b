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
    monkeypatch.setattr("vncwall.recording.stores._sha256_of", lambda *_: "1" * 64)
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


@pytest.mark.parametrize(("kind", "extra"), [("s3", "s3"), ("sftp", "sftp"), ("gcs", "stores")])
def test_what_is_missing_is_said_with_how_to_get_it(
    kind: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(kind: str) -> None:
        raise ImportError(f"no library for {kind}")

    monkeypatch.setattr(fsspec, "get_filesystem_class", missing)
    with pytest.raises(
        StoreError, match=rf"no library for {kind}; pip install 'vncwall\[{extra}\]'"
    ):
        Store(StoreSettings("x", f"{kind}://a/b"))


def test_what_a_broken_copy_left_is_written_anew_and_what_is_there_is_not_copied_again(
    store: Store, file: Path, tmp_path: Path
) -> None:
    left = tmp_path / "left.mkv"
    left.write_bytes(file.read_bytes()[:1000])
    store.put(left, "a.mkv", sha256_of(left))
    copied: list[int] = []
    store.put(file, "a.mkv", sha256_of(file), progress=copied.append)
    assert sum(copied) == file.stat().st_size
    url = store.put(file, "a.mkv", sha256_of(file), progress=copied.append)
    assert sum(copied) == file.stat().st_size
    assert store.sha256_of(url) == sha256_of(file)


def test_another_file_of_that_name_is_not_overwritten(
    store: Store, file: Path, tmp_path: Path
) -> None:
    """Two walls that record hosts of one name into one store."""
    other = tmp_path / "other.mkv"
    other.write_bytes(b"of another wall")
    url = store.put(other, "a.mkv", sha256_of(other))
    with pytest.raises(StoreError, match=r"a\.mkv: another file of that name is there"):
        store.put(file, "a.mkv", sha256_of(file))
    assert store.sha256_of(url) == sha256_of(other)


def test_passwords_are_in_no_text_of_the_settings() -> None:
    assert "sesame" not in repr(StoreSettings("x", "a://b", options={"password": "sesame"}))
