"""A metrics dashboard: tiles of figures, moving charts, gauges, a table of alerts."""

from __future__ import annotations

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import Entry
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import bar_chart, gauge, line_chart, signal, spark_line
from vncwall.fleet.painting.shapes import disc, fill_box
from vncwall.fleet.painting.text import Colour, draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.window import draw_chip
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#5794f2")
_COLOURS = tuple(rgb(c) for c in ("#5794f2", "#73bf69", "#f2a93b", "#b877d9", "#ff7383", "#37b6c9"))
_GROUND = rgb("#0f1217")
_CARD = rgb("#181b21")
_TITLES = ("Requests per second", "Latency p50 / p95 / p99", "CPU by cluster", "Network in / out",
           "Queue depth", "Errors by service")  # fmt: skip
_FIGURES = (("Requests/s", "{:,.0f}", 18400, 5200), ("p95 latency", "{:.0f} ms", 184, 60),
            ("Error rate", "{:.2f} %", 0.42, 0.35), ("Saturation", "{:.0f} %", 61, 18),
            ("Orders today", "{:,.0f}", 48210, 900))  # fmt: skip
_ALERTS = (
    ("bad", "payments", "p99 above 2 s for 5 min"),
    ("warn", "edge-fra-3", "certificate ends in 9 days"),
    ("warn", "db-replica-2", "replication lag 14 s"),
    ("good", "search", "recovered after restart"),
    ("good", "backup", "nightly run finished in 41 min"),
)


class _Card(Part):
    """A panel with a title; the next whole `interval_s` is its new picture."""

    def __init__(self, rect: Rect, title: str, seed: int, index: int) -> None:
        super().__init__(rect)
        self._title = title
        self._seed = seed
        self._index = index
        self._is_pressed = False

    def _frame(self, surface: pygame.Surface) -> pygame.Rect:
        """Draw the card; return the room for its content."""
        surface.fill(_GROUND)
        box = surface.get_rect()
        fill_box(surface, box, mix(_THEME.line, _CARD, 0.4), 8)
        ground = _THEME.raised if self._is_pressed else _CARD
        fill_box(surface, box.inflate(-2, -2), ground, 7)
        title = fitted(self._title, 14, box.width - 60, "medium")
        draw_text(
            surface, title, (16, 22), size=14, face="medium", anchor="midleft", colour=_THEME.text
        )
        for dot in range(3):
            disc(surface, (box.width - 26 + 6 * dot, 22), 1.6, _THEME.dim)
        return pygame.Rect(16, 46, box.width - 32, box.height - 60)

    def click(self, x: int, y: int, button: int) -> bool:
        """Light up, or go back."""
        del x, y, button
        self._is_pressed = not self._is_pressed
        self.touch()
        return True


