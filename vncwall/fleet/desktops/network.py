"""A network map: nodes and links whose load changes, details of the chosen node."""

from __future__ import annotations

import math
import random

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import line_chart, signal
from vncwall.fleet.painting.shapes import disc, fill_box, ring, smooth_line
from vncwall.fleet.painting.text import draw_text
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_chip, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#22c7b8")
_GROUND = rgb("#0e151b")
_SITES = ("core-1", "core-2", "fra", "ams", "vie", "prg", "waw", "mil", "par", "lon", "mad", "dub",
          "cph", "sto", "hel", "zrh")  # fmt: skip


class Map(Part):
    """Rings of nodes round two core nodes; a click chooses one."""

    interval_s = 4.0
    cursor = "hand"

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self.chosen = 2
        pick = random.Random(seed)
        middle_x, middle_y = rect.width / 2, rect.height / 2
        self._places = [(middle_x - 70, middle_y), (middle_x + 70, middle_y)]
        for index in range(len(_SITES) - 2):
            angle = 2 * math.pi * index / (len(_SITES) - 2) + 0.2
            reach = 0.34 if index % 2 else 0.43
            self._places.append(
                (
                    middle_x + math.cos(angle) * rect.width * reach + pick.uniform(-14, 14),
                    middle_y + math.sin(angle) * rect.height * reach + pick.uniform(-12, 12),
                )
            )
        self._links = [(0, 1)] + [(index % 2, index) for index in range(2, len(_SITES))]
        self._links += [(index, index + 1) for index in range(2, len(_SITES) - 1, 2)]
        self._listeners: list[Part] = []

    def listen(self, part: Part) -> None:
        """Have `part` painted anew when another node is chosen."""
        self._listeners.append(part)

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw grid, links and nodes."""
        surface.fill(_GROUND)
        for x in range(0, self.rect.width, 40):
            surface.fill(rgb("#131d25"), (x, 0, 1, self.rect.height))
        for y in range(0, self.rect.height, 40):
            surface.fill(rgb("#131d25"), (0, y, self.rect.width, 1))
        for index, (first, second) in enumerate(self._links):
            load = float(0.5 + 0.45 * signal(now / 40, self._seed + index)[0])
            load = min(0.99, max(0.02, load))
            colour = _THEME.bad if load > 0.88 else _THEME.warn if load > 0.7 else _THEME.good
            tone = mix(colour, _GROUND, 0.35)
            begin, end = self._places[first], self._places[second]
            smooth_line(surface, begin, end, tone, 1.5 + 3.5 * load)
            if index % 2:
                at = (int((begin[0] + end[0]) / 2), int((begin[1] + end[1]) / 2))
                label = f"{load:.0%}"
                box = pygame.Rect(at[0] - 19, at[1] - 9, 38, 18)
                fill_box(surface, box, _GROUND, 6)
                draw_text(
                    surface, label, at, size=11, colour=colour, face="medium", anchor="center"
                )
        for index, (x_at, y_at) in enumerate(self._places):
            self._node(surface, index, (round(x_at), round(y_at)))

    def _node(self, surface: pygame.Surface, index: int, at: tuple[int, int]) -> None:
        radius = 30 if index < 2 else 21
        disc(surface, at, radius + 5, _GROUND)
        disc(surface, at, radius, rgb("#1c2a33"))
        colour = _THEME.warn if index in (7, 11) else _THEME.accent
        ring(surface, at, radius - 1, 3, colour)
        if index == self.chosen:
            ring(surface, at, radius + 6, 2, (255, 255, 255))
        for row in range(3):
            box = pygame.Rect(at[0] - radius // 2, at[1] - 9 + 7 * row, radius, 4)
            fill_box(surface, box, mix(colour, (255, 255, 255), 0.3), 2)
        draw_text(
            surface,
            _SITES[index],
            (at[0], at[1] + radius + 14),
            size=13,
            face="semibold",
            colour=_THEME.text,
            anchor="center",
        )

    def click(self, x: int, y: int, button: int) -> bool:
        """Choose the node there."""
        del button
        for index, place in enumerate(self._places):
            if math.hypot(place[0] - x, place[1] - y) < 34:
                self.chosen = index
                for part in (self, *self._listeners):
                    part.touch()
                return True
        return False


class Details(Part):
    """What is known about the chosen node."""

    interval_s = 4.0

    def __init__(self, rect: Rect, chart: Map, seed: int) -> None:
        super().__init__(rect)
        self._map = chart
        self._seed = seed
        chart.listen(self)

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw name, figures and traffic."""
        theme, width = _THEME, self.rect.width
        surface.fill(theme.ground)
        site = self._map.chosen
        draw_text(
            surface, f"router {_SITES[site]}", (20, 22), size=20, face="semibold", colour=theme.text
        )
        state = ("degraded", theme.warn) if site in (7, 11) else ("up", theme.good)
        draw_chip(surface, (20, 66), state[0], state[1], theme)
        rows = (
            ("Address", f"10.{site}.0.1"),
            ("Model", "MX-204"),
            ("Neighbours", str(3 + site % 3)),
            ("Uptime", f"{40 + 13 * site} days"),
            ("Sessions", f"{1200 + 77 * site:,}"),
        )
        y = 96
        for label, value in rows:
            draw_text(surface, label, (20, y), size=14, colour=theme.dim)
            draw_text(
                surface,
                value,
                (width - 20, y),
                size=14,
                colour=theme.text,
                face="medium",
                anchor="topright",
            )
            surface.fill(theme.line, (20, y + 27, width - 40, 1))
            y += 36
        draw_text(
            surface, "Traffic, Gbit/s", (20, y + 12), size=14, face="semibold", colour=theme.text
        )
        height = min(190, self.rect.height - y - 60)
        if height > 40:
            area = pygame.Rect(20, y + 44, width - 40, height)
            at = now / 30 + np.linspace(-5, 0, area.width)
            curves = [
                (0.55 + 0.3 * signal(at, self._seed + 3 * site), theme.accent),
                (0.3 + 0.2 * signal(at, self._seed + 3 * site + 1), rgb("#f2a93b")),
            ]
            line_chart(surface, area, curves, theme=theme)


