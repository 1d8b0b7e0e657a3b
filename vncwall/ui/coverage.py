"""Which characters a font file can show: its `cmap` table (OpenType specification, cmap).

pygame does not tell: a character without a glyph is rendered, and measured, as a hollow box.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from pathlib import Path

_UNICODE_TABLES = {(3, 10): 0, (0, 6): 1, (0, 4): 2, (3, 1): 3, (0, 3): 4, (0, 2): 5, (0, 1): 6}
"""(platform, encoding) of Unicode subtables, best first."""


class Coverage:
    """The characters of one font, as ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        """Take half-open ranges of code points, in any order."""
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def __contains__(self, character: str) -> bool:
        index = bisect_right(self._starts, ord(character)) - 1
        return index >= 0 and ord(character) < self._ranges[index][1]


def read_coverage(path: Path) -> Coverage:
    """Return what the font in `path` covers; nothing when the file cannot be understood."""
    try:
        return Coverage(_ranges(path.read_bytes()))
    except (OSError, struct.error, IndexError, ValueError):
        return Coverage([])


def _ranges(data: bytes) -> list[tuple[int, int]]:
    start = 0
    if data[:4] == b"ttcf":  # a collection: its first font
        (start,) = struct.unpack_from(">I", data, 12)
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if tag == b"cmap":
            return _read_cmap(data, offset)
    return []


def _read_cmap(data: bytes, cmap: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    subtables = []
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * index)
        rank = _UNICODE_TABLES.get((platform, encoding))
        if rank is not None:
            subtables.append((rank, cmap + offset))
    for _, offset in sorted(subtables):
        (layout,) = struct.unpack_from(">H", data, offset)
        if layout == 12:
            return _read_groups(data, offset)
        if layout == 4:
            return _read_segments(data, offset)
    return []


def _read_groups(data: bytes, offset: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, offset + 12)
    groups = struct.iter_unpack(">III", data[offset + 16 : offset + 16 + 12 * count])
    return [(first, last + 1) for first, last, _ in groups]


def _read_segments(data: bytes, offset: int) -> list[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">H", data, offset + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, offset + 14)
    starts = struct.unpack_from(f">{count}H", data, offset + 16 + doubled)
    return [(a, b + 1) for a, b in zip(starts, ends, strict=True) if a != 0xFFFF]
