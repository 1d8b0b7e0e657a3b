"""The end of a desk that answers, inside the loop of a running vncwall.

Nothing here waits. A question is read when it is there, answered, and the answer is written as
the other end takes it. Whoever asks too much, too long, or reads nothing, is let go.
"""

from __future__ import annotations

import hmac
import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from vncwall.ipc.desk import (
    HAS_UNIX_SOCKETS,
    MAX_QUESTION,
    Listener,
    decode,
    encode,
    is_of_this_user,
)

logger = logging.getLogger(__name__)

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Takes a question, returns what is to be said; must not wait."""

_NS = 1_000_000_000
MAX_PEERS = 8
"""More may wait in the queue of the socket."""
IDLE_S = 60.0
"""A connection on which nothing moves for so long is closed."""
PAUSE_S = 0.05
"""Least distance between two answers on one connection: the wall has other things to do."""
_READ_SIZE = 1 << 14


@dataclass(slots=True)
class _Peer:
    """One connection: reading a question, or writing an answer."""

    socket: socket.socket
    moved_ns: int
    question: bytearray = field(default_factory=bytearray)
    unsent: memoryview = field(default_factory=lambda: memoryview(b""))
    next_ns: int = 0
    """When it may have the next answer."""
    is_last: bool = False
    """After this answer the connection is closed."""


class DeskServer:
    """Serves one `Listener`; `serve` does all that is to be done now."""

    def __init__(self, listener: Listener, answer: Answer) -> None:
        self._listener = listener
        self._answer = answer
        self._peers: list[_Peer] = []
        self._now_ns = 0

    def descriptors(self) -> Sequence[int]:
        """Return what to wait on: readable when `serve` has something to do at once."""
        if not HAS_UNIX_SOCKETS:
            return ()  # Windows cannot wait on sockets and pipes together: the next tick sees it
        ready = [
            peer.socket.fileno()
            for peer in self._peers
            if not peer.unsent and peer.next_ns <= self._now_ns
        ]
        if len(self._peers) < MAX_PEERS:
            ready.append(self._listener.socket.fileno())
        return ready

    def serve(self, now_ns: int) -> None:
        """Accept, read, answer and write what can be, without waiting."""
        self._now_ns = now_ns
        while len(self._peers) < MAX_PEERS and self._accept(now_ns):
            pass
        for peer in tuple(self._peers):
            try:
                is_over = self._attend(peer, now_ns)
            except OSError:  # the other end is gone
                is_over = True
            if is_over or now_ns - peer.moved_ns > IDLE_S * _NS:
                self._peers.remove(peer)
                peer.socket.close()

    def close(self) -> None:
        """Let everybody go and remove the file."""
        for peer in self._peers:
            peer.socket.close()
        self._peers.clear()
        self._listener.close()

    def _accept(self, now_ns: int) -> bool:
        try:
            accepted, _ = self._listener.socket.accept()
        except OSError:  # nobody waits, or no file descriptor is left
            return False
        accepted.setblocking(False)
        if is_of_this_user(accepted):
            self._peers.append(_Peer(accepted, now_ns))
        else:
            logger.warning("another user's process asked and was turned away")
            accepted.close()
        return True

    def _attend(self, peer: _Peer, now_ns: int) -> bool:
        """Do what can be done for one connection; return whether it is over."""
        if not peer.unsent and peer.next_ns <= now_ns:
            with suppress(BlockingIOError):
                data = peer.socket.recv(min(_READ_SIZE, MAX_QUESTION + 1 - len(peer.question)))
                if not data:
                    return True
                peer.moved_ns = now_ns
                peer.question += data
            end = peer.question.find(b"\n")
            if end >= 0:
                line = bytes(peer.question[:end])
                del peer.question[: end + 1]
                peer.unsent = memoryview(encode(self._reply(line)))
                peer.next_ns = now_ns + int(PAUSE_S * _NS)
            elif len(peer.question) > MAX_QUESTION:
                fault = f"the question is longer than {MAX_QUESTION} bytes"
                peer.unsent = memoryview(encode({"error": fault}))
                peer.is_last = True
        while peer.unsent:
            try:
                peer.unsent = peer.unsent[peer.socket.send(peer.unsent) :]
            except BlockingIOError:
                return False
            peer.moved_ns = now_ns
        return peer.is_last

    def _reply(self, line: bytes) -> Mapping[str, Any]:
        question = decode(line)
        if question.value is None:
            return {"error": question.fault}
        secret = question.value.get("secret", "")
        if not isinstance(secret, str) or not hmac.compare_digest(
            secret.encode("utf-8", "replace"), self._listener.secret.encode("ascii")
        ):
            return {"error": "the secret is wrong"}
        try:
            return self._answer(question.value)
        except Exception as error:  # a question must not cost the wall
            logger.exception("cannot answer %.200r", question.value.get("ask"))
            return {"error": f"internal error: {type(error).__name__}"}
