"""A picture that the user knows: whether a desktop looks like it.

Two questions, both of the picture reduced to the size at hand: have nearly all pixels the same
colour, up to what few colours and JPEG change, and does it go up and down in brightness in the same
places? The first alone takes any dark desktop for a dark lock screen, the second alone takes a
window with a photograph for that photograph.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.indexed import Picture, Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size

TOLERANCE = 64
"""Greatest distance of a channel: of blue, eight bits a pixel keep two."""
SAME = 0.85
"""Part of the pixels that must be so near; the rest is a clock, a name, a text being typed."""
ALIKE = 0.85
"""Least correlation of the brightness."""
_SAMPLES = 1 << 14


class KnownPicture:
    """One picture, kept in full and in the size that it was compared in last."""

    __slots__ = ("_reduced", "_words")

    def __init__(self, words: Words) -> None:
        self._words = words
        self._reduced = words

    def resembles(self, words: Picture) -> bool:
        """Whether a picture of any size, (height, width) words, looks like this one."""
        if not words.size or not self._words.size:
            return False
        if self._reduced.shape != words.shape:
            self._reduced = _in_size(self._words, Size(words.shape[1], words.shape[0]))
            if self._reduced.shape != words.shape:
                return False  # another proportion: another screen
        step = max(1, int((words.size / _SAMPLES) ** 0.5))
        one = _channels(self._reduced[::step, ::step])
        other = _channels(words[::step, ::step])
        near = (np.abs(one - other) <= TOLERANCE).all(axis=1)
        if np.count_nonzero(near) < SAME * len(near):
            return False
        return _correlation(one.mean(axis=1), other.mean(axis=1)) >= ALIKE


def _in_size(words: Words, size: Size) -> Words:
    """Return the picture averaged down to `size`, or as near to it as its proportions allow."""
    source = Size(words.shape[1], words.shape[0])
    preview = Preview(source, size)
    preview.update(words, [Rect(0, 0, source.width, source.height)])
    return preview.words


def _channels(words: Words) -> NDArray[np.int16]:
    pixels = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 4)
    return pixels[:, :3].astype(np.int16)


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale else 0.0
