"""A store on another computer by SFTP: an SSH server in a thread, whose line breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("paramiko")
pytest.importorskip("fsspec", minversion="2026.9")

from tests.support.sftp import SftpServer, sftp_server
from vncwall.recording import sftp
from vncwall.recording.manifest import sha256_of
from vncwall.recording.sftp import KnownHosts
from vncwall.recording.stores import NotThere, Store, StoreError
from vncwall.settings.keeping import StoreSettings


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SftpServer]:
    with sftp_server(tmp_path / "there") as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.mkv"
    path.write_bytes(bytes(range(256)) * 2000)
    return path


def store_at(server: SftpServer, known: Path | None = None, **options: str) -> Store:
    """Return a store whose known hosts are in a file; without one the host is known."""
    if known is None:
        known = server.folder.parent / "known"
        known.write_text(server.known_host)
    return Store(
        StoreSettings(
            "nas",
            f"sftp://ann@127.0.0.1:{server.port}/films",
            options={
                "password": SftpServer.PASSWORD,
                "host_key_policy": KnownHosts([known]),  # type: ignore[dict-item]
                "look_for_keys": False,
                "allow_agent": False,
            }
            | options,
        )
    )


def test_there_back_and_gone(server: SftpServer, file: Path, tmp_path: Path) -> None:
    store, digest = store_at(server), sha256_of(file)
    url = store.put(file, "Line 2/2026-03-01/a.mkv", digest)
    there = server.folder / "films/Line 2/2026-03-01/a.mkv"
    assert there.read_bytes() == file.read_bytes()
    store.get(url, tmp_path / "back.mkv", digest)
    assert (tmp_path / "back.mkv").read_bytes() == file.read_bytes()
    store.delete(url)
    assert not there.exists()
    store.delete(url)
    with pytest.raises(NotThere):
        store.sha256_of(url)
    assert server.connections == 1
    store.close()


def test_a_host_that_is_not_known_learns_nothing(
    server: SftpServer, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match=r"store nas: a.mkv: \[127.0.0.1\]:\d+ is not in .*empty"):
        store_at(server, tmp_path / "empty").put(file, "a.mkv", sha256_of(file))
    with sftp_server(tmp_path / "other") as other:
        (tmp_path / "wrong").write_text(other.known_host.replace(str(other.port), str(server.port)))
        with pytest.raises(StoreError, match="has another key than"):
            store_at(server, tmp_path / "wrong").put(file, "a.mkv", sha256_of(file))
    assert list(server.folder.iterdir()) == []


def test_a_wrong_password_is_said_and_not_shown(server: SftpServer, file: Path) -> None:
    store = store_at(server, password="open barley")
    with pytest.raises(StoreError, match="Authentication failed") as said:
        store.put(file, "a.mkv", sha256_of(file))
    assert "barley" not in str(said.value)


def test_a_line_that_breaks_while_writing_is_an_error_and_the_next_try_is_whole(
    server: SftpServer, file: Path
) -> None:
    store, digest = store_at(server), sha256_of(file)
    server.left = 200_000
    with pytest.raises(StoreError, match=r"store nas: d/a\.mkv"):
        store.put(file, "d/a.mkv", digest)
    there = server.folder / "films/d/a.mkv"
    assert there.stat().st_size < file.stat().st_size
    store.put(file, "d/a.mkv", digest)  # connects again
    assert there.read_bytes() == file.read_bytes()
    assert server.connections == 2


def test_a_line_that_breaks_while_reading_leaves_nothing_behind(
    server: SftpServer, file: Path, tmp_path: Path
) -> None:
    store, digest = store_at(server), sha256_of(file)
    url = store.put(file, "d/a.mkv", digest)
    server.left = 100_000
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match="store nas"):
        store.get(url, tmp_path / "back.mkv", digest)
    assert sorted(tmp_path.iterdir()) == before
    store.get(url, tmp_path / "back.mkv", digest)
    assert (tmp_path / "back.mkv").read_bytes() == file.read_bytes()


def test_a_dead_line_is_no_deleted_file(server: SftpServer, file: Path) -> None:
    store = store_at(server)
    url = store.put(file, "a.mkv", sha256_of(file))
    server.cut()
    with pytest.raises(StoreError):
        store.delete(url)
    assert (server.folder / "films/a.mkv").exists()
    store.delete(url)
    assert not (server.folder / "films/a.mkv").exists()


def test_what_is_said_of_a_store_goes_before_what_is_safe() -> None:
    said = sftp.options({"timeout": 5, "host_key_policy": "auto_add"})
    assert (said["timeout"], said["host_key_policy"], said["auth_timeout"]) == (5, "auto_add", 30.0)
    assert isinstance(sftp.options({})["host_key_policy"], KnownHosts)
