"""How much the tiles change."""

from __future__ import annotations

from vncwall.wall.views.base import Spot

SECOND = 1_000_000_000
HALF_LIFE_NS = 4 * SECOND


class Activity:
    """For each tile the share of its picture that has changed of late.

    A change counts with the part of the picture that it covers, 0 to 1, and half as much after
    every half-life. A ticking clock stays below 0.002, somebody who types is at about 0.005, a
    scrolling window above 0.2, a video above 1.
    """

    def __init__(self) -> None:
        self._levels: dict[Spot, tuple[float, int]] = {}

    def note(self, spot: Spot, share: float, now_ns: int) -> None:
        """A part of a tile's picture has changed."""
        self._levels[spot] = (self.level(spot, now_ns) + share, now_ns)

    def level(self, spot: Spot, now_ns: int) -> float:
        """Return how much a tile has changed of late."""
        level, since_ns = self._levels.get(spot, (0.0, now_ns))
        return level * 0.5 ** ((now_ns - since_ns) / HALF_LIFE_NS) if level else 0.0

    def levels(self, now_ns: int) -> dict[Spot, float]:
        """Return the same for every tile that has changed."""
        return {spot: self.level(spot, now_ns) for spot in self._levels}

    def keep_only(self, spots: set[Spot]) -> None:
        """Forget the others."""
        self._levels = {spot: level for spot, level in self._levels.items() if spot in spots}
