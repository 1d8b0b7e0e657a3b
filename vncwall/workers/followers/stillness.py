"""Which desktops hardly change, also while they are asked less often.

Little comes of a desktop on which nothing happens, and of one that is asked seldom. Who ranked the
slowed by what comes of them would take a film for an idle desktop as soon as it is slowed, slow it
more, and have it stay so.
"""

from __future__ import annotations

from vncwall.ipc.messages import Command, RemoveSession, SetPreviewSize
from vncwall.workers.followers.costs import is_idle
from vncwall.workers.roster import Entry

JUST_S = 15.0
"""Of a tile that came on the page so lately nothing is known yet."""
MUCH_BYTES = 8192
"""Changes of a desktop that is asked seldom, from which on it moves: a clock has less. Whole
screens that we ask for ourselves are none."""
_NS = 1_000_000_000


class Stillness:
    """Remembers what was seen of each session. Pure: time comes in as arguments."""

    def __init__(self) -> None:
        self._moving: set[int] = set()
        """Have been seen to change since they were last asked as their settings say."""
        self._shown_ns: dict[int, int] = {}
        """When those that are on the page came on it."""

    def sent(self, command: Command, now_ns: int) -> None:
        """Follow who comes on the page and who leaves it."""
        if isinstance(command, SetPreviewSize):
            if command.width and command.height:
                self._shown_ns.setdefault(command.session, now_ns)
            else:
                self._shown_ns.pop(command.session, None)
        elif isinstance(command, RemoveSession):
            self._shown_ns.pop(command.session, None)
            self._moving.discard(command.session)

    def is_still(self, entry: Entry, now_ns: int) -> bool:
        """Whether hardly anything changes on the desktop of a session, as far as can be told."""
        session = entry.session
        if not is_idle(entry):
            self._moving.add(session)
            return False
        shown_ns = self._shown_ns.get(session)
        if shown_ns is not None and now_ns - shown_ns < JUST_S * _NS:
            return False
        if not entry.least_interval_s:
            self._moving.discard(session)
        elif entry.stats is not None and entry.stats.change_bytes >= MUCH_BYTES:
            self._moving.add(session)
        return session not in self._moving
