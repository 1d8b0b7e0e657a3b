"""The last rectangles of a ZRLE stream, as they were inflated.

The bytes of ZRLE have a structure, so another stream cannot be brought to the same window with any
bytes, only with the same tiles. They are kept here when somebody may want to begin in the middle.
"""

from __future__ import annotations

from array import array
from collections import deque

import numpy as np

from vncwall.framebuffer.framebuffer import BLACK
from vncwall.kernels import zrle

WINDOW_BYTES = 1 << 15
"""What deflated data may refer back to (RFC 1951, 2)."""
_LARGE_BYTES = 1 << 16
"""A rectangle of more is taken apart, and only its last tiles are kept."""
_SIDE = 64


class ZRLEHistory:
    """Whole rectangles whose bytes follow each other in the stream and fill at least a window."""

    def __init__(self) -> None:
        self._kept: deque[tuple[int, int, bytes]] = deque()
        self._bytes = 0
        self._end = 0  # the stream's total behind the last one
        self._begin = 0  # and before the first one
        self._cpixel_size = 0

    def add(self, width: int, height: int, data: bytes, cpixel_size: int, total: int) -> None:
        """Take a rectangle that was drawn.

        Args:
            width: of the rectangle, in pixels.
            height: of the rectangle, in pixels.
            data: its tiles.
            cpixel_size: bytes of a CPIXEL in it.
            total: how many bytes the stream has brought, these included.
        """
        if cpixel_size != self._cpixel_size or total != self._end + len(data):
            # Of another format, or something else has used the stream: they do not join.
            self._kept.clear()
            self._bytes = 0
            self._begin = total - len(data)
            self._cpixel_size = cpixel_size
        self._end = total
        if len(data) <= _LARGE_BYTES:
            self._keep(width, height, data)
        else:
            self._kept.clear()
            parts = _tiles(width, height, data, cpixel_size)
            self._kept.extend(parts)
            self._bytes = sum(len(part) for _, _, part in parts)
            self._begin = total - self._bytes

    def rectangles(self, total: int, cpixel_size: int) -> tuple[tuple[int, int, bytes], ...] | None:
        """Return the last rectangles: width, height, data; together a window or all there was.

        None: there are too few of them since the last that did not join.
        """
        if total != self._end or cpixel_size != self._cpixel_size:
            return None
        if self._bytes < WINDOW_BYTES and self._begin:
            return None
        return tuple(self._kept)

    def _keep(self, width: int, height: int, data: bytes) -> None:
        self._kept.append((width, height, data))
        self._bytes += len(data)
        while self._bytes - len(self._kept[0][2]) >= WINDOW_BYTES:
            size = len(self._kept.popleft()[2])
            self._bytes -= size
            self._begin += size


def _tiles(width: int, height: int, data: bytes, cpixel_size: int) -> list[tuple[int, int, bytes]]:
    """Return the last tiles of a rectangle that was drawn, enough to fill a window."""
    state = array("I", [BLACK] * zrle.STATE_SIZE)
    state[zrle.COLOURS] = 0
    # Which colours does not matter here, only where a tile ends.
    table = np.zeros(1 << (8 * cpixel_size) if cpixel_size < 3 else 0, np.uint32)
    ends = [0]
    sizes = []
    for top in range(0, height, _SIDE):
        for left in range(0, width, _SIDE):
            tile = np.empty((min(_SIDE, height - top), min(_SIDE, width - left)), np.uint32)
            state[zrle.TILE] = 0
            used = zrle.draw(data, ends[-1], len(data), state, _SIDE, cpixel_size, table, tile)
            ends.append(ends[-1] + int(used))
            sizes.append((tile.shape[1], tile.shape[0]))
    first = len(sizes) - 1
    while first > 0 and len(data) - ends[first] < WINDOW_BYTES:
        first -= 1
    return [
        (*sizes[number], data[ends[number] : ends[number + 1]])
        for number in range(first, len(sizes))
    ]
