from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vncwall.ipc.desk import Listener, encode, open_listener
from vncwall.ipc.desk_client import DeskClient, DeskError


def serving(listener: Listener, answer: bytes, *, is_kept: bool = False) -> threading.Thread:
    """Read one question of one peer, say `answer`, hang up unless it `is_kept`."""

    def run() -> None:
        peer, _ = listener.socket.accept()
        with peer:
            question = peer.recv(1 << 16)
            peer.sendall(answer.replace(b"QUESTION", question.strip()))
            if is_kept:
                peer.recv(1)

    listener.socket.setblocking(True)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("is_local", [True, False], ids=["unix", "port"])
def test_an_answer_is_what_was_said(tmp_path: Path, is_local: bool) -> None:
    listener = open_listener(tmp_path, is_local=is_local)
    thread = serving(listener, b'{"vncwall":1,"answer":QUESTION}\n')
    with DeskClient(listener.path) as desk:
        asked = {"ask": "why", "host": "pc1", "vncwall": 1}
        if listener.secret:
            asked["secret"] = listener.secret
        assert desk.ask("why", host="pc1") == asked
    thread.join(5)
    listener.close()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (encode({"error": "no host is called 'x'"}), "^no host is called 'x'$"),
        (b"hello\n", "not JSON"),
        (encode({"answer": 3}), "no answer in it"),
        (b'{"vncwall":1,"answer":{', "closed the connection"),
        (b"", "closed the connection"),
    ],
    ids=range(5),
)
def test_what_is_no_answer_is_one_sentence(tmp_path: Path, answer: bytes, fault: str) -> None:
    listener = open_listener(tmp_path)
    thread = serving(listener, answer)
    with DeskClient(listener.path) as desk, pytest.raises(DeskError, match=fault):
        desk.ask("why", host="x")
    thread.join(5)
    listener.close()


def test_one_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    listener = open_listener(tmp_path)
    thread = serving(listener, b'{"vncwall"', is_kept=True)
    with DeskClient(listener.path, timeout_s=0.05) as desk, pytest.raises(DeskError, match="hangs"):
        desk.ask("who")
    thread.join(5)
    listener.close()


def test_an_answer_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vncwall.ipc.desk_client.MAX_ANSWER", 10)
    listener = open_listener(tmp_path)
    thread = serving(listener, b"x" * 100, is_kept=True)
    with DeskClient(listener.path) as desk, pytest.raises(DeskError, match="longer than 10"):
        desk.ask("who")
    thread.join(5)
    listener.close()


def _gone(path: Path) -> None:
    """Nothing was ever there."""


def _dead(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


@pytest.mark.parametrize("make", [_gone, _dead])
def test_nobody_there_is_one_sentence(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "1.sock"
    make(path)
    with pytest.raises(DeskError, match="nobody answers there"):
        DeskClient(path)
