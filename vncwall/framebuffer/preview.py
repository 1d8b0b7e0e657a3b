"""The reduced copy of a desktop that a wall tile shows, kept current from damage alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vncwall.framebuffer.cover import cover
from vncwall.framebuffer.framebuffer import BLACK
from vncwall.framebuffer.indexed import IndexedPicture, Picture, Words
from vncwall.geometry import Rect, Size
from vncwall.kernels import scale

_NO_COLOURS = np.zeros(0, np.uint32)


class Preview:
    """A desktop at tile size: every pixel is the mean of the desktop's pixels under it.

    A pixel depends on its own box of source pixels only, so updating the pixels that damage
    touches gives exactly what reducing the whole desktop again would.

    Attributes:
        size: of the preview: the desktop's, or smaller with its aspect ratio.
        words: (height, width) canonical words, owned by the preview.
    """

    __slots__ = ("_columns", "_source", "_sums", "size", "words")

    def __init__(self, source: Size, box: Size) -> None:
        """Make a black preview of a desktop of size `source` that fits `box`."""
        self._source = source
        self.size = source.fit_inside(box)
        self.words: Words = np.full((self.size.height, self.size.width), BLACK, np.uint32)
        self._columns = np.zeros(2 * source.width, np.uint32)
        self._sums = np.zeros(3 * self.size.width, np.uint64)

    def fits(self, source: Size, box: Size) -> bool:
        """Whether a new preview of a desktop of size `source` for `box` would be like this one."""
        return source == self._source and source.fit_inside(box) == self.size

    def touched_by(self, rect: Rect) -> Rect:
        """Return the preview pixels whose value depends on a pixel of the desktop's `rect`."""
        touched = cover([rect], self._source, self.size)
        return touched[0] if touched else Rect(0, 0, 0, 0)

    def update(self, source: Picture, damage: Iterable[Rect]) -> list[Rect]:
        """Bring the pixels that `damage` touches up to date with the desktop's picture.

        Args:
            source: the desktop, of the size given at construction.
            damage: rectangles inside the desktop; may overlap.

        Returns:
            The preview rectangles that were computed.
        """
        if self.size == self._source:
            rects = [rect for rect in damage if not rect.is_empty]
            for rect in rects:
                where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
                self.words[where] = source[where]
            return rects
        rects = cover(damage, self._source, self.size)
        for rect in rects:
            self._reduce(source, rect)
        return rects

    def _reduce(self, source: Picture, rect: Rect) -> None:
        if not scale.COMPILED:
            reduce_with_numpy(source, self.words, rect)
            return
        indexed = source if isinstance(source, IndexedPicture) else None
        scale.reduce_boxes(
            source if indexed is None else indexed.indices,
            _NO_COLOURS if indexed is None else indexed.colours,
            self.words,
            rect.x,
            rect.y,
            rect.width,
            rect.height,
            self._columns,
            self._sums,
        )


def reduce_with_numpy(source: Picture, destination: Words, rect: Rect) -> None:
    """Do what `kernels.scale.reduce_boxes` does, for an install without a compiler.

    About twenty times slower than the kernel and exactly equal to it.
    """
    source_height, source_width = source.shape
    height, width = destination.shape
    across = np.arange(rect.x, rect.right + 1, dtype=np.int64) * source_width
    down = np.arange(rect.y, rect.bottom + 1, dtype=np.int64) * source_height
    lefts, rights = across[:-1] // width, -(-across[1:] // width)
    tops, bottoms = down[:-1] // height, -(-down[1:] // height)
    x, y = int(lefts[0]), int(tops[0])
    part = source[y : int(bottoms[-1]), x : int(rights[-1])]
    counts = np.outer(bottoms - tops, rights - lefts).astype(np.uint64)
    # reduceat adds up to the next index; every second result is a box, the others are gaps.
    row_edges = np.stack([tops - y, bottoms - y], axis=1).reshape(-1)[:-1]
    column_edges = np.stack([lefts - x, rights - x], axis=1).reshape(-1)[:-1]
    result = np.full(counts.shape, BLACK, np.uint32)
    for shift in (0, 8, 16):
        channel = (part >> np.uint32(shift) & np.uint32(0xFF)).astype(np.uint64)
        sums = np.add.reduceat(np.add.reduceat(channel, row_edges, axis=0)[::2], column_edges, 1)
        mean = (sums[:, ::2] + counts // 2) // counts
        result |= mean.astype(np.uint32) << np.uint32(shift)
    destination[rect.y : rect.bottom, rect.x : rect.right] = result