class Figure(_Card):
    """One large number with a small curve."""

    interval_s = 4.0
    cursor = "hand"

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the number of this moment."""
        room = self._frame(surface)
        _, pattern, middle, swing = _FIGURES[self._index % len(_FIGURES)]
        history = signal(now / 22 + np.linspace(-3, 0, max(2, room.width)), self._seed)
        value = abs(middle + swing * float(history[-1]))
        colour = _COLOURS[self._index % len(_COLOURS)]
        text = pattern.format(value)
        draw_text(
            surface,
            text,
            (16, 64),
            size=min(34, self.rect.width // 7),
            face="semibold",
            colour=_THEME.text,
            anchor="midleft",
        )
        area = pygame.Rect(room.x, self.rect.height - 46, room.width, 34)
        spark_line(surface, area, 0.5 + 0.5 * history, colour, 2.0)


class Chart(_Card):
    """Curves that move to the left."""

    interval_s = 4.0
    cursor = "hand"

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the last minutes."""
        room = self._frame(surface)
        area = pygame.Rect(room.x + 38, room.y, room.width - 40, room.height - 44)
        at = now / 30 + np.linspace(-9, 0, area.width)
        count = (1, 3, 4, 2, 1, 3)[self._index % 6]
        series: list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], Colour]] = []
        for curve in range(count):
            level = (0.55, 0.25, 0.5, 0.7)[curve] + 0.07 * (self._index % 3)
            swing = (0.32, 0.18, 0.16, 0.2)[curve]
            colour = _COLOURS[(self._index + curve) % len(_COLOURS)]
            values = level + swing * signal(at, self._seed + curve, roughness=0.55)
            series.append((values, colour))
        line_chart(surface, area, series, theme=_THEME, fill=count <= 2)
        for step in range(5):
            label = str((4 - step) * (250 if self._index % 2 else 5))
            y = area.y + step * (area.height - 1) // 4
            draw_text(
                surface, label, (area.x - 8, y), size=11, colour=_THEME.dim, anchor="midright"
            )
        minute = int(now // 60)
        for mark in range(5):
            x = area.x + mark * (area.width - 1) // 4
            clock = f"{(minute - 4 + mark) // 60 % 24:02}:{(minute - 4 + mark) % 60:02}"
            draw_text(
                surface, clock, (x, area.bottom + 12), size=11, colour=_THEME.dim, anchor="center"
            )
        x = area.x
        for curve in range(count):
            label = ("api", "web", "batch", "edge")[curve]
            disc(surface, (x + 4, area.bottom + 34), 4, series[curve][1])
            x = (
                draw_text(
                    surface,
                    label,
                    (x + 14, area.bottom + 34),
                    size=12,
                    colour=_THEME.dim,
                    anchor="midleft",
                ).right
                + 16
            )


class Gauges(_Card):
    """Four gauges."""

    interval_s = 4.0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the levels of this moment."""
        room = self._frame(surface)
        names = ("eu-1", "eu-2", "us-1", "ap-1")
        radius = max(24, min(room.width // 10, room.height // 2 - 26))
        for index, name in enumerate(names):
            value = float(0.55 + 0.4 * signal(now / 25, self._seed + index)[0])
            value = min(0.99, max(0.04, value))
            colour = _THEME.bad if value > 0.85 else _THEME.warn if value > 0.7 else _THEME.good
            x = room.x + (2 * index + 1) * room.width // 8
            gauge(
                surface,
                (x, room.y + room.height // 2),
                radius,
                value,
                colour,
                theme=_THEME,
                label=f"{value:.0%}",
                unit=name,
            )


class Bars(_Card):
    """Bars that grow and shrink."""

    interval_s = 4.0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the bars of this moment."""
        room = self._frame(surface)
        values = [
            abs(float(0.5 + 0.45 * signal(now / 40, self._seed + bar)[0])) for bar in range(16)
        ]
        bar_chart(surface, room, values, _COLOURS[self._index % 6], theme=_THEME)


class Alerts(_Card):
    """A table that does not move."""

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the rows."""
        del now
        room = self._frame(surface)
        colours = {"bad": _THEME.bad, "warn": _THEME.warn, "good": _THEME.good}
        words = {"bad": "critical", "warn": "warning", "good": "resolved"}
        step = max(26, min(40, room.height // len(_ALERTS)))
        for row, (level, service, text) in enumerate(_ALERTS):
            y = room.y + step // 2 + row * step
            if y + 12 > room.bottom + 8:
                break
            if row:
                surface.fill(_THEME.line, (room.x, y - step // 2, room.width, 1))
            draw_chip(surface, (room.x, y), words[level], colours[level], _THEME)
            draw_text(
                surface,
                service,
                (room.x + 88, y),
                colour=_THEME.text,
                face="medium",
                anchor="midleft",
            )
            rest = fitted(text, 13, max(0, room.width - 210))
            draw_text(surface, rest, (room.x + 206, y), colour=_THEME.dim, anchor="midleft")


class _Header(Part):
    """Name of the dashboard, time range and clock."""

    interval_s = 1.0

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the header."""
        surface.fill(_CARD)
        height = self.rect.height
        disc(surface, (26, height // 2), 9, _COLOURS[2])
        disc(surface, (26, height // 2), 4, _CARD)
        title = draw_text(
            surface,
            "Production overview",
            (48, height // 2),
            size=17,
            face="semibold",
            colour=_THEME.text,
            anchor="midleft",
        )
        if self.rect.width > 420:
            draw_chip(surface, (title.right + 16, height // 2), "live", _THEME.good, _THEME)
        clock = self._desktop.local_time(now).strftime("%H:%M:%S")
        draw_text(
            surface,
            clock,
            (self.rect.width - 18, height // 2),
            size=15,
            face="medium",
            colour=_THEME.text,
            anchor="midright",
        )
        text = self._desktop.clipboard.replace("\n", " ")
        if text and self.rect.width > 450:
            draw_text(
                surface,
                fitted("Clipboard: " + text, 13, min(300, self.rect.width - 420)),
                (self.rect.width - 110, height // 2),
                colour=_THEME.accent,
                anchor="midright",
            )


class DashboardDesktop(Desktop):
    """A browser in full screen on a metrics dashboard."""

    kind = "dashboard"

    def build(self) -> list[Part]:
        """Header, figures, charts, gauges, alerts."""
        width, height = self.size.width, self.size.height
        gap, top = 12, 56
        search_width = min(300, width // 4)
        search = Rect(width - search_width, 0, search_width, top)
        parts: list[Part] = [
            Entry(
                Rect(search.x, 10, search.width - 14, 36),
                _THEME,
                _CARD,
                placeholder="Search metrics",
            ),
            _Header(Rect(0, 0, width - search_width, top), self),
        ]
        figure_height = max(110, min(150, height // 7))
        count = 5 if width >= 1200 else 3
        figure_top = top + gap
        step = (width - gap) / count
        for index in range(count):
            left = round(gap + index * step)
            right = round((index + 1) * step)
            parts.append(
                Figure(
                    Rect(left, figure_top, right - left, figure_height),
                    _FIGURES[index][0],
                    self.seed + 50 + index,
                    index,
                )
            )
        y = figure_top + figure_height + gap
        columns = 3 if width >= 1200 else 2
        bottom_height = max(150, min(250, height // 4))
        chart_area = height - y - bottom_height - 2 * gap
        rows = 2 if chart_area > 380 else 1
        row_step = (chart_area + gap) / rows
        column_step = (width - gap) / columns
        for row in range(rows):
            for column in range(columns):
                index = row * columns + column
                left = round(gap + column * column_step)
                box = Rect(
                    left,
                    round(y + row * row_step),
                    round((column + 1) * column_step) - left,
                    round(row_step - gap),
                )
                parts.append(Chart(box, _TITLES[index % 6], self.seed + 7 * index, index))
        bottom = height - bottom_height - gap
        third = (width - 2 * gap) // (3 if width >= 1200 else 2)
        parts.append(
            Gauges(
                Rect(gap, bottom, third - gap, bottom_height),
                "Capacity by region",
                self.seed + 90,
                0,
            )
        )
        if width >= 1200:
            parts.append(
                Bars(
                    Rect(gap + third, bottom, third - gap, bottom_height),
                    "Jobs per worker",
                    self.seed + 91,
                    1,
                )
            )
        left = gap + third * (2 if width >= 1200 else 1)
        parts.append(Alerts(Rect(left, bottom, width - gap - left, bottom_height), "Alerts", 0, 0))
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """The dark page."""
        surface.fill(_GROUND)
        surface.fill(_CARD, (0, 0, self.size.width, 56))
