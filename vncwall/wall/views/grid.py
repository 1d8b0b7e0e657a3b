"""All sessions at once in equal cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.layout import DEFAULT_ASPECT, Grid, arrange, neighbour
from vncwall.wall.views.base import Desk, View


class GridView(View):
    """Rows of tiles; `columns` 0 shows them as large as they fit."""

    name = "grid"

    def __init__(self, *, columns: int = 0) -> None:
        self._columns = columns
        self._grid = Grid(0, 0, ())
        self._sessions: tuple[int, ...] = ()
        self._area = Rect(0, 0, 0, 0)

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Mapping[int, Rect]:
        """Return a cell for each session, in their order."""
        sessions = tuple(desk.session for desk in desks)
        # Tiles may move freely when the window or the hosts change, not because a size came in.
        same_place = area == self._area and sessions == self._sessions
        self._grid = arrange(
            area,
            [desk.size or DEFAULT_ASPECT for desk in desks],
            gap=measures.gap,
            columns=self._columns,
            previous=self._grid.columns if same_place else 0,
        )
        self._sessions, self._area = sessions, area
        return dict(zip(sessions, self._grid.cells, strict=True))

    def step(self, session: int, dx: int, *, dy: int) -> int:
        """Return the session in the next cell of a direction."""
        if session not in self._sessions:
            return self._sessions[0] if self._sessions else session
        index = self._sessions.index(session)
        return self._sessions[neighbour(self._grid, index, dx, dy=dy)]
