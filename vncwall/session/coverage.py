"""Which pixels of a desktop have been received since a moment: when a picture is whole."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vncwall.geometry import Rect, Size


class Coverage:
    """Pixels still missing; none are while there is no desktop yet."""

    def __init__(self) -> None:
        self._missing = np.zeros((0, 0), np.bool_)  # (height, width), True: not received yet

    def begin(self, size: Size) -> None:
        """Miss every pixel of a desktop of `size`."""
        self._missing = np.ones((size.height, size.width), np.bool_)

    def add(self, damage: Iterable[Rect]) -> None:
        """Take note of what an update has drawn."""
        for rect in damage:
            self._missing[rect.y : rect.bottom, rect.x : rect.right] = False

    @property
    def is_whole(self) -> bool:
        """Whether there is a desktop and nothing of it is missing."""
        return bool(self._missing.size) and not self._missing.any()

    @property
    def missing_pixels(self) -> int:
        """How many are missing."""
        return int(self._missing.sum())

    def missing_region(self) -> Rect | None:
        """Return the bounding box of what is missing; None when nothing is."""
        rows = np.flatnonzero(self._missing.any(axis=1))
        columns = np.flatnonzero(self._missing.any(axis=0))
        if not rows.size:
            return None
        x, y = int(columns[0]), int(rows[0])
        return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)
