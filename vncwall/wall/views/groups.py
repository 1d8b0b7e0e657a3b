"""Tiles under the headings of their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures
from vncwall.wall.layout import DEFAULT_ASPECT, ratio_of, shown_area
from vncwall.wall.views.base import Desk, Heading, Layout, Spot, View

_WORTH_A_MOVE = 1.05
"""Another number of columns is taken for so much more picture; below, tiles stay."""
_NARROWEST, _WIDEST = 1.0, 2.4
"""Shapes of a cell, width by height."""


class GroupsView(View):
    """Each group has a heading and a block of tiles; all tiles of the wall are equally large.

    Blocks stand in rows, like words in lines: small groups share a row, a large one has several
    rows of tiles. Groups come in the order of their first hosts, hosts without a group last.
    """

    def __init__(self, *, columns: int = 0) -> None:
        super().__init__()
        self._columns = columns
        self._seen: tuple[object, ...] = ()
        self._previous = 0

    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return a cell for each tile and a heading for each group."""
        groups: dict[str, list[Desk]] = {}
        for desk in desks:
            groups.setdefault(desk.group, []).append(desk)
        if "" in groups:
            groups[""] = groups.pop("")
        self._cells = {}
        if not groups:
            return Layout()
        counts = tuple(len(members) for members in groups.values())
        seen = (area, tuple(groups), tuple(desk.spot for desk in desks))
        previous = self._previous if seen == self._seen else 0
        plan = _best(area, counts, _ratios(desks), measures, self._columns, previous)
        self._seen, self._previous = seen, plan.columns
        headings: list[Heading] = []
        for (name, members), block in zip(groups.items(), plan.blocks, strict=True):
            x, y = area.x + plan.left + block.x, area.y + plan.top + block.y
            for number, desk in enumerate(members):
                row, column = divmod(number, block.columns)
                self._cells[desk.spot] = Rect(
                    x + column * (plan.cell.width + measures.gap),
                    y + measures.heading + row * (plan.cell.height + measures.gap),
                    plan.cell.width,
                    plan.cell.height,
                )
            spots: tuple[Spot, ...] = tuple(desk.spot for desk in members)
            width = block.columns * (plan.cell.width + measures.gap) - measures.gap
            headings.append(Heading(Rect(x, y, width, measures.heading), name, spots))
        return Layout(self._cells, tuple(headings))


@dataclass(frozen=True, slots=True)
class _Block:
    x: int
    y: int
    columns: int


@dataclass(frozen=True, slots=True)
class _Plan:
    columns: int
    """Tiles in the widest row."""
    cell: Size
    blocks: tuple[_Block, ...]
    left: int
    top: int


@lru_cache(maxsize=16)  # a wall is placed anew more often than its desktops change
def _best(
    area: Rect,
    counts: tuple[int, ...],
    ratios: tuple[tuple[float, int], ...],
    measures: Measures,
    columns: int,
    previous: int,
) -> _Plan:
    """Return the plan that shows most picture."""
    most = sum(counts)
    candidates = [min(columns, most)] if columns > 0 else range(1, most + 1)
    shapes = sorted({min(_WIDEST, max(_NARROWEST, ratio)) for ratio, _ in ratios})
    best: dict[int, tuple[float, _Plan]] = {}
    for number in candidates:
        for shape in shapes:
            plan = _plan(area, counts, shape, measures, number)
            shown = sum(count * shown_area(plan.cell, ratio) for ratio, count in ratios)
            if number not in best or shown > best[number][0]:
                best[number] = shown, plan
    chosen = max(best, key=lambda number: best[number][0])
    if previous in best and best[previous][0] * _WORTH_A_MOVE >= best[chosen][0]:
        chosen = previous
    return best[chosen][1]


def _plan(
    area: Rect, counts: tuple[int, ...], shape: float, measures: Measures, columns: int
) -> _Plan:
    """Return the plan with so many tiles in the widest row, as large as they fit."""
    gap, heading = measures.gap, measures.heading
    lines: list[list[tuple[int, int]]] = [[]]  # (index, columns) of the blocks in each row
    used = 0
    for index, count in enumerate(counts):
        wanted = min(count, columns)
        if used + wanted > columns and lines[-1]:
            lines.append([])
            used = 0
        lines[-1].append((index, wanted))
        used += wanted
    rows = [max(-(-counts[index] // wide) for index, wide in line) for line in lines]
    room = area.height - len(lines) * heading - (len(lines) - 1) * 2 * gap
    room -= sum(count - 1 for count in rows) * gap
    width = (area.width - (columns - 1) * gap - _spaces(lines) * 2 * gap) // columns
    height = min(round(width / shape), room // sum(rows))
    cell = Size(max(1, min(width, round(height * shape))), max(1, height))
    total = len(lines) * heading + (len(lines) - 1) * 2 * gap
    total += sum(rows) * cell.height + sum(count - 1 for count in rows) * gap
    # What is left of the height goes between the rows of groups, a line's height at most.
    spread = max(0, min(heading, (area.height - total) // (len(lines) + 1)))
    total += (len(lines) - 1) * spread
    blocks: dict[int, _Block] = {}
    y = widest = 0
    for line, count in zip(lines, rows, strict=True):
        x = 0
        for index, wide in line:
            blocks[index] = _Block(x, y, wide)
            x += wide * (cell.width + gap) + 2 * gap
        widest = max(widest, x - 3 * gap)
        y += heading + count * (cell.height + gap) + gap + spread
    ordered = tuple(blocks[index] for index in range(len(counts)))
    left, top = max(0, (area.width - widest) // 2), max(0, (area.height - total) // 2)
    return _Plan(columns, cell, ordered, left, top)


def _spaces(lines: Sequence[Sequence[object]]) -> int:
    """Return the most spaces between blocks in a row."""
    return max(len(line) for line in lines) - 1


def _ratios(desks: Sequence[Desk]) -> tuple[tuple[float, int], ...]:
    """Return the shapes of the pictures, width by height, and how many have each."""
    return tuple(Counter(ratio_of(desk.size or DEFAULT_ASPECT) for desk in desks).items())
