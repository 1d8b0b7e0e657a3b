"""The place of a desk and its lines; conversations are in test_desk_server.py."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vncwall.ipc.desk import (
    Line,
    Listener,
    connect,
    decode,
    desks,
    encode,
    is_of_this_user,
    is_stale,
    make_private,
    open_listener,
)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder whose name leaves room for a socket's."""
    with tempfile.TemporaryDirectory(prefix="vw") as name:
        yield Path(name)


WAYS = pytest.mark.parametrize("is_local", [True, False], ids=["unix", "port"])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@WAYS
def test_a_desk_is_private_found_and_gone_when_closed(tmp_path: Path, is_local: bool) -> None:
    folder = tmp_path / "run" / "vncwall"
    listener = open_listener(folder, is_local=is_local)
    assert listener.path.suffix == (".sock" if is_local else ".port")
    assert (mode(folder), mode(listener.path)) == (0o700, 0o600)
    assert list(desks(folder)) == [listener.path]
    peer, secret = connect(listener.path, 1.0)
    with peer:
        assert secret == listener.secret
        assert is_of_this_user(peer)
    listener.close()
    assert list(desks(folder)) == []
    assert list(folder.iterdir()) == []


@WAYS
def test_what_a_dead_process_left_is_removed(tmp_path: Path, is_local: bool) -> None:
    listener = open_listener(tmp_path, is_local=is_local)
    listener.socket.close()  # as a killed process does: the file stays
    assert listener.path.exists()
    assert list(desks(tmp_path)) == []
    assert not listener.path.exists()


@WAYS
def test_two_desks_of_equal_process_numbers_do_not_collide(tmp_path: Path, is_local: bool) -> None:
    first = open_listener(tmp_path, is_local=is_local)
    second = open_listener(tmp_path, is_local=is_local)
    assert first.path.stem == str(os.getpid())
    assert second.path.stem == f"{os.getpid()}-1"
    assert set(desks(tmp_path)) == {first.path, second.path}
    for one in (first, second):
        one.close()


def test_the_newest_desk_comes_first(tmp_path: Path) -> None:
    listeners = [open_listener(tmp_path) for _ in range(3)]
    for number, listener in enumerate(listeners):
        os.utime(listener.path, ns=(0, 10**18 + number))
    assert list(desks(tmp_path)) == [one.path for one in reversed(listeners)]
    for listener in listeners:
        listener.close()


def test_no_folder_no_desk(tmp_path: Path) -> None:
    assert list(desks(tmp_path / "none")) == []


def test_a_folder_that_others_may_enter_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    make_private(folder)
    assert mode(folder) == 0o700


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="not a folder of this user"):
        make_private(tmp_path / "link")


def test_desks_in_a_folder_of_somebody_else_are_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = open_listener(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert list(desks(tmp_path)) == []
    listener.close()


def test_a_folder_with_too_long_a_name_for_a_socket_gets_a_port(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    listener = open_listener(folder)
    assert listener.path.suffix == ".port"
    assert list(desks(folder)) == [listener.path]
    listener.close()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"port": 0, "secret": ""}', '{"port": "1"}', '{"port": 70000}']
)
def test_a_damaged_port_file_is_removed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "1.port"
    path.write_text(text)
    assert is_stale(path)
    assert not path.exists()


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert list(desks(tmp_path)) == []
    assert (tmp_path / "notes.txt").exists()


def test_a_line_comes_back_as_it_was() -> None:
    said = {"ask": "why", "host": "Büro \n 3"}
    line = encode(said)
    assert line.count(b"\n") == 1
    assert decode(line) == Line({"vncwall": 1, **said})


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b"1" * 60_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "another version"),
        (b'{"vncwall": 2}', "another version"),
    ],
    ids=range(8),
)
def test_other_lines_say_nothing(line: bytes, fault: str) -> None:
    read = decode(line)
    assert read.value is None
    assert fault in read.fault


def test_sockets_without_an_owner_are_left_to_the_secret() -> None:
    with socket.socket() as peer:
        assert is_of_this_user(peer)


def test_another_user_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert is_of_this_user(ours)
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        assert not is_of_this_user(ours)


def test_a_listener_may_be_closed_after_its_file_has_gone(tmp_path: Path) -> None:
    listener: Listener = open_listener(tmp_path)
    listener.path.unlink()
    listener.close()
