"""A set of pixels as disjoint rectangles: what a client has not been shown yet."""

from __future__ import annotations

from collections.abc import Iterable

from vncwall.geometry import Rect, bounding_box, subtract

MAX_RECTS = 48
"""Beyond this the region is simplified to a coarser one that covers it."""

_CELL = 64
"""Grid of the simplification, pixels."""


class Region:
    """Disjoint rectangles; covers at least what was added and not removed."""

    __slots__ = ("rects",)

    def __init__(self, rects: Iterable[Rect] = ()) -> None:
        self.rects: list[Rect] = []
        for rect in rects:
            self.add(rect)

    def __bool__(self) -> bool:
        return bool(self.rects)

    @property
    def area(self) -> int:
        """Number of pixels."""
        return sum(rect.area for rect in self.rects)

    def add(self, rect: Rect) -> None:
        """Include `rect`."""
        if rect.is_empty or any(known.contains(rect) for known in self.rects):
            return
        # Plain comparisons: this runs for every pair of a new and a known rectangle.
        x, y, right, bottom = rect.x, rect.y, rect.right, rect.bottom
        for known in self.rects:
            if known.x < right and x < known.right and known.y < bottom and y < known.bottom:
                self.rects = [piece for known in self.rects for piece in subtract(known, rect)]
                break
        self.rects.append(rect)
        if len(self.rects) > MAX_RECTS:
            self._simplify()

    def remove(self, rect: Rect) -> None:
        """Exclude `rect`."""
        if any(not known.intersection(rect).is_empty for known in self.rects):
            self.rects = [piece for known in self.rects for piece in subtract(known, rect)]

    def clipped(self, rect: Rect) -> list[Rect]:
        """Return the disjoint rectangles of the part inside `rect`."""
        return [
            known.intersection(rect)
            for known in self.rects
            if known.x < rect.right
            and rect.x < known.right
            and known.y < rect.bottom
            and rect.y < known.bottom
        ]

    def clear(self) -> None:
        """Make it empty."""
        self.rects = []

    def _simplify(self) -> None:
        box = bounding_box(self.rects)
        cells: dict[tuple[int, int], Rect] = {}
        for rect in self.rects:
            for row in range(rect.y // _CELL, -(-rect.bottom // _CELL)):
                for column in range(rect.x // _CELL, -(-rect.right // _CELL)):
                    cell = Rect(column * _CELL, row * _CELL, _CELL, _CELL)
                    part = cell.intersection(rect)
                    cells[row, column] = cells.get((row, column), part).union(part)
        rects = join_runs(list(cells.values()))
        self.rects = rects if len(rects) <= MAX_RECTS else [box]


def join_runs(rects: list[Rect]) -> list[Rect]:
    """Join neighbours of equal height in a row, then equal runs of successive rows."""
    rows: list[Rect] = []
    for rect in sorted(rects, key=lambda r: (r.y, r.height, r.x)):
        last = rows[-1] if rows else None
        if last and (last.y, last.height, last.right) == (rect.y, rect.height, rect.x):
            rows[-1] = last.union(rect)
        else:
            rows.append(rect)
    joined: list[Rect] = []
    for rect in sorted(rows, key=lambda r: (r.x, r.width, r.y)):
        last = joined[-1] if joined else None
        if last and (last.x, last.width, last.bottom) == (rect.x, rect.width, rect.y):
            joined[-1] = last.union(rect)
        else:
            joined.append(rect)
    return joined
