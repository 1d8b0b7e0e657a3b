"""Tiles that change come forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Layout, Spot, View
from vncwall.wall.views.featured import raster

SECOND = 1_000_000_000
BUSY = 0.006
"""Activity from which a tile comes forward: more than clocks and insertion points make."""
STAYS_NS = 12 * SECOND
"""A tile that came forward stays at least so long, and so long after its last change."""
MOVES_NS = 2 * SECOND
"""Only one tile comes forward in such a time: eyes can follow it."""


class FollowView(View):
    """A few large places hold what changed last; every tile has a small place that it comes from.

    Nothing hops about: a tile comes forward into the place of the one that has been still the
    longest, and only that one goes back to its own place. While all that is in front is busy,
    nothing moves at all. A pinned tile never goes back.
    """

    follows = keeps_large = True

    def __init__(self) -> None:
        super().__init__()
        self._order: tuple[Spot, ...] = ()
        self._front: list[Spot | None] = []
        self._busy_ns: dict[Spot, int] = {}
        """When each tile was last busy, or came forward."""
        self._pinned: Spot | None = None
        self._moved_ns = -MOVES_NS

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return a cell for each tile, and the places that those in front come from."""
        self._order = tuple(desk.spot for desk in desks)
        self._cells = {}
        if not desks:
            return Layout()
        places = front_places(len(desks))
        kept: list[Spot | None] = [s if s in self._order else None for s in self._front]
        if len(kept) > places:
            kept = sorted(kept, key=lambda spot: spot is None)[:places]
        # No place is ever bare: before anything has changed the first ones are in front.
        self._front = [*kept, *[None] * (places - len(kept))]
        for index, spot in enumerate(self._front):
            if spot is None:
                self._front[index] = next((s for s in self._order if s not in self._front), None)
        small = len(desks) if len(desks) > places else 0
        cells = raster(area, large=places, small=small, gap=measures.gap)
        homes = dict(zip(self._order, cells.small, strict=False))
        large = {
            spot: cell
            for spot, cell in zip(self._front, cells.large, strict=True)
            if spot is not None
        }
        rest = {spot: cell for spot, cell in homes.items() if spot not in large}
        self._cells = {**large, **rest}
        return Layout(self._cells, homes={s: homes[s] for s in large if s in homes})

    def pin(self, spot: Spot | None) -> None:
        """Keep this tile in front; None: none."""
        self._pinned = spot
        if spot in self._order and spot not in self._front and self._front:
            self._front[self._longest_still()] = spot

    def follow(self, activity: Mapping[Spot, float], now_ns: int) -> bool:
        """Let the busiest tile that is not in front come forward, if one there is still."""
        for spot, level in activity.items():
            if level >= BUSY:
                self._busy_ns[spot] = now_ns
        if now_ns - self._moved_ns < MOVES_NS or not self._front:
            return False
        behind = [s for s in self._order if s not in self._front and activity.get(s, 0.0) >= BUSY]
        if not behind:
            return False
        index = self._longest_still()
        leaving = self._front[index]
        still_since = -STAYS_NS if leaving is None else self._busy_ns.get(leaving, -STAYS_NS)
        if leaving == self._pinned and leaving is not None:
            return False
        if now_ns - still_since < STAYS_NS:
            return False
        coming = max(behind, key=lambda spot: activity[spot])
        self._front[index] = coming
        self._busy_ns[coming] = self._moved_ns = now_ns
        return True

    def _longest_still(self) -> int:
        """Return which place in front may change: never that of the pinned tile if it can be."""

        def last_busy(index: int) -> tuple[bool, int]:
            spot = self._front[index]
            since = -STAYS_NS if spot is None else self._busy_ns.get(spot, -STAYS_NS)
            return (spot is not None and spot == self._pinned, since)

        return min(range(len(self._front)), key=last_busy)


def front_places(count: int) -> int:
    """Return how many of so many tiles are large.

    >>> [front_places(count) for count in (1, 4, 8, 16, 64, 200)]
    [1, 1, 2, 4, 4, 6]
    """
    for places, least in ((6, 100), (4, 12), (2, 6)):
        if count >= least:
            return places
    return 1
