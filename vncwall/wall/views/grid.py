"""All tiles in equal cells."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.layout import DEFAULT_ASPECT, Grid, arrange, neighbour
from vncwall.wall.views.base import Desk, Layout, Spot, View


class GridView(View):
    """Rows of tiles; `columns` 0 shows them as large as they fit. Places may be left free."""

    def __init__(self, *, columns: int = 0) -> None:
        super().__init__()
        self._columns = columns
        self._grid = Grid(0, 0, ())
        self._spots: dict[int, Spot] = {}
        self._area = Rect(0, 0, 0, 0)

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return a cell for each tile, at its place in the page."""
        spots = {desk.index: desk.spot for desk in desks}
        sizes = {desk.index: desk.size for desk in desks}
        # Tiles may move freely when the window or the hosts change, not because a size came in.
        same_place = area == self._area and spots == self._spots
        count = max(spots, default=-1) + 1
        self._grid = arrange(
            area,
            [sizes.get(index) or DEFAULT_ASPECT for index in range(count)],
            gap=measures.gap,
            columns=self._columns,
            previous=self._grid.columns if same_place else 0,
        )
        self._spots, self._area = spots, area
        self._cells = {spot: self._grid.cells[index] for index, spot in spots.items()}
        return Layout(self._cells)

    def step(self, spot: Spot, dx: int, *, dy: int) -> Spot:
        """Return the tile in the next cell of a direction, past free places."""
        index = next((index for index, other in self._spots.items() if other == spot), None)
        if index is None:
            return next(iter(self._spots.values()), spot)
        while (following := neighbour(self._grid, index, dx, dy=dy)) != index:
            index = following
            if index in self._spots:
                return self._spots[index]
        return spot
