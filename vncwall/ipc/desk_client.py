"""The end of a desk that asks: `vncwall why`, `status`, `capacity`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from vncwall.errors import VNCWallError
from vncwall.ipc.desk import MAX_ANSWER, connect, decode, encode

TIMEOUT_S = 5.0
"""The other end answers between two pictures; longer means that it hangs."""
_READ_SIZE = 1 << 16


class DeskError(VNCWallError):
    """A running vncwall could not be asked, or had no answer; the text says why."""


class DeskClient:
    """A conversation with one running vncwall; a context manager."""

    def __init__(self, path: Path, *, timeout_s: float = TIMEOUT_S) -> None:
        """Connect.

        Args:
            path: of the desk, from `desk.desks`.
            timeout_s: for the connection, and for each answer.

        Raises:
            DeskError: nobody is there any more.
        """
        self.path = path
        self._timeout_s = timeout_s
        self._received = bytearray()
        try:
            self._socket, self._secret = connect(path, timeout_s)
        except (OSError, ValueError) as error:
            raise DeskError(f"{path}: nobody answers there ({error})") from error

    def __enter__(self) -> DeskClient:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def ask(self, question: str, **values: object) -> Mapping[str, Any]:
        """Ask one question; return the answer.

        Raises:
            DeskError: there is none, or the question is refused; the text says why.
        """
        line: dict[str, object] = {"ask": question, **values}
        if self._secret:
            line["secret"] = self._secret
        try:
            self._socket.settimeout(self._timeout_s)
            self._socket.sendall(encode(line))
            said = decode(self._read_line())
        except TimeoutError:
            raise DeskError(
                f"{self.path}: no answer for {self._timeout_s:g} s; that vncwall hangs, "
                f"or its machine is overloaded"
            ) from None
        except OSError as error:
            raise DeskError(f"{self.path}: it ended while it was asked ({error})") from error
        if said.value is None:
            raise DeskError(f"{self.path}: {said.fault}")
        if "error" in said.value:
            raise DeskError(str(said.value["error"]))
        answer = said.value.get("answer")
        if not isinstance(answer, dict):
            raise DeskError(f"{self.path}: the answer has no answer in it")
        return answer

    def _read_line(self) -> bytes:
        deadline = time.monotonic() + self._timeout_s
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > MAX_ANSWER:
                raise OSError(f"its answer is longer than {MAX_ANSWER} bytes")
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise TimeoutError
            self._socket.settimeout(left_s)
            data = self._socket.recv(_READ_SIZE)
            if not data:
                raise OSError("it closed the connection")
            self._received += data
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line


def as_text(value: object) -> str:
    """Return an answer as JSON for people and programs."""
    return json.dumps(value, ensure_ascii=False, indent=2)
