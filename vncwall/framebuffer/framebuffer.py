"""The private framebuffer that decoders draw into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.errors import BoundsError
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
        damage: which blocks changed in which update.
    """

    __slots__ = ("damage", "pixels", "size", "words")

    def __init__(self, size: Size) -> None:
        self.size = size
        self.words: Words = np.full((size.height, size.width), BLACK, np.uint32)
        self.pixels: Pixels = self.words.view(np.uint8).reshape(size.height, size.width, 4)
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
        if (
            rect.x < 0
            or rect.y < 0
            or rect.width < 0
            or rect.height < 0
            or rect.x + rect.width > self.size.width
            or rect.y + rect.height > self.size.height
        ):
            raise BoundsError(
                f"rectangle {rect.width}x{rect.height}+{rect.x}+{rect.y} outside the "
                f"{self.size.width}x{self.size.height} framebuffer"
            )
        return self.words[rect.y : rect.y + rect.height, rect.x : rect.x + rect.width]

    def fill(self, rect: Rect, word: int) -> None:
        """Set every pixel of `rect` to the canonical `word`."""
        self.view(rect)[:] = word

    def copy_rect(self, source_x: int, source_y: int, rect: Rect) -> None:
        """Copy the pixels at (source_x, source_y) to `rect`; the two may overlap."""
        source = self.view(Rect(source_x, source_y, rect.width, rect.height))
        destination = self.view(rect)
        # numpy detects the overlap and copies through a temporary: one extra copy then.
        destination[:] = source
