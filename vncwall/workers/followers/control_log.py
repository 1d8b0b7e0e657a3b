"""Who took control of which host when: lines in the log, and a file that outlives the program.

``control.jsonl`` in the folder for state, one JSON object a line, only ever appended to; the former
part of a long one is ``control.jsonl.1``. What was typed is in neither.
"""

from __future__ import annotations

import json
import logging
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vncwall.clock import Clock
from vncwall.ipc.messages import ChangeHost, Command, RequestPower, ResizeDesktop, SetControl
from vncwall.recording.operator import operator
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Entry, Roster

logger = logging.getLogger(__name__)

FILE = "control.jsonl"
TAKES, GIVES_BACK = "takes control", "gives back control"
MOST_BYTES = 4 << 20
"""Some 30,000 entries; then a new file begins."""


@dataclass(frozen=True, slots=True)
class WallProcess:
    """The process that made an entry."""

    machine: str
    pid: int

    def __str__(self) -> str:
        return f"{self.machine}:{self.pid}"

    @classmethod
    def this(cls) -> WallProcess:
        """Return the running one."""
        return cls(platform.node(), os.getpid())

    @classmethod
    def parse(cls, text: str) -> WallProcess | None:
        """Return what ``str`` wrote; None: it wrote no such thing.

        >>> WallProcess.parse("desk-3:4711"), WallProcess.parse("desk-3")
        (WallProcess(machine='desk-3', pid=4711), None)
        """
        machine, _, pid = text.rpartition(":")
        is_one = bool(machine) and pid.isascii() and pid.isdecimal() and 0 < len(pid) < 10
        return cls(machine, int(pid)) if is_one else None


class ControlLog(Follower):
    """Writes an entry when control is taken or given back, and when power or size are asked for."""

    def __init__(
        self, roster: Roster, clock: Clock, *, state: str, who: Callable[[], str] = operator
    ) -> None:
        """`state` is the folder for state; "": only the log hears of it."""
        self._roster = roster
        self._clock = clock
        self._path = Path(state) / FILE if state else None
        self._who = who
        self._process = WallProcess.this()
        self._controlled: dict[int, Entry] = {}

    def sent(self, command: Command) -> None:
        """See what is asked of a host."""
        entry = self._roster.get(getattr(command, "session", -1))
        match command:
            case SetControl() | ChangeHost() if entry is not None:
                self._control(entry)
            case RequestPower(action=action) if entry is not None and entry.has_control:
                self._enter(entry, f"asks to {action}")
            case ResizeDesktop() if entry is not None and entry.has_control:
                self._enter(entry, f"asks for {command.width}x{command.height} pixels")
            case _ if entry is None:
                self._forget(getattr(command, "session", -1))

    def close(self) -> None:
        """Enter the end of what was still controlled."""
        for session in tuple(self._controlled):
            self._forget(session)

    def _control(self, entry: Entry) -> None:
        if entry.has_control and entry.session not in self._controlled:
            self._controlled[entry.session] = entry
            with_others = "" if entry.is_shown_large else ", together with others"
            self._enter(entry, TAKES + with_others)
        elif not entry.has_control:
            self._forget(entry.session)

    def _forget(self, session: int) -> None:
        entry = self._controlled.pop(session, None)
        if entry is not None:
            self._enter(entry, GIVES_BACK)

    def _enter(self, entry: Entry, what: str) -> None:
        who, host, address = self._who(), entry.host.name, str(entry.host.address)
        logger.info("%s %s: %s (%s)", who, what, host, address)
        if self._path is None:
            return
        time = datetime.fromtimestamp(self._clock.wall_ns() / 1e9, UTC)
        line = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "who": who,
            "what": what,
            "host": host,
            "address": address,
            "by": str(self._process),
        }
        try:
            self._append(self._path, json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            logger.warning("who has control cannot be noted in %s: %s", self._path, error)

    @staticmethod
    def _append(path: Path, line: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_name(path.name + ".1"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(line)
