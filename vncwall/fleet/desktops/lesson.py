"""A pupil's screen: a lesson with a drawing, a question with answers to choose."""

from __future__ import annotations

import math

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.shapes import disc, fill_box, outline_box, ring
from vncwall.fleet.painting.text import draw_text, wrapped
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#e4572e")
_SPACE = rgb("#0b1026")
_PLANETS = (("Mercury", "#b1a7a6", 0.24, 88, 4), ("Venus", "#e8c07d", 0.37, 225, 7),
            ("Earth", "#4f9ded", 0.52, 365, 8), ("Mars", "#d9644a", 0.68, 687, 6),
            ("Jupiter", "#d8a878", 0.90, 4331, 14))  # fmt: skip
_ANSWERS = ("88 days", "225 days", "365 days", "687 days")


class Orbits(Part):
    """Planets that go round, one day in a twentieth of a second."""

    interval_s = 0.5

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        random = np.random.default_rng(seed)
        self._ground: pygame.Surface | None = None
        self._stars = [
            (
                int(random.integers(0, rect.width)),
                int(random.integers(0, rect.height)),
                int(random.integers(60, 220)),
            )
            for _ in range(140)
        ]

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the planets before sun, stars and orbits, which are painted once."""
        if self._ground is None:
            self._ground = self._paint_ground()
        surface.blit(self._ground, (0, 0))
        centre = (self.rect.width // 2, self.rect.height // 2)
        reach = min(self.rect.width, self.rect.height) // 2 - 14
        for name, code, share, days, size in _PLANETS:
            angle = 2 * math.pi * (now * 20 / days % 1) + days
            at = (
                round(centre[0] + reach * share * math.cos(angle)),
                round(centre[1] + reach * share * math.sin(angle)),
            )
            disc(surface, at, size, rgb(code))
            draw_text(
                surface,
                name,
                (at[0] + size + 6, at[1]),
                size=12,
                colour=rgb("#c7d0ea"),
                anchor="midleft",
            )

    def _paint_ground(self) -> pygame.Surface:
        width, height = self.rect.width, self.rect.height
        ground = pygame.Surface((width, height), 0, 32)
        ground.fill(_SPACE)
        for x, y, light in self._stars:
            ground.set_at((x, y), (light, light, light))
        centre = (width // 2, height // 2)
        reach = min(width, height) // 2 - 14
        for radius, alpha in ((40, 40), (30, 80), (22, 255)):
            disc(ground, centre, radius * reach / 220, rgb("#ffd166"), alpha)
        for _, _, share, _, _ in _PLANETS:
            ring(ground, centre, reach * share, 1, rgb("#33406b"))
        return ground


class Question(Part):
    """A question; a click chooses the answer."""

    cursor = "hand"

    def __init__(self, rect: Rect) -> None:
        super().__init__(rect)
        self._chosen = -1

    def _box(self, index: int) -> pygame.Rect:
        step = min(62, (self.rect.height - 150) // len(_ANSWERS))
        return pygame.Rect(22, 126 + step * index, self.rect.width - 44, step - 12)

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw question and answers."""
        del now
        theme = _THEME
        surface.fill(theme.ground)
        draw_text(
            surface,
            "Question 3 of 8",
            (22, 26),
            size=13,
            face="semibold",
            colour=theme.accent,
            anchor="midleft",
        )
        lines = wrapped(
            "How long does Mars take to go round the sun?", 19, self.rect.width - 44, "semibold"
        )
        for row, line in enumerate(lines[:3]):
            draw_text(
                surface, line, (22, 46 + 26 * row), size=19, face="semibold", colour=theme.text
            )
        for index, answer in enumerate(_ANSWERS):
            box = self._box(index)
            is_chosen = index == self._chosen
            right = theme.good if index == 3 else theme.bad
            border = right if is_chosen else theme.line
            inside = mix(right, theme.ground, 0.85) if is_chosen else theme.panel
            outline_box(surface, box, border, inside, 10, 2 if is_chosen else 1)
            ring(surface, (box.x + 26, box.centery), 9, 2, border if is_chosen else theme.dim)
            if is_chosen:
                disc(surface, (box.x + 26, box.centery), 5, border)
            draw_text(
                surface,
                answer,
                (box.x + 50, box.centery),
                size=16,
                colour=theme.text,
                anchor="midleft",
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Choose an answer."""
        del button
        for index in range(len(_ANSWERS)):
            if self._box(index).collidepoint(x, y):
                self._chosen = index
                self.touch()
                return True
        return False


class LessonDesktop(Desktop):
    """A computer in a classroom."""

    kind = "lesson"

    def build(self) -> list[Part]:
        """Answer field, drawing, question, task bar."""
        width, height = self.size.width, self.size.height
        margin = 22
        self._window = pygame.Rect(
            margin, margin, width - 2 * margin, height - BAR_HEIGHT - 2 * margin
        )
        window = self._window
        top = window.y + TITLE_HEIGHT + 1
        inside = Rect(window.x + 1, top, window.width - 2, window.bottom - top - 10)
        split = inside.width * 58 // 100
        field = 64
        return [
            Entry(
                Rect(
                    inside.x + split + 22, inside.bottom - field + 10, inside.width - split - 44, 42
                ),
                _THEME,
                _THEME.ground,
                placeholder="Ask the teacher",
            ),
            Orbits(Rect(inside.x, inside.y, split, inside.height), self.seed),
            Question(Rect(inside.x + split, inside.y, inside.width - split, inside.height - field)),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [("The solar system", _THEME.accent), ("Notes", rgb("#f2b84b"))],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and window."""
        paint_wallpaper(surface, "facets", self.seed)
        draw_window(surface, self._window, "The solar system", _THEME, subtitle=self.name)
        surface.fill(
            _THEME.ground,
            (self._window.x + 2, self._window.bottom - 70, self._window.width - 4, 60),
        )
        fill_box(
            surface,
            pygame.Rect(self._window.x + 1, self._window.bottom - 40, self._window.width - 2, 39),
            _THEME.ground,
            8,
        )
