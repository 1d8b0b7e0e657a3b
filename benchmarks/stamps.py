"""A time that can be read from the pixels of a desktop, also when it is reduced to a tile.

A stamp is a table of large black and white squares: 20 bits of a time in tenths of a second and 4
bits to tell a stamp from other pixels. Squares are `SQUARE` desktop pixels, so a 1080p desktop is
readable down to tiles of some 90 pixels.
"""

from __future__ import annotations

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame
from numpy.typing import NDArray

from vncwall.fleet.desktops.base import Part
from vncwall.geometry import Rect, Size

COLUMNS, ROWS = 8, 3
SQUARE = 64
"""Side of a square, and the width of the dark edge around all of them."""
UNITS_PER_S = 10
_TIME_BITS = 20
_PERIOD = 1 << _TIME_BITS
_SALT = 0b1011

STAMP_SIZE = Size((COLUMNS + 1) * SQUARE, (ROWS + 1) * SQUARE)

Bits = NDArray[np.bool_]  # (..., COLUMNS * ROWS)


def encode(time_s: float) -> Bits:
    """Return the squares of a time, row by row, True for white."""
    units = round(time_s * UNITS_PER_S) % _PERIOD
    value = units << 4 | _check(np.array(units)).item()
    return np.array([value >> bit & 1 for bit in range(COLUMNS * ROWS)], np.bool_)


def decode(bits: Bits) -> NDArray[np.int64]:
    """Return the times (...) in tenths of a second modulo 2 ** 20; -1 where there is no stamp."""
    weights = np.left_shift(np.int64(1), np.arange(COLUMNS * ROWS, dtype=np.int64))
    values = bits @ weights
    units: NDArray[np.int64] = values >> 4
    return np.where(_check(units) == (values & 15), units, -1)


def seconds_since(
    units: NDArray[np.int64], now_s: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how long before `now_s` stamps of the last hours were made; below 0: after it."""
    half = _PERIOD // 2
    since: NDArray[np.float64] = (now_s * UNITS_PER_S - units + half) % _PERIOD - half
    return since / UNITS_PER_S


def centres(where: Rect, desktop: Size, shown: Rect) -> NDArray[np.intp]:
    """Return (squares, 2) rows and columns of the squares' middles.

    Args:
        where: of the stamp on the desktop.
        desktop: its size.
        shown: where the whole desktop is shown.
    """
    points = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            x = where.x + (column + 1) * SQUARE
            y = where.y + (row + 1) * SQUARE
            points.append(
                (
                    shown.y + y * shown.height // desktop.height,
                    shown.x + x * shown.width // desktop.width,
                )
            )
    return np.array(points, np.intp)


def _check(units: NDArray[np.int64]) -> NDArray[np.int64]:
    folded = units ^ units >> 4 ^ units >> 8 ^ units >> 12 ^ units >> 16
    checked: NDArray[np.int64] = (folded ^ _SALT) & 15
    return checked


class Stamp(Part):
    """Shows the time of its last change."""

    def __init__(self, rect: Rect, interval_s: float) -> None:
        """Make a stamp of `STAMP_SIZE` that changes every `interval_s`."""
        super().__init__(rect)
        assert rect.size == STAMP_SIZE
        self.interval_s = interval_s

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the squares."""
        surface.fill((0, 0, 0))
        half = SQUARE // 2
        for index, is_white in enumerate(encode(now)):
            if is_white:
                row, column = divmod(index, COLUMNS)
                box = (half + column * SQUARE, half + row * SQUARE, SQUARE, SQUARE)
                surface.fill((255, 255, 255), box)
