"""Which desktops have a tile now: those of the wall that are looked for, of them one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from vncwall.language import _
from vncwall.settings.model import Settings
from vncwall.settings.named_wall import Order
from vncwall.wall.condition import Status
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.find import Find
from vncwall.wall.order import Pair, ordered, with_slots
from vncwall.wall.pages import Pages
from vncwall.wall.walls import Walls

SETTLES_NS = SECOND
"""Tiles come and go with the states of their desktops no more often than this."""
RANKED_NS = 10 * SECOND
"""An order by activity holds so long."""


class Showing:
    """What the operator has asked to see.

    Attributes:
        walls: the walls of the configuration, and the one that is shown.
        find: what is looked for.
        is_typing: keys write into `find`.
        composing: what an input method is about to write into it.
        pages: of what was found.
        found: the sessions that match, in the wall's order, as of the last `sessions`.
        places: of the sessions on the page, from 0, as of the last `sessions`.
    """

    def __init__(self, settings: Settings) -> None:
        self.walls = Walls(settings)
        self.find = Find()
        self.is_typing = False
        self.composing = ""
        arrangement = self.walls.arrangement
        self.pages = Pages(arrangement.page, arrangement.patrol_s)
        self.found: tuple[int, ...] = ()
        self.places: dict[int, int] = {}
        self._total = 0
        self._order: dict[int, int] = {}
        self._looked = -1
        self._looked_ns = 0
        self._ranked_ns = 0

    def change(self, settings: Settings) -> None:
        """Go on with another configuration."""
        self.walls.change(settings)
        self._take_arrangement()

    def choose(self, number: int) -> bool:
        """Show a wall from its first page by its number; return whether there is such a wall."""
        if not self.walls.choose(number):
            return False
        self.pages.number = 0
        self._take_arrangement()
        return True

    def sessions(
        self,
        desktops: Iterable[tuple[Desktop, Status | None]],
        *,
        activity: Callable[[int], float] = lambda session: 0.0,
        now_ns: int = 0,
    ) -> tuple[int, ...]:
        """Return the sessions to show, in order; one without a status yet is taken as it comes.

        Args:
            desktops: all of them, as the configuration has them.
            activity: how much a session has changed of late.
            now_ns: this turn's time.
        """
        pairs = list(desktops)
        on_wall = [pair for pair in pairs if self.walls.holds(*pair)]
        on_wall = self._ordered(on_wall, activity, now_ns)
        self._total = len(on_wall)
        self.found = tuple(
            desktop.session
            for desktop, status in on_wall
            if self.find.is_empty or (status is not None and self.find.matches(desktop, status))
        )
        slots = self.walls.arrangement.slots if self.find.is_empty else {}
        fixed = {
            desktop.session: slots[desktop.name] - 1
            for desktop, _ in on_wall
            if desktop.name in slots
        }
        page = self.pages.cut(with_slots(self.found, fixed))
        self.places = {session: place for place, session in enumerate(page) if session is not None}
        return tuple(self.places)

    def patrol(self, now_ns: int, desktops: Callable[[], Sequence[Pair]]) -> bool:
        """Go on to the next page, or the next wall, when it is time; return whether it was.

        Args:
            now_ns: this turn's time.
            desktops: gives all of them, as the configuration has them.
        """
        if not self.pages.is_due(now_ns):
            return False
        self.pages.shown_since(now_ns)
        number = None
        if self.pages.is_last and self.find.is_empty and not self.is_typing:
            number = self.walls.next_of_tour(desktops())
        if number is not None:
            self.choose(number)
            self.pages.shown_since(now_ns)  # by the time of that wall
        elif self.pages.count > 1:
            self.pages.turn(1)
        else:
            return False
        return True

    def is_old(self, looks_changed: int, *, now_ns: int) -> bool:
        """Return whether `sessions` may have another answer than the last time.

        Args:
            looks_changed: a number that grows with every change of a desktop's status.
            now_ns: this turn's time.
        """
        order = self.walls.arrangement.order
        if order is Order.ACTIVITY and now_ns - self._ranked_ns >= RANKED_NS:
            return True
        by_state = self.walls.is_choosing_by_state or order is Order.STATE
        if self.find.is_empty and not by_state:
            return False
        settles_ns = SETTLES_NS if by_state else 0
        if looks_changed == self._looked or now_ns - self._looked_ns < settles_ns:
            return False
        self._looked, self._looked_ns = looks_changed, now_ns
        return True

    @property
    def has_turns(self) -> bool:
        """Whether there is more than what is shown, for a patrol."""
        return self.pages.count > 1 or self.walls.is_on_tour

    def begin_typing(self) -> None:
        """Let keys write what is looked for."""
        self.is_typing = True

    def write(self, text: str) -> None:
        """Append typed text."""
        self.composing = ""
        self.find = replace(self.find, text=self.find.text + text)

    def erase(self) -> None:
        """Take the last character back."""
        self.find = replace(self.find, text=self.find.text[:-1])

    def toggle_problems(self) -> None:
        """Show only desktops that need eyes, or all again."""
        self.find = replace(self.find, only_problems=not self.find.only_problems)

    def clear(self) -> bool:
        """Look for nothing; return whether something was looked for."""
        was_used = self.is_typing or not self.find.is_empty
        self.find, self.is_typing, self.composing = Find(), False, ""
        return was_used

    def sentence(self) -> str:
        """Return what the status bar says of it; "" where all desktops are shown."""
        parts = [self.walls.name] if self.walls.name else []
        is_looking = self.is_typing or not self.find.is_empty
        if self.is_typing or self.find.text:
            typed = self.find.text + (f"{self.composing}_" if self.is_typing else "")
            parts.append(_("find: {text}").format(text=typed))
        if self.find.only_problems:
            parts.append(_("only problems"))
        if is_looking:
            parts.append(_("{n} of {total}").format(n=len(self.found), total=self._total))
        if self.pages.count > 1:
            page = _("page {n} of {total}")
            parts.append(page.format(n=self.pages.number + 1, total=self.pages.count))
        if self.pages.is_patrolling and self.has_turns:
            parts.append(_("patrol"))
        return " · ".join(parts)

    def _take_arrangement(self) -> None:
        arrangement = self.walls.arrangement
        self.pages.change(arrangement.page, arrangement.patrol_s)

    def _ordered(
        self, pairs: list[Pair], activity: Callable[[int], float], now_ns: int
    ) -> list[Pair]:
        first = {name: rank for rank, name in enumerate(self.walls.configured_first)}
        if first:
            pairs.sort(key=lambda pair: first.get(pair[0].host.name, len(first)))
        order = self.walls.arrangement.order
        if order is Order.ACTIVITY:
            if now_ns - self._ranked_ns >= RANKED_NS or not self._order:
                ranked = ordered(pairs, order, activity=activity)
                self._order = {pair[0].session: rank for rank, pair in enumerate(ranked)}
                self._ranked_ns = now_ns
            return sorted(pairs, key=lambda pair: self._order.get(pair[0].session, len(pairs)))
        self._order = {}
        return ordered(pairs, order, activity=activity)
