"""A whole screen asked for in bands, so that a slow line shows something early."""

from __future__ import annotations

from vncwall.geometry import Rect, Size

SMALL_PIXELS = 1 << 16
"""A screen of no more pixels is asked for at once."""
FIRST_ROWS = 64
"""Of the first band, while nothing is known of the line."""
GROWTH = 4
"""A band after which still nothing is known is followed by one so many times as high."""
LEAST_ROWS = 16


class Bands:
    """The rows of one screen that have not been asked for yet. Pure."""

    __slots__ = ("_rows", "_top", "size")

    def __init__(self, size: Size) -> None:
        self.size = size
        self._top = 0
        self._rows = FIRST_ROWS if size.area > SMALL_PIXELS else size.height

    @property
    def is_done(self) -> bool:
        """Whether everything was asked for."""
        return self._top >= self.size.height

    def next(self, pixels: float, *, is_quick: bool = False) -> Rect:
        """Return the next band, not to be called when done.

        Args:
            pixels: that the line carries in the time a band should take; 0: not known.
            is_quick: the last band came so fast that the rest can be asked for as it is.
        """
        width, height = self.size.width, self.size.height
        rows = height if is_quick and self._top else self._rows
        if pixels and self.size.area > SMALL_PIXELS:
            rows = max(LEAST_ROWS, int(pixels / width))
        left = height - self._top
        # A sliver at the end is not worth a round trip.
        return Rect(0, self._top, width, left if rows >= left - LEAST_ROWS else rows)

    def asked(self, band: Rect) -> None:
        """`band` was asked for."""
        self._top = band.bottom
        self._rows = band.height * GROWTH
