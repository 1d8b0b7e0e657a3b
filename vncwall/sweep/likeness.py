"""How near a picture is to another one: peak signal-to-noise ratio over what stood still.

Errors are kept by block, so that a picture need not be: which blocks stood still is known only
when the last one has come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.framebuffer import Words

BLOCK = 32
"""Pixels a side: small, as one blinking pixel takes its whole block out of the comparison."""

Mask = NDArray[np.bool_]  # (height, width), or of blocks
Sums = NDArray[np.int64]  # of blocks: (rows, columns)

_CHANNELS = 0x00FFFFFF


@dataclass(frozen=True, slots=True)
class Errors:
    """How one picture differs from another of the same size."""

    squares: Sums
    """Squared differences of red, green and blue, summed over each block."""

    def psnr_db(self, still: Mask) -> float | None:
        """Return decibels over the blocks in which all pixels of `still` are true; 255 is the peak.

        Infinite when the pictures are equal there, None when there are no such blocks.
        """
        height, width = still.shape
        is_still = _sums(~still) == 0
        count = int(_sums(np.ones((height, width), np.bool_))[is_still].sum())
        if not count:
            return None
        total = int(self.squares[is_still].sum())
        return 10 * math.log10(255 * 255 * 3 * count / total) if total else math.inf


def errors(words: Words, reference: Words) -> Errors:
    """Compare two pictures."""
    squares = np.zeros(words.shape, np.int32)
    for shift in (0, 8, 16):
        difference = (words >> np.uint32(shift) & np.uint32(255)).astype(np.int32)
        difference -= (reference >> np.uint32(shift) & np.uint32(255)).astype(np.int32)
        squares += difference * difference
    return Errors(_sums(squares))


def equal_pixels(words: Words, reference: Words) -> Mask:
    """Return which pixels have the same colour."""
    equal: Mask = (words ^ reference) & np.uint32(_CHANNELS) == 0
    return equal


def _sums(values: NDArray[np.int32] | Mask) -> Sums:
    """Return the sum over each block."""
    rows = np.add.reduceat(values, range(0, values.shape[0], BLOCK), axis=0, dtype=np.int64)
    sums: Sums = np.add.reduceat(rows, range(0, values.shape[1], BLOCK), axis=1)
    return sums
