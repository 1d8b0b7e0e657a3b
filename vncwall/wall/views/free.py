"""Tiles where the configuration puts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.layout import DEFAULT_ASPECT, arrange
from vncwall.wall.views.base import Desk, Layout, View


class FreeView(View):
    """Each tile fills the part of the wall that it is given, less the gap between tiles.

    Tiles without a place share the largest part of the wall that is left, in equal cells.
    """

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return a cell for each tile."""
        half = measures.gap // 2
        # So that what lies at the edge is as far from it as tiles of other views.
        whole = area.inset(-half)
        placed: dict[int, Rect] = {}
        for number, desk in enumerate(desks):
            if desk.place is not None:
                left, top, right, bottom = desk.place.edges(whole.width, whole.height)
                placed[number] = Rect(whole.x + left, whole.y + top, right - left, bottom - top)
        rest = [desk for number, desk in enumerate(desks) if number not in placed]
        self._cells = {
            desks[number].spot: rect.inset(min(half, rect.width // 4, rect.height // 4))
            for number, rect in placed.items()
        }
        if rest:
            room = largest_rest(whole, placed.values()).inset(half)
            if room.width < len(rest) or room.height < 1:
                room = Rect(whole.x, whole.bottom, 0, 0)
            sizes = [desk.size or DEFAULT_ASPECT for desk in rest]
            grid = arrange(room, sizes, gap=measures.gap) if room.area else None
            for index, desk in enumerate(rest):
                self._cells[desk.spot] = grid.cells[index] if grid else Rect(0, 0, 0, 0)
        return Layout(self._cells)


def largest_rest(whole: Rect, taken: Iterable[Rect]) -> Rect:
    """Return the largest rectangle in `whole` that touches none of `taken`.

    >>> largest_rest(Rect(0, 0, 90, 60), [Rect(0, 0, 30, 60)])
    Rect(x=30, y=0, width=60, height=60)
    """
    rects = [rect.intersection(whole) for rect in taken]
    columns = sorted({whole.x, whole.right, *(x for r in rects for x in (r.x, r.right))})
    best = Rect(whole.x, whole.y, 0, 0)
    for left, right in combinations(columns, 2):
        inside = [rect for rect in rects if rect.x < right and left < rect.right]
        # The free stretches between what lies in these columns.
        edges = sorted((rect.y, rect.bottom) for rect in inside)
        top = whole.y
        for start, end in [*edges, (whole.bottom, whole.bottom)]:
            candidate = Rect(left, top, right - left, start - top)
            if not candidate.is_empty and candidate.area > best.area:
                best = candidate
            top = max(top, end)
    return best
