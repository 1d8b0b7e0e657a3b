"""How much of a desktop changes: a sample of its pixels now, and the same a second ago.

What a server sends again unchanged is no change, and neither are the traces of JPEG.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from vncwall.framebuffer.indexed import Picture, Words

_NS = 1_000_000_000
EVERY_S = 1.0
TOLERANCE = 24
"""Distance of a channel that is no change: JPEG in another quality looks a little different."""
SAMPLES = 1 << 16
"""Pixels that are compared, at least, of a desktop that has as many; at most four times that."""


class Activity:
    """Follows one desktop. Pure: time comes in as arguments."""

    def __init__(self, least_percent: float) -> None:
        """Begin; `least_percent`: what is to be told of the picture, above 0."""
        self._least_percent = least_percent
        self._before: Words | None = None
        self._seen_ns = 0

    def replaced(self) -> None:
        """The desktop is another one, or its connection is: its first picture is no change."""
        self._before = None

    def see(self, words: Picture, now_ns: int) -> float:
        """Compare the picture, at most every `EVERY_S`; it is read, a small part copied.

        Returns:
            The percentage that changed; 0.0: less than is to be told, or it was not looked at.
        """
        if self._before is not None and now_ns < self._seen_ns + EVERY_S * _NS:
            return 0.0
        height, width = words.shape
        step = max(1, isqrt(height * width // SAMPLES))
        sample = words[::step, ::step].copy()
        before, self._before = self._before, sample
        self._seen_ns = now_ns
        if before is None or before.shape != sample.shape:
            return 0.0
        differs = before != sample
        if not differs.any():
            return 0.0
        one = before[differs].view(np.uint8).reshape(-1, 4)[:, :3].astype(np.int16)
        other = sample[differs].view(np.uint8).reshape(-1, 4)[:, :3]
        changed = int((np.abs(one - other) > TOLERANCE).any(axis=1).sum())
        percent = 100.0 * changed / sample.size
        return percent if changed and percent >= self._least_percent else 0.0
