"""A list of rows that scrolls, with one of them chosen by the arrow keys or the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures

_WHEEL_ROWS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a sign, a label, what belongs to it, and at the right end its key."""

    label: str
    detail: str = ""
    """Said after the label in second colour, as much of it as fits."""
    key: str = ""
    """Stands at the right end, whole."""
    glyph: str = ""
    colour: str = "text_second"
    """Name of the theme's colour for the sign."""
    is_heading: bool = False
    """It only parts others, and cannot be chosen."""
    is_on: bool = False
    """What it stands for is in force."""


class ListBox:
    """Rows under each other; the owner forwards keys, wheel and pointer, and asks what is chosen.

    Attributes:
        rows: what it shows.
        chosen: number of the row that Enter would use; None: there is none to choose.
        first: number of the row at the top.
        area: where it was last placed.
    """

    def __init__(self, rows: Sequence[Row] = (), *, text: Text) -> None:
        self._text = text
        self.rows: tuple[Row, ...] = ()
        self.chosen: int | None = None
        self.first = 0
        self.area = Rect(0, 0, 0, 0)
        self._row_height = 1
        self._pointer: tuple[int, int] | None = None
        self.replace(rows)

    def replace(self, rows: Sequence[Row], *, chosen: int | None = None) -> None:
        """Show other rows and choose one of them; by default the first that can be."""
        self.rows = tuple(rows)
        self.chosen = None if chosen is None else self._nearest(chosen, 1)
        if self.chosen is None:
            self.chosen = self._nearest(0, 1)
        self.first = 0
        self._reveal()

    # --- room

    @staticmethod
    def row_height(measures: Measures) -> int:
        """Return the pixels that each row takes."""
        return 7 * measures.u

    def height(self, measures: Measures) -> int:
        """Return the pixels that all rows take."""
        return len(self.rows) * self.row_height(measures)

    def width(self, measures: Measures) -> int:
        """Return the pixels that the longest row takes."""
        return max((self._row_width(row, measures) for row in self.rows), default=0)

    def place(self, area: Rect, measures: Measures) -> None:
        """Use this part of the window; the row that is chosen comes into sight."""
        is_other = area.height != self.area.height
        self.area, self._row_height = area, self.row_height(measures)
        if is_other:
            self._reveal()

    @property
    def page(self) -> int:
        """Rows that are in sight at once."""
        return max(1, self.area.height // self._row_height)

    # --- what comes in

    def key(self, key: int) -> bool:
        """Act on a key that chooses another row; return whether it was one."""
        here = self.chosen if self.chosen is not None else 0
        last = len(self.rows) - 1
        match key:
            case pygame.K_DOWN:
                following = self._nearest(here + 1, 1)
                self.chosen = following if following is not None else self._nearest(0, 1)
            case pygame.K_UP:
                former = self._nearest(here - 1, -1)
                self.chosen = former if former is not None else self._nearest(last, -1)
            case pygame.K_PAGEDOWN:
                self.chosen = self._nearest(min(last, here + self.page), -1)
            case pygame.K_PAGEUP:
                self.chosen = self._nearest(max(0, here - self.page), 1)
            case pygame.K_HOME:
                self.chosen = self._nearest(0, 1)
            case pygame.K_END:
                self.chosen = self._nearest(last, -1)
            case _:
                return False
        self._reveal()
        return True

    def wheel(self, steps: int) -> bool:
        """Scroll by notches of the wheel, up if positive; return whether anything moved."""
        before = self.first
        self.first = max(0, min(len(self.rows) - self.page, self.first - _WHEEL_ROWS * steps))
        return self.first != before

    def at(self, x: int, y: int) -> int | None:
        """Return the number of the row at a point that can be chosen."""
        if not self.area.contains_point(x, y):
            return None
        index = self.first + (y - self.area.y) // self._row_height
        is_row = index < len(self.rows) and not self.rows[index].is_heading
        return index if is_row and index < self.first + self.page else None

    def hover(self, x: int, y: int) -> bool:
        """Choose the row under a pointer that has moved; return whether it is another one."""
        if self._pointer == (x, y):
            return False
        self._pointer = (x, y)
        index = self.at(x, y)
        if index is None or index == self.chosen:
            return False
        self.chosen = index
        return True

    # --- how it looks

    def draw(self, canvas: Canvas) -> None:
        """Draw the rows in sight, and beside them where among all they are."""
        clip = canvas.surface.get_clip()
        canvas.surface.set_clip(clip.clip(to_pygame(self.area)))
        for index in range(self.first, min(len(self.rows), self.first + self.page)):
            self._draw_row(canvas, index)
        if len(self.rows) > self.page:
            self._draw_scroll_bar(canvas)
        canvas.surface.set_clip(clip)

    def _draw_row(self, canvas: Canvas, index: int) -> None:
        theme, measures = canvas.theme, canvas.measures
        u, size, row = measures.u, measures.caption_text, self.rows[index]
        top = self.area.y + (index - self.first) * self._row_height
        rect = Rect(self.area.x, top, self.area.width, self._row_height)
        middle = top + self._row_height // 2
        if row.is_heading:
            canvas.label(
                row.label, rect.x + 2 * u, middle + u // 2, size=measures.detail_text,
                colour=theme.text_second, weight=Weight.SEMIBOLD, max_width=rect.width - 4 * u,
            )  # fmt: skip
            return
        if index == self.chosen:
            canvas.rounded(rect, theme.hover)
            mark = Rect(rect.x, rect.y + u, max(2, u * 3 // 4), rect.height - 2 * u)
            canvas.fill(mark, theme.selection)
        left, right = rect.x + 3 * u, rect.right - 3 * u
        if row.glyph:
            colour = getattr(theme, row.colour)
            canvas.glyph(row.glyph, left + 2 * u, middle, side=4 * u, colour=colour)
        if self._has_glyphs:
            left += 6 * u
        if row.key:
            right -= canvas.label(
                row.key, right, middle, size=measures.detail_text, colour=theme.text_second,
                align=1.0,
            )  # fmt: skip
            right -= 3 * u
        left += canvas.label(
            row.label, left, middle, size=size, colour=theme.text,
            weight=Weight.SEMIBOLD if row.is_on else Weight.REGULAR,
            max_width=max(0, right - left),
        )  # fmt: skip
        if row.detail and right - left > 8 * u:
            canvas.label(
                row.detail, left + 2 * u, middle, size=measures.detail_text,
                colour=theme.text_second, max_width=right - left - 2 * u,
            )  # fmt: skip

    def _draw_scroll_bar(self, canvas: Canvas) -> None:
        u, area = canvas.measures.u, self.area
        height = max(3 * u, area.height * self.page // len(self.rows))
        furthest = len(self.rows) - self.page
        top = area.y + (area.height - height) * self.first // max(1, furthest)
        width = max(2, u // 2)
        canvas.rounded(
            Rect(area.right - width, top, width, height), canvas.theme.line, radius=width // 2
        )

    @property
    def _has_glyphs(self) -> bool:
        return any(row.glyph for row in self.rows)

    def _row_width(self, row: Row, measures: Measures) -> int:
        u = measures.u
        width = 6 * u + self._text.width(row.label, measures.caption_text, weight=Weight.SEMIBOLD)
        if self._has_glyphs:
            width += 6 * u
        if row.detail:
            width += 2 * u + self._text.width(row.detail, measures.detail_text)
        if row.key:
            width += 3 * u + self._text.width(row.key, measures.detail_text)
        return width

    # --- rows

    def _nearest(self, index: int, step: int) -> int | None:
        """Return the first row from `index` on, in steps, that can be chosen."""
        while 0 <= index < len(self.rows):
            if not self.rows[index].is_heading:
                return index
            index += step
        return None

    def _reveal(self) -> None:
        """Bring what is chosen into sight, and the heading right above it."""
        if self.chosen is None:
            self.first = 0
            return
        top = self.chosen
        if top and self.rows[top - 1].is_heading:
            top -= 1
        self.first = max(self.chosen - self.page + 1, min(self.first, top))
        self.first = max(0, min(self.first, len(self.rows) - self.page))
