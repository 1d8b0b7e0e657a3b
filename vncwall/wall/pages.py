"""Walls of more desktops than can be read at a time: pages, and their turning by themselves."""

from __future__ import annotations

from collections.abc import Sequence

SECOND = 1_000_000_000
REST_S = 30.0
"""A patrol goes on so long after the operator's last key or movement."""


class Pages:
    """Cuts a row of desktops into pages.

    Attributes:
        number: of the present page, from 0.
        count: of all pages, at least 1, for the desktops that were cut last.
        is_patrolling: the pages turn by themselves.
    """

    def __init__(self, size: int, patrol_s: float) -> None:
        """Show `size` desktops a page, all for 0; on patrol each page for `patrol_s` seconds."""
        self.number = 0
        self.count = 1
        self.is_patrolling = False
        self._size = size
        self._patrol_ns = round(patrol_s * SECOND)
        self._turn_at_ns = 0

    def change(self, size: int, patrol_s: float) -> None:
        """Take another configuration; the page that is shown stays where it can."""
        self._size, self._patrol_ns = size, round(patrol_s * SECOND)

    def cut(self, sessions: Sequence[int | None]) -> tuple[int | None, ...]:
        """Return those of the present page; one that is no more becomes the last.

        None stands for a place that is left free.
        """
        if not self._size:
            self.number, self.count = 0, 1
            return tuple(sessions)
        self.count = max(1, -(-len(sessions) // self._size))
        self.number = min(self.number, self.count - 1)
        start = self.number * self._size
        return tuple(sessions[start : start + self._size])

    def turn(self, step: int) -> None:
        """Go on by `step` pages; after the last comes the first."""
        self.number = (self.number + step) % self.count

    def go_to(self, sessions: Sequence[int], session: int) -> None:
        """Show the page of a session that is among `sessions`."""
        if self._size and session in sessions:
            self.number = list(sessions).index(session) // self._size

    @property
    def is_last(self) -> bool:
        """Whether the present page is the last one."""
        return self.number == self.count - 1

    @property
    def patrol_s(self) -> float:
        """How long a patrol shows a page, in seconds."""
        return self._patrol_ns / SECOND

    def patrol(self, now_ns: int, *, begins: bool) -> None:
        """Begin to turn pages, or stop."""
        self.is_patrolling = begins
        self.shown_since(now_ns)

    def shown_since(self, now_ns: int) -> None:
        """Count the time of the page that is shown from now on."""
        self._turn_at_ns = now_ns + self._patrol_ns

    def hold(self, now_ns: int) -> None:
        """The operator is at work: the next turn waits."""
        self._turn_at_ns = max(self._turn_at_ns, now_ns + round(REST_S * SECOND))

    def is_due(self, now_ns: int) -> bool:
        """Return whether a patrol has shown the page long enough."""
        return self.is_patrolling and now_ns >= self._turn_at_ns
