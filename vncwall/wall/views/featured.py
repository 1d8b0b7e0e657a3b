"""Large cells among small ones on one raster, for views that bring some tiles forward."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from vncwall.geometry import Rect
from vncwall.wall.layout import DEFAULT_ASPECT

_SMALL_COUNTS = 0.75
"""How much a wider small cell is worth beside an equally wider large one."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Where large and small cells lie; large ones at the upper left, small ones in rows."""

    large: tuple[Rect, ...]
    small: tuple[Rect, ...]


@lru_cache(maxsize=16)
def raster(area: Rect, *, large: int, small: int, gap: int, shape: float = 0.0) -> Raster:
    """Return so many large and small cells in `area`; a large one covers a square of small ones.

    Args:
        area: where cells may lie.
        large: number of large cells, at least 1.
        small: number of small cells.
        gap: pixels between cells.
        shape: width by height of a small cell; 0: that of most desktops.
    """
    shape = shape or DEFAULT_ASPECT.width / DEFAULT_ASPECT.height
    most = 2 * math.isqrt(small) + 2 * large + 4
    plans: list[_Plan] = []
    for across in range(1, large + 1):
        down = -(-large // across)
        # Among small cells a large one is at least twice as wide.
        for side in range(2 if small else 1, most // across + 1):
            for columns in range(across * side, most + 1):
                # As few rows as hold the small cells beside and below the block of large ones.
                rows = max(down * side, -(-(small + across * down * side * side) // columns))
                plans.append(_Plan(columns, rows, across, down, side))
    best = max(plans, key=lambda plan: plan.score(area, shape, gap))
    return best.raster(area, shape, gap, large, small)


@dataclass(frozen=True, slots=True)
class _Plan:
    columns: int
    rows: int
    across: int
    """Large cells in a row of them."""
    down: int
    side: int
    """Of a large cell, in small ones."""

    def cell(self, area: Rect, shape: float, gap: int) -> tuple[int, int]:
        """Return width and height of a small cell."""
        width = (area.width - gap * (self.columns - 1)) // self.columns
        height = (area.height - gap * (self.rows - 1)) // self.rows
        width = max(1, min(width, round(height * shape)))
        return width, max(1, min(height, round(width / shape)))

    def score(self, area: Rect, shape: float, gap: int) -> float:
        """Return how good the plan is, as a logarithm."""
        width, _ = self.cell(area, shape, gap)
        return math.log(width * self.side) + _SMALL_COUNTS * math.log(width)

    def raster(self, area: Rect, shape: float, gap: int, large: int, small: int) -> Raster:
        """Return the cells."""
        width, height = self.cell(area, shape, gap)
        left = area.x + (area.width - self.columns * (width + gap) + gap) // 2
        top = area.y + (area.height - self.rows * (height + gap) + gap) // 2

        def rect(column: int, row: int, side: int) -> Rect:
            return Rect(
                left + column * (width + gap),
                top + row * (height + gap),
                side * (width + gap) - gap,
                side * (height + gap) - gap,
            )

        larger = tuple(
            rect(index % self.across * self.side, index // self.across * self.side, self.side)
            for index in range(large)
        )
        columns, rows = self.across * self.side, self.down * self.side
        free = (
            rect(column, row, 1)
            for row in range(self.rows)
            for column in range(self.columns)
            if column >= columns or row >= rows
        )
        return Raster(larger, tuple(cell for cell, _ in zip(free, range(small), strict=False)))
