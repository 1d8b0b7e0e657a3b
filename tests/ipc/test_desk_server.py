"""Conversations at a desk, with peers that behave and peers that do not."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from vncwall.ipc import desk_server
from vncwall.ipc.desk import MAX_QUESTION, connect, encode, open_listener
from vncwall.ipc.desk_server import IDLE_S, MAX_PEERS, PAUSE_S, DeskServer

SECOND = 1_000_000_000


class Desk:
    """A desk that answers with what it was asked, in a time that only a test lets pass."""

    def __init__(self, folder: Path, *, is_local: bool = True) -> None:
        self.listener = open_listener(folder, is_local=is_local)
        self.server = DeskServer(self.listener, self.answer)
        self.now_ns = SECOND
        self.asked: list[Mapping[str, Any]] = []

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(question)
        if question.get("ask") == "bug":
            raise ZeroDivisionError
        if question.get("ask") == "much":
            return {"answer": "x" * 3_000_000}
        return {"answer": question.get("ask")}

    def serve(self, *, after_s: float = PAUSE_S) -> None:
        self.now_ns += int(after_s * SECOND)
        self.server.serve(self.now_ns)

    def peer(self) -> socket.socket:
        peer, _ = connect(self.listener.path, 1.0)
        peer.setblocking(False)
        return peer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.server.close()


def said(peer: socket.socket) -> list[Any]:
    """Return what the desk has said so far: answers, faults, None for the end."""
    data, is_over = b"", False
    try:
        while chunk := peer.recv(1 << 16):
            data += chunk
        is_over = True
    except BlockingIOError:
        pass
    except ConnectionResetError:
        is_over = True
    lines = [json.loads(line) for line in data.splitlines()]
    return [line.get("answer", line.get("error")) for line in lines] + [None] * is_over


def test_questions_are_answered_one_after_the_other(desk: Desk) -> None:
    with desk.peer() as peer:
        peer.send(encode({"ask": "one"}) + encode({"ask": "two"}))
        desk.serve()
        assert said(peer) == ["one"]
        desk.serve(after_s=PAUSE_S / 2)  # not so fast
        assert said(peer) == []
        desk.serve()
        assert said(peer) == ["two"]


def test_a_question_may_come_in_pieces(desk: Desk) -> None:
    with desk.peer() as peer:
        line = encode({"ask": "slow"})
        for at in range(len(line)):
            peer.send(line[at : at + 1])
            desk.serve()
        assert said(peer) == ["slow"]


def test_nobody_is_waited_for(desk: Desk) -> None:
    with desk.peer() as silent, desk.peer() as peer:
        silent.send(b'{"vncwall"')
        peer.send(encode({"ask": "who"}))
        desk.serve()
        assert said(peer) == ["who"]
        assert said(silent) == []
        desk.serve(after_s=IDLE_S + 1)
        assert said(silent) == [None]


def test_an_answer_that_is_not_read_waits_and_holds_up_no_other(desk: Desk) -> None:
    with desk.peer() as lazy, desk.peer() as peer:
        lazy.send(encode({"ask": "much"}) + encode({"ask": "more"}))
        desk.serve()
        peer.send(encode({"ask": "who"}))
        desk.serve()
        assert said(peer) == ["who"]
        assert len(desk.asked) == 2
        data = b""
        while data.count(b"\n") < 2:
            desk.serve()
            try:
                data += lazy.recv(1 << 20)
            except BlockingIOError:
                continue
        assert [len(json.loads(line)["answer"]) for line in data.splitlines()] == [3_000_000, 4]


def test_a_question_without_end_is_refused(desk: Desk) -> None:
    with desk.peer() as peer:
        for _ in range(MAX_QUESTION // 4096 + 4):
            with contextlib.suppress(BlockingIOError, BrokenPipeError):
                peer.send(b"x" * 4096)
            desk.serve()
        assert said(peer) == [f"the question is longer than {MAX_QUESTION} bytes", None]
        assert desk.asked == []


@pytest.mark.parametrize("line", [b"\n", b"hello\n", b"[]\n", b'{"ask":"who"}\n', b"\x80\x04N.\n"])
def test_what_is_no_question_is_said_and_the_next_one_heard(desk: Desk, line: bytes) -> None:
    with desk.peer() as peer:
        peer.send(line)
        desk.serve()
        (fault,) = said(peer)
        assert isinstance(fault, str)
        peer.send(encode({"ask": "who"}))
        desk.serve()
        assert said(peer) == ["who"]


def test_a_mistake_of_ours_costs_one_answer(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with desk.peer() as peer:
        peer.send(encode({"ask": "bug"}))
        desk.serve()
        assert said(peer) == ["internal error: ZeroDivisionError"]
    assert "cannot answer 'bug'" in caplog.text


def test_more_than_a_few_wait_their_turn(desk: Desk) -> None:
    peers = [desk.peer() for _ in range(MAX_PEERS + 1)]
    for peer in peers:
        peer.send(encode({"ask": "who"}))
    desk.serve()
    assert [said(peer) for peer in peers] == [["who"]] * MAX_PEERS + [[]]
    assert desk.listener.socket.fileno() not in desk.server.descriptors()
    peers[0].close()
    desk.serve()
    desk.serve()
    assert said(peers[-1]) == ["who"]
    for peer in peers:
        peer.close()


def test_one_that_was_just_answered_does_not_wake_the_loop(desk: Desk) -> None:
    with desk.peer() as peer:
        peer.send(encode({"ask": "one"}))
        desk.serve()
        assert desk.server.descriptors() == [desk.listener.socket.fileno()]
        desk.serve()
        assert len(desk.server.descriptors()) == 2


def test_a_process_of_another_user_is_turned_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_server, "is_of_this_user", lambda peer: False)
    with desk.peer() as peer:
        peer.send(encode({"ask": "who"}))
        desk.serve()
        assert said(peer) == [None]
    assert desk.asked == []


def test_a_port_wants_the_secret(tmp_path: Path) -> None:
    desk = Desk(tmp_path, is_local=False)
    with desk.peer() as peer:
        for secret, answer in (
            ({}, "the secret is wrong"),
            ({"secret": 1}, "the secret is wrong"),
            ({"secret": "ü" * 32}, "the secret is wrong"),
            ({"secret": desk.listener.secret}, "who"),
        ):
            peer.send(encode({"ask": "who", **secret}))
            desk.serve()
            assert said(peer) == [answer]
    desk.server.close()


def test_the_end_lets_everybody_go(desk: Desk) -> None:
    with desk.peer() as peer:
        desk.serve()
        desk.server.close()
        assert said(peer) == [None]
        assert not os.path.exists(desk.listener.path)
