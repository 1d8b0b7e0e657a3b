"""How near a picture is to another one: peak signal-to-noise ratio over what stood still."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.framebuffer import Words

Mask = NDArray[np.bool_]  # (height, width)

_CHANNELS = 0x00FFFFFF


def psnr_db(words: Words, reference: Words, mask: Mask) -> float | None:
    """Return decibels over red, green and blue of the pixels in `mask`.

    Infinite when they are equal, None when `mask` is empty. 255 is the peak.
    """
    count = int(mask.sum())
    if not count:
        return None
    a, b = words[mask], reference[mask]
    total = 0
    for shift in (0, 8, 16):
        difference = (a >> np.uint32(shift) & np.uint32(255)).astype(np.int32)
        difference -= (b >> np.uint32(shift) & np.uint32(255)).astype(np.int32)
        total += int(np.square(difference).sum(dtype=np.int64))
    if not total:
        return math.inf
    return 10 * math.log10(255 * 255 * 3 * count / total)


def equal_pixels(words: Words, reference: Words) -> Mask:
    """Return which pixels have the same colour."""
    equal: Mask = (words ^ reference) & np.uint32(_CHANNELS) == 0
    return equal
