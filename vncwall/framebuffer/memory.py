"""Memory for a framebuffer: of its own, and in huge pages where the system has them.

Memory of its own is the system's again as soon as the desktop is gone. What malloc is given back it
keeps for another day: a worker of hundreds of reconnects would hold a quarter more than it uses.

A desktop's first picture touches every page of its framebuffer, and each first touch is an entry
into the kernel: two thousand for 1920x1080 in pages of 4 KB, four in pages of 2 MB. Later accesses
miss the address cache less often.
"""

from __future__ import annotations

import contextlib
import mmap

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Size

_HUGE = 1 << 21
_SMALL = 1 << 16
"""Less than this is malloc's: a mapping is two calls of the system."""
_WASTE = _HUGE // 8
"""Most of the last huge page that may lie idle; more, and the rest gets ordinary pages."""


def words(size: Size) -> NDArray[np.uint32]:
    """Return (height, width) uint32, all zero, on memory of its own that goes with the array."""
    return _zeros(4 * size.area).view(np.uint32).reshape(size.height, size.width)


def indices(size: Size) -> NDArray[np.uint8]:
    """Return (height, width) uint8, all zero, on memory of its own that goes with the array."""
    return _zeros(size.area).reshape(size.height, size.width)


def _zeros(needed: int) -> NDArray[np.uint8]:
    whole = needed + -needed % _HUGE
    huge = whole if whole - needed <= _WASTE else whole - _HUGE
    if needed < _SMALL or not hasattr(mmap, "MAP_ANONYMOUS"):
        return np.zeros(needed, np.uint8)
    if not huge or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.frombuffer(_pages(needed), np.uint8)
    # One huge page more, so that an aligned one is the first.
    pages = _pages(whole + _HUGE)
    memory: NDArray[np.uint8] = np.frombuffer(pages, np.uint8)
    start = -memory.ctypes.data % _HUGE
    with contextlib.suppress(OSError):  # a kernel without them: ordinary pages serve
        pages.madvise(mmap.MADV_HUGEPAGE, start, huge)
    return memory[start : start + needed]


def _pages(size: int) -> mmap.mmap:
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
