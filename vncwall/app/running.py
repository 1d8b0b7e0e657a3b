"""Which vncwall runs on this machine, and a conversation with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vncwall.ipc.desk import desks
from vncwall.ipc.desk_client import DeskClient, DeskError

NOBODY = (
    "no vncwall of this user runs here that could be asked; "
    "start one, for example: vncwall wall wall.toml"
)


@dataclass(frozen=True, slots=True)
class Running:
    """One that runs."""

    path: Path
    pid: int
    title: str
    hosts: int
    up_s: float


def running(folder: Path, *, pid: int | None = None) -> list[Running]:
    """Return all that run, the newest first, or the one with this process number.

    Raises:
        DeskError: there is none; the text names what there is instead.
    """
    found: list[Running] = []
    silent: list[DeskError] = []
    for path in desks(folder):
        try:
            with DeskClient(path) as desk:
                said = desk.ask("who")
        except DeskError as error:
            silent.append(error)
            continue
        found.append(_read(path, said))
    chosen = [one for one in found if pid is None or one.pid == pid]
    if chosen:
        return chosen
    if found:
        listed = "; ".join(f"{one.pid} ({one.title})" for one in found)
        raise DeskError(f"--pid: no vncwall has process number {pid}; there are: {listed}")
    raise silent[0] if silent else DeskError(NOBODY)


def ask(
    folder: Path,
    question: str,
    *,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    **values: object,
) -> tuple[Running, Mapping[str, Any]]:
    """Ask the newest that runs, or the one of `pid`; return who answered and what.

    Where a host is named, the first that has it answers.

    Args:
        folder: of the desks.
        question: of docs/reference/desk.md.
        pid: whom to ask.
        note: is told, for people, when others could have been meant.
        values: that go with the question.

    Raises:
        DeskError: none runs, or none can answer.
    """
    everybody = running(folder, pid=pid)
    faults: list[DeskError] = []
    for one in everybody:
        try:
            with DeskClient(one.path) as desk:
                answer = desk.ask(question, **values)
        except DeskError as error:
            faults.append(error)
            if "host" in values:
                continue
            break
        if len(everybody) > 1:
            others = ", ".join(f"--pid {other.pid} ({other.title})" for other in everybody
                               if other is not one)  # fmt: skip
            note(f"this is {one.pid} ({one.title}); also there: {others}")
        return one, answer
    raise faults[0]


def _read(path: Path, said: Mapping[str, Any]) -> Running:
    try:
        return Running(
            path, int(said["pid"]), str(said["title"]), int(said["hosts"]), float(said["up_s"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DeskError(f"{path}: it does not say who it is ({error})") from error
