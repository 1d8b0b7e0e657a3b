# cython: annotation_typing=False, language_level=3
"""The private framebuffer that decoders draw into. Compiled with the types in framebuffer.pxd."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.errors import BoundsError
from vncwall.framebuffer import memory
from vncwall.framebuffer.damage import DamageMap
from vncwall.framebuffer.indexed import (
    Colours,
    IndexedPicture,
    Indices,
    Picture,
    Values,
    Words,
)
from vncwall.geometry import Rect, Size

__all__ = ["BLACK", "Framebuffer", "Pixels", "Words"]

Pixels = NDArray[np.uint8]  # (height, width, 4), B G R A

BLACK = 0xFF000000

_NO_WORDS: Words = np.zeros((0, 0), np.uint32)
_NO_INDICES: Indices = np.zeros((0, 0), np.uint8)
_NO_COLOURS: Colours = np.zeros(0, np.uint32)


class Framebuffer:
    """The pixels of one desktop, owned by the session that decodes into it.

    A pixel is a canonical word or, in an *indexed* framebuffer, a byte: an index into 256 colours,
    as the server sends it at 8 bits a pixel. Decoders draw into `values` (`view`), whichever it is;
    readers take `picture`, whose parts are words in either case.

    Attributes:
        values: (height, width) uint32 or uint8; the memory itself.
        is_indexed: whether it is uint8.
        colours: (256,) canonical words of the indices; empty where there are none.
        width: pixels in a row.
        height: rows.
        damage: which blocks changed in which update.
        memory: `values` for compiled code, which slices it without making an object; empty when
            indexed.
        index_memory: the same for indices; empty when not indexed.
    """

    __slots__ = (
        "colours",
        "damage",
        "height",
        "index_memory",
        "is_indexed",
        "memory",
        "size",
        "values",
        "width",
    )

    def __init__(self, size: Size, colours: Colours | None = None) -> None:
        """Make it black: of words, or of indices with these colours, all 0."""
        self.size = size
        self.width = size.width
        self.height = size.height
        self.damage = DamageMap(size)
        if colours is None:
            self._use_words(_black_words(size))
        else:
            self._use_indices(memory.indices(size), colours)

    @property
    def picture(self) -> Picture:
        """What it shows, to be read in parts; reflects what is drawn later."""
        if self.is_indexed:
            return IndexedPicture(self.values, self.colours)
        picture: Words = self.values
        return picture

    @property
    def words(self) -> Words:
        """(height, width) canonical words: the memory itself, or a copy of an indexed one."""
        whole = np.s_[0 : self.height, 0 : self.width]
        return self.picture[whole]

    @property
    def pixels(self) -> Pixels:
        """`words` as (height, width, 4) bytes: B G R A."""
        return self.words.view(np.uint8).reshape(self.height, self.width, 4)

    @property
    def blank(self) -> int:
        """The pixel that nothing was drawn to."""
        return 0 if self.is_indexed else BLACK

    def use_words(self) -> None:
        """Stop being indexed: more colours are to come. What is shown stays."""
        if self.is_indexed:
            words = memory.words(self.size)
            if self.size.area:
                words[:] = self.words
            self._use_words(words)

    def use_colours(self, colours: Colours) -> None:
        """Become indexed with these colours, and black unless it was indexed before."""
        if self.is_indexed:
            self.colours = colours
        else:
            self._use_indices(memory.indices(self.size), colours)

    def _use_words(self, words: Words) -> None:
        self.is_indexed = False
        self.values: Values = words
        self.memory = words
        self.index_memory = _NO_INDICES
        self.colours = _NO_COLOURS

    def _use_indices(self, indices: Indices, colours: Colours) -> None:
        self.is_indexed = True
        self.values = indices
        self.memory = _NO_WORDS
        self.index_memory = indices
        self.colours = colours

    @property
    def rect(self) -> Rect:
        """The whole framebuffer."""
        return Rect(0, 0, self.size.width, self.size.height)

    def view(self, rect: Rect) -> Values:
        """Return the values of `rect` as a writable view.

        Raises:
            BoundsError: `rect` is not inside the framebuffer.
        """
        x, y, width, height = rect
        if (
            x < 0
            or y < 0
            or width < 0
            or height < 0
            or x + width > self.width
            or y + height > self.height
        ):
            raise BoundsError(
                f"rectangle {width}x{height}+{x}+{y} outside the "
                f"{self.width}x{self.height} framebuffer"
            )
        view: Values = self.values[y : y + height, x : x + width]
        return view

    def fill(self, rect: Rect, value: int) -> None:
        """Set every pixel of `rect` to `value`: a canonical word, or an index."""
        self.view(rect)[:] = value

    def copy_rect(self, source_x: int, source_y: int, rect: Rect) -> None:
        """Copy the pixels at (source_x, source_y) to `rect`; the two may overlap."""
        source = self.view(Rect(source_x, source_y, rect.width, rect.height))
        destination = self.view(rect)
        # numpy detects the overlap and copies through a temporary: one extra copy then.
        destination[:] = source


def _black_words(size: Size) -> Words:
    words = memory.words(size)
    words.fill(BLACK)
    return words
