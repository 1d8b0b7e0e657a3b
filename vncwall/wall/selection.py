"""The desktops that were chosen to act on together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence


class Selection:
    """A set of sessions, made by clicks and arrow keys with Ctrl or Shift.

    Methods return the sessions that are chosen now and were not, or were and are not.

    Attributes:
        chosen: the sessions, also those without a tile at the moment.
    """

    def __init__(self) -> None:
        self.chosen: frozenset[int] = frozenset()
        self._anchor: int | None = None
        self._before: frozenset[int] = frozenset()  # when the range was begun

    def toggle(self, session: int) -> frozenset[int]:
        """Choose a session too, or no longer; a range begins here."""
        self._anchor = session
        changed = self._become(self.chosen ^ {session})
        self._before = self.chosen
        return changed

    def add(self, session: int) -> frozenset[int]:
        """Choose a session too."""
        self._anchor = session
        changed = self._become(self.chosen | {session})
        self._before = self.chosen
        return changed

    def extend(self, order: Sequence[int], start: int | None, to: int) -> frozenset[int]:
        """Choose all from where the range began up to `to`, beside what was chosen before it.

        Args:
            order: of the tiles.
            start: where the range begins if none was begun.
            to: where it ends.
        """
        if not self.chosen or self._anchor not in order:
            self._anchor, self._before = start, self.chosen
        if self._anchor not in order or to not in order:
            return self.add(to)
        ends = sorted((order.index(self._anchor), order.index(to)))
        return self._become(self._before | set(order[ends[0] : ends[1] + 1]))

    def choose_all(self, order: Sequence[int]) -> frozenset[int]:
        """Choose all of these; or none of them, where all are chosen."""
        everybody = frozenset(order)
        wanted = self.chosen - everybody if everybody <= self.chosen else self.chosen | everybody
        changed = self._become(wanted)
        self._before = self.chosen
        return changed

    def clear(self) -> frozenset[int]:
        """Choose nothing."""
        self._anchor, self._before = None, frozenset()
        return self._become(frozenset())

    def follow(self, successors: Mapping[int, int], sessions: Collection[int]) -> None:
        """Pass on to the sessions that come after others, and forget those that are gone."""
        moved = {successors.get(session, session) for session in self.chosen}
        self.chosen = self._before = frozenset(moved & set(sessions))

    def _become(self, chosen: frozenset[int]) -> frozenset[int]:
        changed, self.chosen = self.chosen ^ chosen, chosen
        return changed
