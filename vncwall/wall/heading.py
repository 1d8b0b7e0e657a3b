"""The line over the tiles of a group: its name, and how many of its desktops are well."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Weight
from vncwall.wall.condition import Status
from vncwall.wall.views.base import Heading, Spot


class HeadingLine:
    """Draws a heading. Says whether its counts have changed; the board decides when to draw."""

    def __init__(self, heading: Heading) -> None:
        self._heading = heading
        self._counts = (0, 0, 0)

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return self._heading.rect

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The tiles that belong to it."""
        return self._heading.spots

    def count(self, statuses: Sequence[Status | None]) -> bool:
        """Count the desktops; return whether the line looks different now."""
        known = [status for status in statuses if status is not None]
        live = sum(status.condition.is_live for status in known)
        needing = sum(status.needs_eyes for status in known)
        before, self._counts = self._counts, (len(statuses), live, needing)
        return before != self._counts

    def draw(self, canvas: Canvas) -> None:
        """Draw the line: the name, the counts beside it, a thin rule at its foot."""
        theme, u = canvas.theme, canvas.measures.u
        rect = self.rect
        total, live, needing = self._counts
        middle = rect.y + rect.height // 2 - u // 2
        size = canvas.measures.status_text
        name = self._heading.text or _("no group")
        x = rect.x + u
        x += canvas.label(
            name,
            x,
            middle,
            size=size,
            colour=theme.text if self._heading.text else theme.text_second,
            weight=Weight.SEMIBOLD,
            max_width=max(0, rect.right - x),
        )
        words = (
            str(total)
            if live == total
            else _("{live} of {total} live").format(live=live, total=total)
        )
        x += 3 * u
        if x + canvas.text.width(words, size) <= rect.right:
            x += canvas.label(words, x, middle, size=size, colour=theme.text_second)
        if needing and x + 14 * u <= rect.right:
            x += 5 * u
            canvas.glyph("warning", x, middle, side=4 * u, colour=theme.text)
            words = str(needing)
            canvas.label(
                words, x + 3 * u, middle, size=size, colour=theme.text, weight=Weight.SEMIBOLD
            )
