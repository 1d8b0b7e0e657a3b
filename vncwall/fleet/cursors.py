"""Pointer shapes of the demo desktops."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from vncwall.fleet.pixels import PixelPacker
from vncwall.rfb.constants import Encoding

_ARROW = """
X...........
XX..........
XoX.........
XooX........
XoooX.......
XooooX......
XoooooX.....
XooooooX....
XoooooooX...
XooooooooX..
XoooooooooX.
XooooooXXXXX
XoooXooX....
XooX.XooX...
XoX..XooX...
XX....XooX..
X.....XooX..
.......XX...
"""
_TEXT = """
XXX.XXX
XoXXXoX
XXXoXXX
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
..XoX..
XXXoXXX
XoXXXoX
XXX.XXX
"""
_HAND = """
.....XX..........
....XooX.........
....XooX.........
....XooX.........
....XooX.........
....XooXXX.......
....XooXooXXX....
....XooXooXooXX..
.XX.XooXooXooXoX.
XooXXooooooooXooX
XoooXoooooooooooX
.XooXoooooooooooX
..XoooooooooooooX
..XooooooooooooX.
...XoooooooooooX.
...XooooooooooX..
....XooooooooX...
.....XooooooooX..
.....XXXXXXXXX...
"""


@dataclass(frozen=True, slots=True)
class CursorShape:
    """Rows of "X" (black), "o" (white) and "." (nothing), and where it points."""

    rows: tuple[str, ...]
    hotspot_x: int
    hotspot_y: int

    def rectangle(self, packer: PixelPacker) -> bytes:
        """Return the Cursor pseudo-rectangle with its header (RFC 6143, 7.8.1)."""
        cells = np.array([list(row) for row in self.rows])
        words = np.where(cells == "o", np.uint32(0xFFFFFF), np.uint32(0)).astype(np.uint32)
        mask = np.packbits(cells != ".", axis=1).tobytes()
        height, width = cells.shape
        header = struct.pack(
            ">HHHHi", self.hotspot_x, self.hotspot_y, width, height, Encoding.CURSOR
        )
        return header + packer.pack(packer.values(words)) + mask


def _shape(drawing: str, hotspot_x: int, hotspot_y: int) -> CursorShape:
    return CursorShape(tuple(drawing.strip("\n").split("\n")), hotspot_x, hotspot_y)


CURSORS = {
    "arrow": _shape(_ARROW, 0, 0),
    "text": _shape(_TEXT, 3, 8),
    "hand": _shape(_HAND, 5, 0),
}
"""The shapes by the names that parts use."""
