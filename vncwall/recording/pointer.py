"""The remote pointer in the frames of a recording, where its server leaves drawing it to us.

A server draws the pointer into the picture until a client offers to do it, which happens with the
first moment of control (ADR 13). From then on it tells the shape, and its place is where the hand
last put it, or where the server says that it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Point, Rect
from vncwall.recording.glyphs import scaled


class Pointer:
    """A shape and a place, both of which may be unknown yet."""

    def __init__(self) -> None:
        self._shape: NDArray[np.float64] | None = None  # (height, width, BGRA), premultiplied
        self._hotspot = Point(0, 0)
        self._at: Point | None = None
        self._sized: tuple[tuple[int, int], NDArray[np.float64]] | None = None

    @property
    def is_visible(self) -> bool:
        """Whether there is something to draw, and a place."""
        return self._shape is not None and self._at is not None

    def take_shape(self, width: int, height: int, hotspot: Point, pixels: bytes) -> None:
        """Look like this from now on.

        Args:
            width: of the shape; 0 hides the pointer.
            height: of the shape.
            hotspot: which pixel of the shape is at the pointer's place.
            pixels: straight-alpha BGRA, row by row; with another length the pointer is hidden.
        """
        self._shape = self._sized = None
        self._hotspot = hotspot
        if width > 0 and height > 0 and len(pixels) == 4 * width * height:
            shape = np.frombuffer(pixels, np.uint8).reshape(height, width, 4).astype(np.float64)
            shape[:, :, :3] *= shape[:, :, 3:] / 255.0
            self._shape = shape

    def move(self, at: Point) -> None:
        """Be at this pixel of the desktop from now on."""
        self._at = at

    def gone(self) -> None:
        """Forget all: the connection is another one."""
        self._shape = self._at = self._sized = None

    def rect(self, scale: float, desktop: Rect) -> Rect:
        """Return the pixels of the frame that it covers, perhaps beyond the desktop.

        Args:
            scale: pixels of the frame for one of the desktop.
            desktop: where the desktop is in the frame.
        """
        assert self._shape is not None
        assert self._at is not None
        height, width = self._shape.shape[:2]
        return Rect(
            desktop.x + round((self._at.x - self._hotspot.x) * scale),
            desktop.y + round((self._at.y - self._hotspot.y) * scale),
            max(1, round(width * scale)),
            max(1, round(height * scale)),
        )

    def blend(self, frame: Words, whole: Rect, part: Rect) -> None:
        """Draw the `part` of the pointer, which covers `whole`, over the frame."""
        shape = self._sized_to(whole.width, whole.height)
        x, y = part.x - whole.x, part.y - whole.y
        piece = shape[y : y + part.height, x : x + part.width]
        where = np.s_[part.y : part.bottom, part.x : part.right]
        under = np.ascontiguousarray(frame[where]).view(np.uint8).reshape(*piece.shape)
        mixed = under[:, :, :3] * (1.0 - piece[:, :, 3:] / 255.0) + piece[:, :, :3]
        result = np.full(piece.shape, 255, np.uint8)
        result[:, :, :3] = np.clip(np.rint(mixed), 0, 255)
        frame[where] = result.reshape(part.height, -1).view(np.uint32)

    def _sized_to(self, width: int, height: int) -> NDArray[np.float64]:
        assert self._shape is not None
        if self._shape.shape[:2] == (height, width):
            return self._shape
        if self._sized is None or self._sized[0] != (width, height):
            channels = [
                scaled(np.rint(self._shape[:, :, n]).astype(np.uint8), height, width)
                for n in range(4)
            ]
            self._sized = (width, height), np.stack(channels, axis=2).astype(np.float64)
        return self._sized[1]
