"""Who else controls a host: what other walls that share the folder for state have entered.

Each wall writes ``control.jsonl`` (`control_log`); this follower reads what the others add to it. A
VNC server tells no client of another, so walls that share no folder know nothing of each other.
What a wall entered counts until it gives control back, or its process is gone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from vncwall.clock import Clock
from vncwall.ipc.messages import Command, ControlledElsewhere, Notice
from vncwall.workers.followers.base import Follower
from vncwall.workers.followers.control_log import FILE, GIVES_BACK, TAKES, WallProcess
from vncwall.workers.roster import Roster

EVERY_NS = 1_000_000_000
MOST_BYTES = 256 << 10
"""Read at a time; of a long file the end, in which what still lasts almost surely is."""
FORGET_S = 12 * 3600.0
"""A process of another machine cannot be asked after: it counts for so long."""

Place = tuple[str, str]
"""Name and address of a host, as entered."""


class ControlWatch(Follower):
    """Tells of hosts that another wall has control of."""

    def __init__(
        self,
        roster: Roster,
        clock: Clock,
        *,
        state: str,
        own: WallProcess | None = None,
        is_running: Callable[[int], bool] | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            roster: the hosts.
            clock: says when entries of other machines are too old.
            state: the folder for state; "": nobody shares it.
            own: this process, whose entries are passed over.
            is_running: whether a process of this machine is there.
        """
        self._roster = roster
        self._clock = clock
        self._path = Path(state) / FILE if state else None
        self._own = own or WallProcess.this()
        self._is_running = is_running or _is_running
        self._read: tuple[int, int] | None = None  # inode, and how many bytes of it
        self._holders: dict[Place, dict[WallProcess, tuple[str, float]]] = {}
        self._told: dict[int, str] = {}
        self._due_ns = 0

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Read what is new, once a second; tell of what is different."""
        if self._path is None or now_ns < self._due_ns:
            return ()
        self._due_ns = now_ns + EVERY_NS
        with suppress(OSError):  # nobody has written, or may
            for line in self._lines(self._path):
                self._take(line)
        return list(self._news())

    def _lines(self, path: Path) -> Iterator[dict[str, Any]]:
        found = path.stat()
        inode, start = self._read or (-1, 0)
        if inode != found.st_ino or found.st_size < start:
            start = 0
        if found.st_size == start:
            self._read = found.st_ino, start
            return
        cut = max(start, found.st_size - MOST_BYTES)
        with path.open("rb") as file:
            file.seek(cut)
            data = file.read(found.st_size - cut)
        whole = data.rfind(b"\n") + 1  # the rest of a line that is being written comes later
        self._read = found.st_ino, cut + whole
        for text in data[:whole].splitlines():
            with suppress(ValueError, RecursionError):
                line = json.loads(text)
                if isinstance(line, dict):
                    yield line

    def _take(self, line: dict[str, Any]) -> None:
        what, process = str(line.get("what", "")), WallProcess.parse(str(line.get("by", "")))
        if process is None or process == self._own:
            return
        place = str(line.get("host", "")), str(line.get("address", ""))
        if what.startswith(TAKES):
            who, since_s = str(line.get("who", "")), self._time_of(line)
            self._holders.setdefault(place, {})[process] = who, since_s
        elif what == GIVES_BACK:
            self._holders.get(place, {}).pop(process, None)

    def _time_of(self, line: dict[str, Any]) -> float:
        try:
            return datetime.fromisoformat(str(line.get("time", ""))).timestamp()
        except (ValueError, OverflowError, OSError):
            return self._clock.wall_ns() / 1e9

    def _news(self) -> Iterator[Notice]:
        now_s = self._clock.wall_ns() / 1e9
        names: dict[Place, str] = {}
        for place, holders in list(self._holders.items()):
            for process, (_who, since_s) in list(holders.items()):
                is_here = process.machine == self._own.machine
                is_gone = not self._is_running(process.pid) if is_here else False
                if is_gone or (not is_here and now_s - since_s > FORGET_S):
                    del holders[process]
            if holders:
                names[place] = ", ".join(sorted({who for who, _since in holders.values()}))
            else:
                del self._holders[place]
        if not names and not self._told:
            return  # as nearly always
        told, self._told = self._told, {}
        for entry in self._roster:
            name = names.get((entry.host.name, str(entry.host.address)), "")
            if name:
                self._told[entry.session] = name
            if told.get(entry.session, "") != name:
                yield ControlledElsewhere(entry.session, name)


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        return True  # there the call below would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
