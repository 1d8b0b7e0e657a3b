"""Running vncwalls that are not there: what they would say when they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vncwall.ipc.desk_client import DeskError

Said = Mapping[str, Any] | str


class Desks:
    """Stands in for `desk.desks` and `DeskClient` together.

    Attributes:
        running: process number to what is said to each question: an answer, a fault, or a list
            of which each question takes the next.
        asked: every question but "who", with its values.
    """

    def __init__(self) -> None:
        self.running: dict[int, dict[str, Said | list[Said]]] = {}
        self.asked: list[tuple[int, str, dict[str, object]]] = []

    def add(self, pid: int, title: str = "vncwall demo", **said: Said | list[Said]) -> None:
        """Let one more run, older than those before."""
        who = {"pid": pid, "title": title, "hosts": 2, "up_s": 65.0}
        self.running[pid] = {"who": who, **said}

    def desks(self, folder: Path) -> Iterator[Path]:
        """Stand in for `desk.desks`."""
        return (folder / f"{pid}.sock" for pid in self.running)

    def client(self, path: Path) -> Desks.Client:
        """Stand in for `DeskClient`."""
        return self.Client(self, int(path.stem))

    class Client:
        """A conversation with one of them."""

        def __init__(self, desks: Desks, pid: int) -> None:
            self.desks, self.pid = desks, pid

        def __enter__(self) -> Desks.Client:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def ask(self, question: str, **values: object) -> Mapping[str, Any]:
            """Answer from the list."""
            if question != "who":
                self.desks.asked.append((self.pid, question, values))
            said = self.desks.running[self.pid].get(question, "it ended while it was asked")
            if isinstance(said, Sequence) and not isinstance(said, str):
                said = said.pop(0) if said else "it ended while it was asked"
            if isinstance(said, str):
                raise DeskError(said)
            return said
