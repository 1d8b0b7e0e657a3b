# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# cython: annotation_typing=False
"""Which parts of a framebuffer changed, and when.

A desktop is divided into 64x64 blocks. Each block holds the number of the last update that
touched it. A reader remembers the last number it has seen and asks for the blocks above it, so
any number of readers at any speed need no queue and lose nothing (ADR 6).

Compiled with the types in damage.pxd.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Rect, Size

BLOCK = 64
"""Side of a block in pixels."""
_BLOCK = BLOCK

BlockNumbers = NDArray[np.uint32]  # (rows, columns)


def block_grid(size: Size) -> tuple[int, int]:
    """Return (rows, columns) of the blocks that cover `size`."""
    return -(-size.height // BLOCK), -(-size.width // BLOCK)


def mark(numbers: BlockNumbers, rects: Iterable[Rect], serial: int) -> None:
    """Write `serial` into every block that one of `rects` touches, as far as there are blocks."""
    rows, columns = numbers.shape[0], numbers.shape[1]
    for x, y, width, height in rects:
        if width <= 0 or height <= 0 or x < 0 or y < 0:
            continue
        row, last_row = y // _BLOCK, min((y + height - 1) // _BLOCK, rows - 1)
        column, last_column = x // _BLOCK, min((x + width - 1) // _BLOCK, columns - 1)
        # Most rectangles are small; one element is assigned several times faster than a slice.
        if row == last_row and column == last_column:
            numbers[row, column] = serial
        elif row <= last_row and column <= last_column:
            numbers[row : last_row + 1, column : last_column + 1] = serial


def changed_rects(numbers: BlockNumbers, since: int, size: Size) -> list[Rect]:
    """Return disjoint rectangles that cover the blocks with a number above `since`.

    Neighbours in a row are joined, and equal runs in successive rows too, so a full change is
    one rectangle. Clipped to `size`.
    """
    rows, columns = numbers.shape[0], numbers.shape[1]
    result: list[Rect] = []
    above: dict[tuple[int, int], int] = {}  # (first, end column) of a run -> its first row
    for row in range(rows):
        here: dict[tuple[int, int], int] = {}
        column = 0
        while column < columns:
            if numbers[row, column] <= since:
                column += 1
                continue
            first = column
            while column < columns and numbers[row, column] > since:
                column += 1
            run = (first, column)
            here[run] = above.pop(run, row)
        result += [_run_rect(run, top, row, size) for run, top in above.items()]
        above = here
    result += [_run_rect(run, top, rows, size) for run, top in above.items()]
    return result


def _run_rect(run: tuple[int, int], top: int, end: int, size: Size) -> Rect:
    """Return the pixels of the blocks `run` in the rows `top` to `end`, as far as there are any."""
    x, y = run[0] * BLOCK, top * BLOCK
    right, bottom = min(run[1] * BLOCK, size.width), min(end * BLOCK, size.height)
    return Rect(x, y, right - x, bottom - y)


class DamageMap:
    """The block numbers of one framebuffer."""

    __slots__ = ("_size", "numbers", "serial")

    def __init__(self, size: Size) -> None:
        self._size = size
        self.numbers: BlockNumbers = np.zeros(block_grid(size), np.uint32)
        self.serial = 0
        """Number of the last update."""

    def add(self, rects: Iterable[Rect]) -> int:
        """Count one update that touched `rects`; return its number."""
        self.serial += 1
        mark(self.numbers, rects, self.serial)
        return self.serial

    def changed_since(self, serial: int) -> list[Rect]:
        """Return disjoint rectangles that cover everything touched after update `serial`."""
        return changed_rects(self.numbers, serial, self._size)
