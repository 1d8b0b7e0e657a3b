"""A dispatcher's two monitors: a city map with vehicles, and the list of calls."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import signal
from vncwall.fleet.painting.shapes import disc, fill_box, outline_box, ring, smooth_line
from vncwall.fleet.painting.text import draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_button, draw_chip, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#ff9f1c")
_LAND, _BLOCK, _ROAD, _WATER, _PARK = (
    rgb(c) for c in ("#1b222c", "#232c38", "#3a4656", "#173a55", "#1d3b2f")
)
_STREETS = ("Mill Lane 12", "Harbour Street 3", "Station Road 88", "Elm Square",
            "North Quay 5", "Ring Road km 14", "Castle Hill 1", "River Walk 40", "Market Place",
            "Linden Alley 9")  # fmt: skip
_KINDS = (
    ("ambulance", "#e5484d"),
    ("fire", "#ff9f1c"),
    ("patrol", "#4c8dff"),
    ("transport", "#3fb950"),
)


class CityMap(Part):
    """Streets with vehicles that drive along them; a click sets a mark."""

    interval_s = 2.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._ground: pygame.Surface | None = None
        self._marks: list[tuple[int, int]] = []
        self._columns = [70 + 116 * i for i in range(max(1, (rect.width - 60) // 116))]
        self._rows = [60 + 104 * i for i in range(max(1, (rect.height - 50) // 104))]

    def _paint_ground(self) -> pygame.Surface:
        pick = random.Random(self._seed)
        width, height = self.rect.width, self.rect.height
        ground = pygame.Surface((width, height), 0, 32)
        ground.fill(_LAND)
        for left, right in zip([0, *self._columns], [*self._columns, width], strict=True):
            for top, bottom in zip([0, *self._rows], [*self._rows, height], strict=True):
                box = pygame.Rect(left + 11, top + 11, right - left - 22, bottom - top - 22)
                if box.width < 12 or box.height < 12:
                    continue
                if pick.random() < 0.12:
                    fill_box(ground, box, _PARK, 10)
                    for _ in range(14):
                        at = (
                            pick.randrange(box.left + 6, box.right - 5),
                            pick.randrange(box.top + 6, box.bottom - 5),
                        )
                        disc(ground, at, pick.choice((4, 5, 6)), rgb("#2a5a43"))
                    continue
                for _ in range(pick.randrange(3, 7)):
                    w, h = pick.randrange(16, 50), pick.randrange(14, 40)
                    house = pygame.Rect(
                        pick.randrange(box.left, max(box.left + 1, box.right - w)),
                        pick.randrange(box.top, max(box.top + 1, box.bottom - h)),
                        w,
                        h,
                    ).clip(box)
                    fill_box(ground, house, mix(_BLOCK, (255, 255, 255), pick.random() * 0.06), 3)
        for index, x in enumerate(self._columns):
            ground.fill(_ROAD, (x - 5, 0, 16 if index % 3 == 1 else 9, height))
        for index, y in enumerate(self._rows):
            ground.fill(_ROAD, (0, y - 5, width, 16 if index % 3 == 2 else 9))
        across = np.arange(0, width + 24, 24)
        bank = height * 0.52 + height * 0.16 * signal(across / width * 2.3, self._seed)
        points = list(zip(across.tolist(), bank.tolist(), strict=True))
        for first, second in itertools.pairwise(points):
            smooth_line(ground, first, second, _WATER, 62)
        for x in self._columns[1::3]:
            y = int(np.interp(x, across, bank))
            ground.fill(mix(_ROAD, (255, 255, 255), 0.15), (x - 5, y - 38, 16, 76))
        draw_text(
            ground,
            "River Aure",
            (int(width * 0.72), int(np.interp(width * 0.72, across, bank))),
            size=15,
            face="medium",
            colour=rgb("#5b9cc8"),
            anchor="center",
        )
        return ground

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw streets, marks and vehicles."""
        if self._ground is None:
            self._ground = self._paint_ground()
        surface.blit(self._ground, (0, 0))
        for index in range(5):
            pick = random.Random(index + self._seed * 3 + math.floor(now / 180))
            at = (pick.choice(self._columns), pick.choice(self._rows))
            for radius, alpha in ((30, 40), (20, 70)):
                disc(surface, at, radius, _THEME.bad, alpha)
            disc(surface, at, 7, _THEME.bad)
        for index in range(12):
            pick = random.Random(index * 5 + self._seed)
            name, code = _KINDS[index % len(_KINDS)]
            phase = (now * pick.uniform(0.006, 0.014) + pick.random()) % 2
            along = phase if phase < 1 else 2 - phase
            if index % 2:
                at = (pick.choice(self._columns) + 2, round(along * self.rect.height))
            else:
                at = (round(along * self.rect.width), pick.choice(self._rows) + 2)
            disc(surface, at, 13, (8, 10, 14))
            disc(surface, at, 11, rgb(code))
            draw_text(surface, name[0].upper(), at, size=12, face="bold", anchor="center")
            box = pygame.Rect(at[0] + 14, at[1] - 9, 32, 18)
            fill_box(surface, box, (8, 10, 14), 5)
            draw_text(
                surface,
                f"{name[0].upper()}{index + 11}",
                box.center,
                size=11,
                face="medium",
                colour=_THEME.text,
                anchor="center",
            )
        for at in self._marks:
            ring(surface, at, 15, 3, _THEME.accent)
            disc(surface, at, 4, _THEME.accent)

    def click(self, x: int, y: int, button: int) -> bool:
        """Set a mark; any other button takes them away."""
        if button:
            self._marks.clear()
        else:
            self._marks.append((x, y))
        self.touch()
        return True


