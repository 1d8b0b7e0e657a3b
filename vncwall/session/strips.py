"""Changes asked for strip by strip, where all of them at once would take the line for too long.

A screen that changes everywhere has ten seconds of a thin line to send for one request. Meanwhile
nothing else can be asked of it, and what is shown at the end is as old as the request. Asked for in
strips each part is as old as its own request, and after every strip the settings, the share and
the purpose of the session count anew.
"""

from __future__ import annotations

from vncwall.geometry import Rect, Size

UNIT_ROWS = 16
"""Strips begin and end at multiples of it, as the blocks of most encoders do."""
MOST = 12
"""Strips of a screen: each costs a round trip."""


class Strips:
    """Which rows of one screen are asked for, and when each was last current. Pure.

    The strips follow each other from the top to the bottom (a *pass*) and from the top again. A
    strip in which nothing changes is never answered; then the next is asked for, too: servers join
    the areas of requests that are open. With all of them asked for it is a request for the whole
    screen.
    """

    __slots__ = ("_asked", "_current_ns", "_is_pass_over", "_top", "size")

    def __init__(self, size: Size, current_ns: int) -> None:
        """Begin at the top of a screen of `size`, all of which is as new as `current_ns`."""
        self.size = size
        units = max(1, -(-size.height // UNIT_ROWS))
        self._asked = [False] * units
        self._current_ns = [current_ns] * units
        self._top = 0
        self._is_pass_over = False

    @property
    def is_at_top(self) -> bool:
        """Whether the next strip begins a pass."""
        return self._top == 0

    @property
    def is_whole_asked(self) -> bool:
        """Whether the server owes an answer for any change of the screen."""
        return all(self._asked)

    @property
    def part(self) -> float:
        """Part of the screen that the present pass has asked for."""
        return self._top / len(self._asked)

    @property
    def current_ns(self) -> int:
        """When the part of the screen that is oldest was current."""
        return min(self._current_ns)

    def next(self, rows: float) -> Rect:
        """Return the strip that follows, of about so many rows."""
        least = -(-len(self._asked) // MOST)
        units = max(1, least, int(rows / UNIT_ROWS))
        top = self._top * UNIT_ROWS
        bottom = min(self.size.height, top + units * UNIT_ROWS)
        return Rect(0, top, self.size.width, bottom - top)

    def asked(self, strip: Rect) -> None:
        """`strip`, the next one, was asked for."""
        bottom = -(-strip.bottom // UNIT_ROWS)
        for unit in range(self._top, bottom):
            self._asked[unit] = True
        self._top = bottom
        if bottom >= len(self._asked):
            self._top, self._is_pass_over = 0, True

    def answered(self, now_ns: int) -> bool:
        """An update has come: what was asked for is as new as it can be.

        Returns whether the end of a pass is behind it.
        """
        is_pass_over, self._is_pass_over = self._is_pass_over, False
        for unit, is_asked in enumerate(self._asked):
            if is_asked:
                self._current_ns[unit] = now_ns
                self._asked[unit] = False
        return is_pass_over
