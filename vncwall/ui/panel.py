"""A panel that slides in at the side with a title and rows of two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows of (key, meaning)."""

    title: str
    rows: tuple[tuple[str, str], ...]


class Panel:
    """A table at the right edge; it covers the tiles beneath it and nothing else."""

    def __init__(self, title: str, sections: Sequence[Section], *, text: Text) -> None:
        self.title = title
        self.sections = tuple(sections)
        self._text = text

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the part of `area` that the panel takes."""
        u = measures.u
        size = measures.caption_text
        keys = self._key_column(measures)
        meaning = max(
            (self._text.width(m, size) for s in self.sections for _, m in s.rows), default=0
        )
        width = min(area.width, keys + meaning + 12 * u)
        return Rect(area.right - width, area.y, width, area.height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw the panel; rows that do not fit are left out."""
        theme, measures = canvas.theme, canvas.measures
        u, size = measures.u, measures.caption_text
        rect = self.rect(area, measures)
        canvas.fill(rect, theme.panel)
        canvas.fill(Rect(rect.x, rect.y, max(1, u // 4), rect.height), theme.line)
        left, y = rect.x + 4 * u, rect.y + 6 * u
        canvas.label(self.title, left, y, size=5 * u, colour=theme.text, weight=Weight.SEMIBOLD)
        y += 8 * u
        column = left + self._key_column(measures) + 4 * u
        for section in self.sections:
            if y + 6 * u > rect.bottom:
                return
            canvas.label(
                section.title, left, y, size=size, colour=theme.text_second, weight=Weight.SEMIBOLD
            )
            y += round(5.5 * u)
            for key, meaning in section.rows:
                if y + 3 * u > rect.bottom:
                    return
                canvas.label(key, left, y, size=size, colour=theme.text, weight=Weight.SEMIBOLD)
                canvas.label(
                    meaning,
                    column,
                    y,
                    size=size,
                    colour=theme.text,
                    max_width=rect.right - column - 2 * u,
                )
                y += round(5.5 * u)
            y += 2 * u

    def _key_column(self, measures: Measures) -> int:
        return max(
            (
                self._text.width(key, measures.caption_text, weight=Weight.SEMIBOLD)
                for section in self.sections
                for key, _ in section.rows
            ),
            default=0,
        )
