"""A picture of one byte a pixel that is read as if it were one of words."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vncwall.kernels import pixels

Words = NDArray[np.uint32]  # (height, width), each 0xAARRGGBB
Indices = NDArray[np.uint8]  # (height, width)
Values = NDArray[Any]  # Words or Indices
Colours = NDArray[np.uint32]  # (256,): canonical word of each index


class Picture(Protocol):
    """What readers of a picture need of it: an array of words, or an `IndexedPicture`."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width."""

    @property
    def size(self) -> int:
        """Number of pixels."""

    def __getitem__(self, where: Any, /) -> Words:
        """Return the canonical words of a part."""


class IndexedPicture:
    """Indices and their colours; a part becomes words when it is asked for, and no sooner.

    Attributes:
        indices: somebody else's, not copied.
        colours: canonical word of each index.
    """

    __slots__ = ("colours", "indices")

    def __init__(self, indices: Indices, colours: Colours) -> None:
        self.indices = indices
        self.colours = colours

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width."""
        return self.indices.shape

    @property
    def size(self) -> int:
        """Number of pixels."""
        return self.indices.size

    def __getitem__(self, where: Any) -> Words:
        """Return the canonical words of a part, by slices of rows and columns (one copy)."""
        part = np.ascontiguousarray(self.indices[where])
        words = np.empty(part.shape, np.uint32)
        pixels.colour(part, self.colours, words)
        return words
