"""Where tiles stand: pure geometry, no pictures.

All cells of a grid are equal and in fixed order, so an operator learns where a host is. Columns
and the cells' shape are chosen to show the pictures of this mix of desktops as large as possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vncwall.geometry import Rect, Size

DEFAULT_ASPECT = Size(16, 9)
"""Of a desktop whose size is not known yet."""

_NARROWEST, _WIDEST = 1.0, 2.4
"""Shapes of a cell: one portrait or two-monitor desktop must not bend the whole wall."""

_WORTH_A_MOVE = 1.05
"""Another number of columns is taken for so much more picture; below, tiles stay where they are."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Equal cells in rows, left to right, top to bottom."""

    columns: int
    rows: int
    cells: tuple[Rect, ...]


def arrange(
    area: Rect, desktops: Sequence[Size], *, gap: int, columns: int = 0, previous: int = 0
) -> Grid:
    """Return a grid with one cell a desktop, centred in `area`.

    Args:
        area: where cells may lie.
        desktops: sizes of the desktops in order; only their shapes matter.
        gap: pixels between cells.
        columns: so many columns exactly; 0: the number that shows most picture.
        previous: the number of columns so far, kept unless another one is clearly better.
    """
    count = len(desktops)
    if not count:
        return Grid(0, 0, ())
    # Hundreds of desktops have few shapes.
    ratios = Counter(ratio_of(desktop) for desktop in desktops)
    shapes = sorted({min(_WIDEST, max(_NARROWEST, ratio)) for ratio in ratios})
    shares = list(ratios.items())
    candidates = [min(columns, count)] if columns > 0 else range(1, count + 1)
    best: dict[int, tuple[float, Size]] = {}
    for number in candidates:
        for shape in shapes:
            cell = _cell_size(area, count, number, shape=shape, gap=gap)
            shown = sum(number_of * shown_area(cell, ratio) for ratio, number_of in shares)
            if number not in best or shown > best[number][0]:
                best[number] = (shown, cell)
    chosen = max(best, key=lambda number: best[number][0])
    if previous in best and best[previous][0] * _WORTH_A_MOVE >= best[chosen][0]:
        chosen = previous
    return _place(area, count, chosen, cell=best[chosen][1], gap=gap)


def picture_rect(cell: Rect, desktop: Size | None) -> Rect:
    """Return where a desktop's picture lies in its cell: centred, whole, with its own shape."""
    shape = desktop or DEFAULT_ASPECT
    fitted = shape.fit_inside(cell.size, enlarge=True)
    return Rect(
        cell.x + (cell.width - fitted.width) // 2,
        cell.y + (cell.height - fitted.height) // 2,
        fitted.width,
        fitted.height,
    )


def neighbour(grid: Grid, index: int, dx: int, *, dy: int) -> int:
    """Return the cell that an arrow key leads to from `index`; the same where there is none."""
    if not grid.cells:
        return index
    count = len(grid.cells)
    if dx:
        return min(count - 1, max(0, index + dx))
    target = index + dy * grid.columns
    if target < 0:
        return index
    if target >= count:
        # From the last full row down into a shorter one: its last cell.
        is_last_row = index // grid.columns == (count - 1) // grid.columns
        return index if is_last_row else count - 1
    return target


def ratio_of(desktop: Size) -> float:
    """Return width by height; that of most desktops for a size without pixels."""
    if desktop.width <= 0 or desktop.height <= 0:
        desktop = DEFAULT_ASPECT
    return desktop.width / desktop.height


def _cell_size(area: Rect, count: int, columns: int, *, shape: float, gap: int) -> Size:
    rows = -(-count // columns)
    gap = _room_for_gap(area, columns, rows, gap=gap)
    width = (area.width - gap * (columns - 1)) // columns
    height = (area.height - gap * (rows - 1)) // rows
    if width <= 0 or height <= 0:
        return Size(1, 1)
    if width > height * shape:
        width = max(1, round(height * shape))
    else:
        height = max(1, min(height, round(width / shape)))
    return Size(width, height)


def _room_for_gap(area: Rect, columns: int, rows: int, *, gap: int) -> int:
    """Return `gap`, or less where so many gaps would leave no pixel for the cells."""
    across = (area.width - columns) // max(1, columns - 1)
    down = (area.height - rows) // max(1, rows - 1)
    return max(0, min(gap, across, down))


def shown_area(cell: Size, ratio: float) -> float:
    """Return the pixels of a cell that a picture of this shape fills."""
    width = min(float(cell.width), cell.height * ratio)
    return width * width / ratio


def _place(area: Rect, count: int, columns: int, *, cell: Size, gap: int) -> Grid:
    rows = -(-count // columns)
    gap = _room_for_gap(area, columns, rows, gap=gap)
    width = columns * cell.width + (columns - 1) * gap
    height = rows * cell.height + (rows - 1) * gap
    left = area.x + (area.width - width) // 2
    top = area.y + (area.height - height) // 2
    cells = tuple(
        Rect(
            left + (index % columns) * (cell.width + gap),
            top + (index // columns) * (cell.height + gap),
            cell.width,
            cell.height,
        )
        for index in range(count)
    )
    return Grid(columns, rows, cells)
