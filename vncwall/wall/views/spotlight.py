"""One large tile among small ones."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Layout, Spot, View
from vncwall.wall.views.featured import raster


class SpotlightView(View):
    """The tile that is pinned, else the one that was selected last, is large.

    Every tile has a small place of its own, which it comes back to: all others stay where they
    are when the large one changes.
    """

    keeps_large = True

    def __init__(self, *, large: str = "") -> None:
        """Begin with the host of this name pinned; "": none."""
        super().__init__()
        self._named = large
        self._pinned: Spot | None = None
        self._selected: Spot | None = None
        self._order: tuple[Spot, ...] = ()

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return a cell for each tile, and the place that the large one comes from."""
        self._order = tuple(desk.spot for desk in desks)
        self._cells = {}
        if not desks:
            return Layout()
        if self._named and (named := [d.spot for d in desks if d.name == self._named]):
            self._pinned, self._named = named[0], ""
        large = self._large() or self._order[0]
        small = len(desks) if len(desks) > 1 else 0
        cells = raster(area, large=1, small=small, gap=measures.gap)
        homes = dict(zip(self._order, cells.small, strict=False))
        self._cells = {spot: homes[spot] for spot in self._order if spot != large}
        self._cells = {large: cells.large[0], **self._cells}
        return Layout(self._cells, homes={s: home for s, home in homes.items() if s == large})

    def select(self, spot: Spot | None) -> bool:
        """Let the selected tile be the large one, unless another is pinned."""
        before = self._large()
        if spot is not None:
            self._selected = spot
        return self._large() != before

    def pin(self, spot: Spot | None) -> None:
        """Keep this tile the large one; None: the selected one is again."""
        self._pinned = spot

    def step(self, spot: Spot, dx: int, *, dy: int) -> Spot:
        """Go through the tiles in their order: places change under the selection."""
        if spot not in self._order:
            return self._order[0] if self._order else spot
        index = self._order.index(spot) + dx + dy
        return self._order[min(len(self._order) - 1, max(0, index))]

    def _large(self) -> Spot | None:
        for spot in (self._pinned, self._selected):
            if spot in self._order:
                return spot
        return self._order[0] if self._order else None
