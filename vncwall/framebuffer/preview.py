"""The reduced copy of a desktop that a wall tile shows, kept current from damage alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.geometry import Rect, Size, bounding_box
from vncwall.kernels import scale

_MANY = 8
"""More damaged rectangles than this are joined where their reductions overlap or touch."""


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
        if rect.is_empty:
            return Rect(0, 0, 0, 0)
        source, size = self._source, self.size
        left = rect.x * size.width // source.width
        top = rect.y * size.height // source.height
        right = -(-rect.right * size.width // source.width)
        bottom = -(-rect.bottom * size.height // source.height)
        return Rect(left, top, right - left, bottom - top)

    def update(self, source: Words, damage: Iterable[Rect]) -> list[Rect]:
        """Bring the pixels that `damage` touches up to date with the desktop's words.

        Args:
            source: (height, width) words of the desktop, of the size given at construction.
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
        rects = join(self.touched_by(rect) for rect in damage if not rect.is_empty)
        for rect in rects:
            self._reduce(source, rect)
        return rects

    def _reduce(self, source: Words, rect: Rect) -> None:
        if scale.COMPILED:
            scale.reduce_boxes(
                source,
                self.words,
                rect.x,
                rect.y,
                rect.width,
                rect.height,
                self._columns,
                self._sums,
            )
        else:
            reduce_with_numpy(source, self.words, rect)


def join(rects: Iterable[Rect]) -> list[Rect]:
    """Return rectangles that cover `rects`, without most of the overlap between them.

    The rectangles of one update often lie side by side (a line of text, a scrolled window) and
    become the same few preview pixels; each would be computed again for every one of them.
    """
    distinct = list(dict.fromkeys(rects))
    if len(distinct) <= 1:
        return distinct
    box = bounding_box(distinct)
    if sum(rect.area for rect in distinct) * 4 >= box.area * 3:
        return [box]
    if len(distinct) <= _MANY:
        return distinct
    # Rows of rectangles: each band is cut where nothing continues below it, and boxed.
    result: list[Rect] = []
    for rect in sorted(distinct, key=lambda rect: (rect.y, rect.x)):
        for index in range(len(result) - 1, max(-1, len(result) - 9), -1):
            joined = result[index].union(rect)
            if joined.area * 3 <= (result[index].area + rect.area) * 4:
                result[index] = joined
                break
        else:
            result.append(rect)
    return result


def reduce_with_numpy(source: Words, destination: Words, rect: Rect) -> None:
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
