# cython: annotation_typing=False, language_level=3
"""Buffers for what lives between two steps of one rectangle: inflated pixels, a decoded picture.

Taking fresh memory for each would cost more than filling it: the kernel clears every page of it.
Shared by all connections of the process; at most one is in use in a decoding thread.

Compiled with the types in scratch.pxd.
"""

from __future__ import annotations

KEPT_BYTES = 1 << 20
"""A larger buffer is given to nobody else; servers send 64 Kpixel (256 KiB) a rectangle at most."""
_KEPT_BYTES = KEPT_BYTES

_STEP = 1 << 16
"""Sizes are multiples of this, so that a few buffers serve all rectangles."""

_free: list[bytearray] = []


def borrow(size: int) -> bytearray:
    """Return a buffer of at least `size` bytes, a number that the caller has limited."""
    if _free:
        buffer = _free.pop()
        if len(buffer) >= size:
            return buffer
    return bytearray((size + _STEP - 1) // _STEP * _STEP)


def give_back(buffer: bytearray) -> None:
    """Lend the buffer to the next; one that is not given back is freed as anything else."""
    if len(buffer) <= _KEPT_BYTES:
        _free.append(buffer)
