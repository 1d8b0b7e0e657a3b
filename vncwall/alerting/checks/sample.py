"""A part of a picture that is small enough to be looked at often, with a mask of what counts.

Of a region of many pixels only every n-th row and column is taken, so that a look costs about the
same on a large desktop as on a small one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.indexed import Picture
from vncwall.geometry import Rect, Size
from vncwall.settings.mask import Mask

MOST_SAMPLES = 1 << 16
"""Pixels that are looked at, at most: a region of 256x256 is taken whole."""

Sample = NDArray[np.uint32]  # (n,): canonical words, without alpha
Counts = NDArray[np.bool_]  # (h, w): which pixels of a region count


@dataclass(frozen=True, slots=True)
class Window:
    """Where to look on a desktop of one size."""

    size: Size
    region: Rect
    step: int
    counts: Counts | None
    """None: all pixels."""

    @classmethod
    def of(cls, size: Size, region: Rect, masks: tuple[Mask, ...]) -> Window:
        """Return the window for a region without what masks cover."""
        step = max(1, ceil(sqrt(region.area / MOST_SAMPLES)))
        counts: Counts | None = None
        if masks:
            whole = np.ones((region.height, region.width), np.bool_)
            for mask in masks:
                hidden = mask.rect(size).intersection(region).translate(-region.x, -region.y)
                whole[hidden.y : hidden.bottom, hidden.x : hidden.right] = False
            counts = whole[::step, ::step]
        return cls(size, region, step, counts)

    def take(self, words: Picture) -> Sample:
        """Return the pixels of a desktop that count; one copy of them."""
        region, step = self.region, self.step
        part = words[region.y : region.bottom : step, region.x : region.right : step]
        taken = part.reshape(-1) if self.counts is None else part[self.counts]
        sample: Sample = taken & np.uint32(0x00FFFFFF)
        return sample


def percent_apart(one: Sample, other: Sample, near: int) -> float:
    """Return the percentage of pixels with a channel that differs by more than `near`.

    `other` is as many pixels, or one for all. Pixels that are equal cost next to nothing.
    """
    if not len(one):
        return 0.0
    differs = one != other
    if not differs.any():
        return 0.0
    mine = _channels(one[differs])
    others = _channels(other if len(other) == 1 else other[differs])
    apart = (np.abs(mine - others) > near).any(axis=1)
    return 100.0 * float(np.count_nonzero(apart)) / len(one)


def _channels(sample: Sample) -> NDArray[np.int16]:
    pixels = np.ascontiguousarray(sample).view(np.uint8).reshape(-1, 4)
    return pixels[:, :3].astype(np.int16)


def size_of(words: Picture) -> Size:
    """Return the size of a desktop."""
    return Size(words.shape[1], words.shape[0])
