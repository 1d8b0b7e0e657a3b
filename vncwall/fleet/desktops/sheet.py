"""A spreadsheet with figures that change, a chart and a cell to type into."""

from __future__ import annotations

import random

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, TaskBar
from vncwall.fleet.desktops.base import Desktop, Key, Part
from vncwall.fleet.painting.charts import bar_chart, signal
from vncwall.fleet.painting.shapes import fill_box
from vncwall.fleet.painting.text import draw_text, fitted
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#107c41")
_COLUMN_WIDTH = 96
_ROW_HEIGHT = 25
_HEAD_WIDTH = 46
_COLUMNS = ("Account", "Region", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Total", "Plan", "Diff")
_ACCOUNTS = ("Licences", "Support", "Hardware", "Training", "Hosting", "Travel", "Payroll",
             "Rent", "Energy", "Marketing", "Legal", "Insurance", "Freight", "Repairs")  # fmt: skip
_REGIONS = ("North", "South", "East", "West")


class Grid(Part):
    """The cells; one of the figures changes every second, a click chooses a cell to type in."""

    interval_s = 3.0
    takes_keys = True

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._first_row = 0
        self._cell = (4, 3)
        self._typed: dict[tuple[int, int], str] = {}

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw formula bar, heads and cells."""
        theme = _THEME
        width, height = surface.get_size()
        surface.fill(theme.ground)
        self._paint_formula_bar(surface)
        top = 40
        surface.fill(theme.panel, (0, top, width, _ROW_HEIGHT))
        columns = (width - _HEAD_WIDTH) // _COLUMN_WIDTH + 1
        rows = (height - top) // _ROW_HEIGHT
        for column in range(columns):
            x = _HEAD_WIDTH + column * _COLUMN_WIDTH
            draw_text(
                surface,
                chr(65 + column % 26),
                (x + _COLUMN_WIDTH // 2, top + 13),
                size=12,
                colour=theme.dim,
                anchor="center",
            )
            surface.fill(theme.line, (x - 1, top, 1, height - top))
        for row in range(1, rows):
            y = top + row * _ROW_HEIGHT
            number = self._first_row + row
            surface.fill(theme.panel, (0, y, _HEAD_WIDTH - 1, _ROW_HEIGHT))
            draw_text(
                surface,
                str(number),
                (_HEAD_WIDTH // 2, y + 13),
                size=12,
                colour=theme.dim,
                anchor="center",
            )
            for column in range(min(columns, len(_COLUMNS))):
                self._paint_cell(surface, column, number, y, now)
            surface.fill(theme.line, (0, y, width, 1))
        self._paint_selection(surface, top)

    def _paint_formula_bar(self, surface: pygame.Surface) -> None:
        theme = _THEME
        surface.fill(theme.panel, (0, 0, self.rect.width, 39))
        surface.fill(theme.line, (0, 39, self.rect.width, 1))
        name = f"{chr(65 + self._cell[0])}{self._cell[1]}"
        for box, text in (
            (pygame.Rect(8, 7, 70, 26), name),
            (pygame.Rect(86, 7, self.rect.width - 96, 26), self._typed.get(self._cell, "")),
        ):
            fill_box(surface, box, theme.line, 4)
            fill_box(surface, box.inflate(-2, -2), theme.ground, 3)
            draw_text(
                surface,
                text,
                (box.x + 10, box.centery),
                size=13,
                colour=theme.text,
                anchor="midleft",
            )

    def _paint_cell(
        self, surface: pygame.Surface, column: int, number: int, y: int, now: float
    ) -> None:
        theme = _THEME
        x = _HEAD_WIDTH + column * _COLUMN_WIDTH
        box = pygame.Rect(x, y, _COLUMN_WIDTH - 1, _ROW_HEIGHT)
        if number == 1:
            surface.fill(theme.accent, (x - 1, y, _COLUMN_WIDTH, _ROW_HEIGHT))
            draw_text(
                surface,
                _COLUMNS[column],
                (x + 8, box.centery),
                size=13,
                face="semibold",
                colour=(255, 255, 255),
                anchor="midleft",
            )
            return
        if number > 2 + 3 * len(_ACCOUNTS):
            text = self._typed.get((column, number), "")
            draw_text(surface, text, (x + 8, box.centery), colour=theme.text, anchor="midleft")
            return
        if number % 2:
            surface.fill(mix(theme.accent, theme.ground, 0.94), box)
        if (column, number) in self._typed:
            text = fitted(self._typed[column, number], 13, _COLUMN_WIDTH - 12)
            draw_text(
                surface,
                text,
                (x + 8, box.centery),
                face="semibold",
                colour=theme.accent,
                anchor="midleft",
            )
            return
        if column == 0:
            text = _ACCOUNTS[number % len(_ACCOUNTS)]
            draw_text(surface, text, (x + 8, box.centery), colour=theme.text, anchor="midleft")
        elif column == 1:
            text = _REGIONS[number % len(_REGIONS)]
            draw_text(surface, text, (x + 8, box.centery), colour=theme.dim, anchor="midleft")
        else:
            value = self._value(column, number, now)
            is_diff = column == len(_COLUMNS) - 1
            colour = theme.bad if is_diff and value < 0 else theme.good if is_diff else theme.text
            draw_text(
                surface,
                f"{value:,}",
                (box.right - 8, box.centery),
                colour=colour,
                face="semibold" if column == 8 else "regular",
                anchor="midright",
            )

    def _value(self, column: int, number: int, now: float) -> int:
        """A figure that is replaced at its own times, every 16 to 40 seconds."""
        pick = random.Random(column * 977 + number * 31 + self._seed)
        period = pick.randrange(16, 40)
        version = int((now + pick.randrange(period)) // period)
        pick = random.Random(version * 613 + column * 977 + number * 31 + self._seed)
        if column == len(_COLUMNS) - 1:
            return pick.randrange(-4000, 9000)
        return pick.randrange(900, 38_000) * (6 if column in (8, 9) else 1)

    def _paint_selection(self, surface: pygame.Surface, top: int) -> None:
        column, number = self._cell
        y = top + (number - self._first_row) * _ROW_HEIGHT
        if number <= self._first_row or y + _ROW_HEIGHT > self.rect.height:
            return
        box = pygame.Rect(
            _HEAD_WIDTH + column * _COLUMN_WIDTH - 1, y, _COLUMN_WIDTH + 1, _ROW_HEIGHT + 1
        )
        pygame.draw.rect(surface, _THEME.accent, box, 2)
        surface.fill(_THEME.accent, (box.right - 4, box.bottom - 4, 6, 6))

    def key(self, key: Key) -> None:
        """Type into the cell; Return and the arrows go on."""
        column, number = self._cell
        if key.text:
            self._typed[self._cell] = self._typed.get(self._cell, "") + key.text
        elif key.name == "backspace":
            self._typed[self._cell] = self._typed.get(self._cell, "")[:-1]
        elif key.name == "delete":
            self._typed.pop(self._cell, None)
        moves = {
            "return": (0, 1),
            "down": (0, 1),
            "up": (0, -1),
            "left": (-1, 0),
            "right": (1, 0),
            "tab": (1, 0),
        }
        if key.name in moves:
            dx, dy = moves[key.name]
            self._cell = (max(0, column + dx), max(1, number + dy))
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Choose a cell."""
        del button
        if x < _HEAD_WIDTH or y < 40 + _ROW_HEIGHT:
            return False
        column = (x - _HEAD_WIDTH) // _COLUMN_WIDTH
        self._cell = (column, self._first_row + (y - 40) // _ROW_HEIGHT)
        self.touch()
        return True

    def wheel(self, steps: int) -> None:
        """Scroll the rows."""
        self._first_row = max(0, self._first_row + steps)
        self.touch()


class SheetChart(Part):
    """A bar chart beside the cells."""

    interval_s = 4.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the bars of this moment."""
        theme = _THEME
        surface.fill(theme.panel)
        surface.fill(theme.line, (0, 0, 1, self.rect.height))
        width = self.rect.width
        draw_text(
            surface, "Revenue by month", (20, 24), size=15, face="semibold", colour=theme.text
        )
        height = (self.rect.height - 150) // 2
        tones = (theme.accent, rgb("#2f6fdb"))
        for index, tone in enumerate(tones):
            y = 64 + index * (height + 50)
            values = [
                0.55 + 0.4 * float(signal(now / 60 + month, self._seed + index)[0])
                for month in range(8)
            ]
            area = pygame.Rect(20, y, width - 40, height)
            bar_chart(surface, area, values, tone, theme=theme, gap=8)
            draw_text(
                surface, ("Actual", "Plan")[index], (20, y + height + 8), size=12, colour=theme.dim
            )


class SheetDesktop(Desktop):
    """Accounting."""

    kind = "sheet"

    def build(self) -> list[Part]:
        """Grid, chart, task bar; the window fills the screen."""
        width, height = self.size.width, self.size.height
        self._window = pygame.Rect(10, 8, width - 20, height - BAR_HEIGHT - 16)
        top = self._window.y + TITLE_HEIGHT + 42
        inside = Rect(
            self._window.x + 1, top, self._window.width - 2, self._window.bottom - top - 10
        )
        side = 300 if width >= 1300 else 0
        parts: list[Part] = [
            Grid(Rect(inside.x, inside.y, inside.width - side, inside.height), self.seed)
        ]
        if side:
            parts.append(
                SheetChart(Rect(inside.right - side, inside.y, side, inside.height), self.seed)
            )
        parts.append(
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("Budget 2027", _THEME.accent),
                    ("Mail", rgb("#2f6fdb")),
                    ("Ledger", rgb("#8b5cf6")),
                ],
            )
        )
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """Window, menu, tool bar."""
        paint_wallpaper(surface, "plain", self.seed)
        inside = draw_window(surface, self._window, "Budget 2027", _THEME, subtitle=self.name)
        bar = pygame.Rect(inside.x, inside.y, inside.width, 42)
        surface.fill(_THEME.panel, bar)
        x = bar.x + 18
        for index, label in enumerate(("File", "Home", "Insert", "Formulas", "Data", "Review")):
            colour = _THEME.accent if index == 1 else _THEME.text
            face = "semibold" if index == 1 else "regular"
            box = draw_text(
                surface,
                label,
                (x, bar.centery),
                size=14,
                colour=colour,
                face=face,
                anchor="midleft",
            )
            if index == 1:
                fill_box(surface, pygame.Rect(box.x, bar.bottom - 6, box.width, 3), colour, 1)
            x = box.right + 28