class NetworkDesktop(Desktop):
    """Network operations."""

    kind = "network"

    def build(self) -> list[Part]:
        """Search, map, details, task bar."""
        width, height = self.size.width, self.size.height
        margin = 20 if width >= 1200 else 8
        side = 320 if width >= 1100 else 0
        bottom = height - BAR_HEIGHT - margin
        self._window = pygame.Rect(
            margin, margin, width - 2 * margin - side - (margin if side else 0), bottom - margin
        )
        self._side = pygame.Rect(self._window.right + margin, margin, side, bottom - margin)
        window, panel = self._window, self._side
        top = window.y + TITLE_HEIGHT + 1
        entry = 50
        chart = Map(
            Rect(window.x + 1, top + entry, window.width - 2, window.bottom - top - entry - 10),
            self.seed,
        )
        parts: list[Part] = [
            Entry(
                Rect(window.x + 14, top + 8, min(420, window.width - 28), 36),
                _THEME,
                _THEME.ground,
                placeholder="Find a host or an address",
            ),
            chart,
        ]
        if side:
            parts.append(
                Details(
                    Rect(
                        panel.x + 1,
                        panel.y + TITLE_HEIGHT + 1,
                        panel.width - 2,
                        panel.height - TITLE_HEIGHT - 12,
                    ),
                    chart,
                    self.seed,
                )
            )
        parts.append(
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("Network map", _THEME.accent),
                    ("Tickets", rgb("#f2a93b")),
                    ("ssh core-1", _THEME.good),
                ],
            )
        )
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and windows."""
        paint_wallpaper(surface, "glow", self.seed)
        draw_window(surface, self._window, "Backbone", _THEME, subtitle="live link load")
        if self._side.width:
            draw_window(surface, self._side, "Node", _THEME, is_active=False)
