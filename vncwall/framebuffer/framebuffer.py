# cython: annotation_typing=False, language_level=3
"""The private framebuffer that decoders draw into. Compiled with the types in framebuffer.pxd."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.errors import BoundsError
from vncwall.framebuffer import memory
from vncwall.framebuffer.damage import DamageMap
from vncwall.geometry import Rect, Size

Words = NDArray[np.uint32]  # (height, width), each 0xAARRGGBB
Pixels = NDArray[np.uint8]  # (height, width, 4), B G R A

BLACK = 0xFF000000


class Framebuffer:
    """Canonical pixels of one desktop, owned by the session that decodes into it.

    Attributes:
        words: (height, width) uint32; the memory itself.
        pixels: (height, width, 4) uint8 BGRA; a view of the same memory.
        width: pixels in a row.
        height: rows.
        damage: which blocks changed in which update.
        memory: `words` for compiled code, which slices it without making an object.
    """

    __slots__ = ("damage", "height", "memory", "pixels", "size", "width", "words")

    def __init__(self, size: Size) -> None:
        self.size = size
        self.width = size.width
        self.height = size.height
        self.words: Words = memory.words(size)
        self.words.fill(BLACK)
        self.pixels: Pixels = self.words.view(np.uint8).reshape(size.height, size.width, 4)
        self.memory = self.words
        self.damage = DamageMap(size)

    @property
    def rect(self) -> Rect:
        """The whole framebuffer."""
        return Rect(0, 0, self.size.width, self.size.height)

    def view(self, rect: Rect) -> Words:
        """Return the words of `rect` as a writable view.

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
        return self.words[y : y + height, x : x + width]

    def fill(self, rect: Rect, word: int) -> None:
        """Set every pixel of `rect` to the canonical `word`."""
        self.view(rect)[:] = word

    def copy_rect(self, source_x: int, source_y: int, rect: Rect) -> None:
        """Copy the pixels at (source_x, source_y) to `rect`; the two may overlap."""
        source = self.view(Rect(source_x, source_y, rect.width, rect.height))
        destination = self.view(rect)
        # numpy detects the overlap and copies through a temporary: one extra copy then.
        destination[:] = source