class Calls(Part):
    """The calls; a new one every 12 seconds."""

    interval_s = 4.0
    cursor = "hand"

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._chosen = 0
        self._scrolled = 0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the table."""
        theme, width = _THEME, self.rect.width
        surface.fill(theme.ground)
        surface.fill(theme.panel, (0, 0, width, 36))
        columns = (16, 96, 200, 330, width - 330, width - 150)
        heads = ("Time", "Call", "State", "Place", "Unit", "Priority")
        for x, head in zip(columns, heads, strict=True):
            draw_text(
                surface, head, (x, 18), size=13, face="semibold", colour=theme.dim, anchor="midleft"
            )
        newest = math.floor(now / 12) - self._scrolled
        for row in range((self.rect.height - 36) // 44):
            number = newest - row
            pick = random.Random(number * 13 + self._desktop.seed)
            y = 36 + 44 * row
            if row == self._chosen:
                surface.fill(mix(theme.accent, theme.ground, 0.8), (0, y, width, 44))
            elif row % 2:
                surface.fill(mix(theme.panel, theme.ground, 0.5), (0, y, width, 44))
            age = now - number * 12
            state, colour = (
                ("new", theme.bad)
                if age < 12
                else ("on the way", theme.warn)
                if age < 90
                else ("on site", rgb("#4c8dff"))
                if age < 200
                else ("closed", theme.good)
            )
            middle = y + 22
            clock = self._desktop.local_time(number * 12).strftime("%H:%M")
            draw_text(
                surface,
                clock,
                (columns[0], middle),
                size=15,
                colour=theme.text,
                face="mono",
                anchor="midleft",
            )
            draw_text(
                surface,
                f"#{number % 100000}",
                (columns[1], middle),
                size=14,
                colour=theme.dim,
                face="mono",
                anchor="midleft",
            )
            draw_chip(surface, (columns[2], middle), state, colour, theme)
            place = fitted(
                pick.choice(_STREETS), 15, max(60, columns[4] - columns[3] - 12), "medium"
            )
            draw_text(
                surface,
                place,
                (columns[3], middle),
                size=15,
                face="medium",
                colour=theme.text,
                anchor="midleft",
            )
            kind, code = pick.choice(_KINDS)
            disc(surface, (columns[4] + 7, middle), 7, rgb(code))
            draw_text(
                surface,
                f"{kind} {pick.randrange(11, 23)}",
                (columns[4] + 22, middle),
                size=14,
                colour=theme.text,
                anchor="midleft",
            )
            for level in range(pick.randrange(1, 4)):
                box = pygame.Rect(columns[5] + 22 * level, middle - 5, 17, 10)
                fill_box(surface, box, theme.bad, 3)

    def click(self, x: int, y: int, button: int) -> bool:
        """Choose a call."""
        del x, button
        self._chosen = max(0, (y - 36) // 44)
        self.touch()
        return True

    def wheel(self, steps: int) -> None:
        """Scroll back in time."""
        self._scrolled = max(0, self._scrolled + steps)
        self.touch()


class DispatchDesktop(Desktop):
    """Two monitors side by side in one framebuffer."""

    kind = "dispatch"

    def build(self) -> list[Part]:
        """Map at the left, calls, a call's note and buttons at the right, a bar on each."""
        width, height = self.size.width, self.size.height
        half = width // 2
        self._left = pygame.Rect(0, 0, half, height - BAR_HEIGHT)
        margin = 18
        self._right = pygame.Rect(
            half + margin, margin, width - half - 2 * margin, height - BAR_HEIGHT - 2 * margin
        )
        right = self._right
        top = right.y + TITLE_HEIGHT + 1
        foot = 130
        return [
            Entry(
                Rect(right.x + 20, right.bottom - foot + 36, right.width - 40, 40),
                _THEME,
                _THEME.ground,
                placeholder="Note for the crew",
            ),
            CityMap(Rect(0, 42, half, height - BAR_HEIGHT - 42), self.seed),
            Calls(Rect(right.x + 1, top, right.width - 2, right.bottom - foot - top), self),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, half, BAR_HEIGHT),
                self,
                _THEME,
                [("Map", rgb("#3fb950")), ("Traffic", rgb("#4c8dff"))],
                has_seconds=True,
            ),
            TaskBar(
                Rect(half, height - BAR_HEIGHT, width - half, BAR_HEIGHT),
                self,
                _THEME,
                [("Calls", _THEME.accent), ("Crews", rgb("#e5484d"))],
                has_seconds=True,
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Head of the map; wallpaper and window on the other monitor."""
        width = self.size.width // 2
        theme = _THEME
        surface.fill(theme.panel, (0, 0, width, 42))
        surface.fill(theme.line, (0, 41, width, 1))
        draw_text(
            surface,
            "City map",
            (18, 21),
            size=16,
            face="semibold",
            colour=theme.text,
            anchor="midleft",
        )
        x = 140
        for name, code in _KINDS:
            disc(surface, (x, 21), 6, rgb(code))
            x = (
                draw_text(
                    surface, name, (x + 14, 21), size=13, colour=theme.dim, anchor="midleft"
                ).right
                + 22
            )
        other = surface.subsurface((width, 0, self.size.width - width, self.size.height))
        paint_wallpaper(other, "plain", self.seed)
        right = self._right
        draw_window(surface, right, "Calls", theme, subtitle=self.name)
        foot = right.bottom - 130
        surface.fill(theme.line, (right.x + 1, foot, right.width - 2, 1))
        draw_text(
            surface, "Note", (right.x + 22, foot + 18), size=13, colour=theme.dim, anchor="midleft"
        )
        for index, label in enumerate(("Send crew", "Call back", "Close call")):
            box = pygame.Rect(right.x + 20 + 150 * index, right.bottom - 46, 138, 34)
            draw_button(surface, box, label, theme, is_primary=index == 0)
        outline_box(
            surface,
            pygame.Rect(right.right - 180, right.bottom - 46, 160, 34),
            theme.line,
            theme.panel,
            6,
        )
        draw_text(
            surface,
            "7 crews free",
            (right.right - 100, right.bottom - 29),
            size=13,
            colour=theme.good,
            face="semibold",
            anchor="center",
        )
