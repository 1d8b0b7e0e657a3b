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
    """A table at the right edge; it covers the tiles beneath it and nothing else.

    What one column cannot hold stands in others beside it, as many as there is room for, and what
    those cannot hold on further pages.
    """

    def __init__(self, title: str, sections: Sequence[Section], *, text: Text) -> None:
        self.title = title
        self.sections = tuple(sections)
        self._text = text
        self._page = 0

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the part of `area` that the panel takes."""
        count = min(self._room(area, measures), len(self._columns(area, measures)))
        u = measures.u
        width = min(area.width, count * self._column_width(measures) + (4 * count + 4) * u)
        return Rect(area.right - width, area.y, width, area.height)

    def pages(self, area: Rect, measures: Measures) -> int:
        """Return how many pages there are."""
        return -(-len(self._columns(area, measures)) // self._room(area, measures))

    def turn(self, step: int, area: Rect, measures: Measures) -> bool:
        """Turn pages; return whether there are others."""
        count = self.pages(area, measures)
        self._page = (min(self._page, count - 1) + step) % count
        return count > 1

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw the page that is shown."""
        theme, measures = canvas.theme, canvas.measures
        u, size = measures.u, measures.caption_text
        rect = self.rect(area, measures)
        canvas.fill(rect, theme.panel)
        canvas.fill(Rect(rect.x, rect.y, max(1, u // 4), rect.height), theme.line)
        left, top = rect.x + 4 * u, rect.y + 6 * u
        canvas.label(self.title, left, top, size=5 * u, colour=theme.text, weight=Weight.SEMIBOLD)
        count = self.pages(area, measures)
        self._page = min(self._page, count - 1)
        if count > 1:
            canvas.label(
                f"{self._page + 1} / {count}",
                rect.right - 4 * u,
                top,
                size=size,
                colour=theme.text_second,
                align=1.0,
            )
        room = self._room(area, measures)
        columns = self._columns(area, measures)[self._page * room :][:room]
        width, keys = self._column_width(measures), self._key_column(measures)
        for number, lines in enumerate(columns):
            x = left + number * (width + 4 * u)
            y = top + 8 * u
            for key, meaning in lines:
                if meaning is None:
                    canvas.label(
                        key, x, y, size=size, colour=theme.text_second, weight=Weight.SEMIBOLD,
                        max_width=width,
                    )  # fmt: skip
                else:
                    canvas.label(key, x, y, size=size, colour=theme.text, weight=Weight.SEMIBOLD)
                    canvas.label(
                        meaning, x + keys + 4 * u, y, size=size, colour=theme.text,
                        max_width=max(0, width - keys - 4 * u),
                    )  # fmt: skip
                y += _line(measures)

    def _columns(self, area: Rect, measures: Measures) -> list[list[tuple[str, str | None]]]:
        """Return what stands in each column: headings without a meaning, rows, empty lines."""
        most = max(2, (area.height - 14 * measures.u) // _line(measures))
        columns: list[list[tuple[str, str | None]]] = [[]]
        for section in self.sections:
            here = columns[-1]
            if here and len(here) + 3 > most:  # a heading never stands without a row
                columns.append([])
            elif here:
                here.append(("", ""))
            columns[-1].append((section.title, None))
            for row in section.rows:
                if len(columns[-1]) == most:
                    columns.append([])
                columns[-1].append(row)
        return columns

    def _room(self, area: Rect, measures: Measures) -> int:
        """Return how many columns there is room for side by side."""
        u = measures.u
        return max(1, (area.width - 4 * u) // (self._column_width(measures) + 4 * u))

    def _column_width(self, measures: Measures) -> int:
        size = measures.caption_text
        meaning = max(
            (self._text.width(m, size) for s in self.sections for _, m in s.rows), default=0
        )
        return self._key_column(measures) + 4 * measures.u + meaning

    def _key_column(self, measures: Measures) -> int:
        return max(
            (
                self._text.width(key, measures.caption_text, weight=Weight.SEMIBOLD)
                for section in self.sections
                for key, _ in section.rows
            ),
            default=0,
        )


def _line(measures: Measures) -> int:
    return round(5.5 * measures.u)
