"""A small thing that wanders over a dark screen: what a screen saver is and a program is not.

Nothing else of a screen saver can be told from a film or from a game. A clock on a dark lock
screen stands still, a film has a frame, and a console fills its screen or begins at its top, where
it stays however slowly it grows; a text or a logo that goes about a dark screen with all of it, and
has for a minute, is there to spare the screen.
"""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.indexed import Picture

_NS = 1_000_000_000

Place = tuple[float, float, float, float]
"""Top, bottom, left and right, as parts of the screen's edges."""

DARK = 24
"""No channel of the background is brighter."""
PART = 0.5
"""Of each edge of the screen, the most that the thing covers."""
FAR = 0.04
"""Part of an edge of the screen that counts as a movement: both ends of the thing go so far."""
MOVES = 5
LASTING_S = 60.0
_SAMPLES = 1 << 15
_FEW = 8
"""Rows and columns that tell nearly every picture from a dark one."""
_LOW = np.uint32(0x7F7F7F)
_HIGH = np.uint32(0x808080)
_CARRY = np.uint32((127 - DARK) * 0x010101)
"""Added to the low seven bits of a channel above `DARK` it carries into the eighth."""


class Wanderer:
    """Follows the bright part of one picture. Pure: time comes in as arguments."""

    __slots__ = ("_moves", "_place", "_since_ns")

    def __init__(self) -> None:
        self._place: Place | None = None
        self._moves = 0
        self._since_ns = 0

    def see(self, words: Picture, now_ns: int) -> bool:
        """Look at a picture; return whether a thing has wandered over it long enough."""
        place = _bright_place(words)
        if place is None:
            self._place, self._moves = None, 0
            return False
        if self._place is None:
            self._place, self._since_ns = place, now_ns
            return False
        if _is_elsewhere(place, self._place):
            self._place = place
            self._moves += 1
        return self._moves >= MOVES and now_ns - self._since_ns >= LASTING_S * _NS


def _is_elsewhere(place: Place, before: Place) -> bool:
    """Whether all of a thing has gone on: what grows has one end that stays."""
    top, bottom, left, right = (now - then for now, then in zip(place, before, strict=True))
    return max(_common(top, bottom), _common(left, right)) >= FAR


def _common(one: float, other: float) -> float:
    """Return how far two ends have gone together."""
    return min(abs(one), abs(other)) if one * other > 0 else 0.0


def _bright_place(words: Picture) -> Place | None:
    """Return the ends of what is not dark; None: it is not small."""
    step = max(1, int((words.size / _SAMPLES) ** 0.5))
    seen = words[::step, ::step]
    if not seen.size:
        return None
    height, width = seen.shape
    # What is too large in a few of its pixels is so in all of them: the rest is not looked at.
    few = max(1, min(height, width) // _FEW)
    if few > 1 and _is_large(_bright_extent(seen, few), height, width):
        return None
    extent = _bright_extent(seen, 1)
    if extent is None or _is_large(extent, height, width):
        return None
    top, bottom, left, right = extent
    return top / height, bottom / height, left / width, right / width


def _is_large(extent: tuple[int, int, int, int] | None, height: int, width: int) -> bool:
    if extent is None:
        return False
    top, bottom, left, right = extent
    return bottom - top > PART * height or right - left > PART * width


def _bright_extent(words: Picture, step: int) -> tuple[int, int, int, int] | None:
    """Return top, bottom, left and right of what is not dark, of every `step`th pixel."""
    seen = words[::step, ::step]
    bright = (((seen & _LOW) + _CARRY) | seen) & _HIGH
    rows = np.flatnonzero(bright.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(bright.any(axis=0))
    top, left = int(rows[0]) * step, int(columns[0]) * step
    return top, int(rows[-1]) * step + 1, left, int(columns[-1]) * step + 1
