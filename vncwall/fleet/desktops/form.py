"""A form that somebody fills in: fields typed letter by letter, then sent, then the next one."""

from __future__ import annotations

import math
import random

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.shapes import disc, fill_box
from vncwall.fleet.painting.text import draw_text, fitted
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import (
    TITLE_HEIGHT,
    draw_button,
    draw_chip,
    draw_field,
    draw_window,
)
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#0f8a8a")
_FIELDS = ("First name", "Last name", "Date of birth", "Insurance number", "Phone", "E-mail",
           "Street", "City", "Reason for visit")  # fmt: skip
_FIRST = ("Anna", "Milan", "Sofia", "Peter", "Nadia", "Lukas", "Irina", "Tom", "Elif", "Jan")
_LAST = ("Novak", "Berger", "Rossi", "Lindholm", "Hansen", "Moreau", "Petrov", "Okafor", "Silva")
_STREETS = ("Mill Lane", "Station Road", "Harbour Street", "Linden Alley", "North Quay")
_CITIES = ("Aarhus", "Graz", "Leiden", "Porto", "Brno", "Tartu", "Lund")
_REASONS = ("Annual check-up", "Follow-up after surgery", "Blood test", "Vaccination",
            "Referral from Dr. Weiss")  # fmt: skip
_LETTERS_A_SECOND = 6.0
_PAUSE_LETTERS = 5
_FORM_LETTERS = 230


def patient(index: int, seed: int) -> tuple[str, ...]:
    """Return what is typed into the fields of form `index`, always the same."""
    pick = random.Random(index * 7919 + seed)
    first, last = pick.choice(_FIRST), pick.choice(_LAST)
    return (
        first,
        last,
        f"{pick.randrange(1, 29):02}.{pick.randrange(1, 13):02}.{pick.randrange(1940, 2012)}",
        f"{pick.randrange(1000, 9999)} {pick.randrange(100000, 999999)}",
        f"+{pick.randrange(30, 49)} {pick.randrange(100, 999)} {pick.randrange(100000, 999999)}",
        f"{first}.{last}@example.org".lower(),
        f"{pick.choice(_STREETS)} {pick.randrange(1, 120)}",
        f"{pick.randrange(1000, 9999)} {pick.choice(_CITIES)}",
        pick.choice(_REASONS),
    )


class FormView(Part):
    """The fields; letter k of form n is typed at a fixed time."""

    interval_s = 1 / _LETTERS_A_SECOND
    cursor = "text"

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._is_urgent = False

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the form as far as it is typed."""
        theme = _THEME
        surface.fill(theme.ground)
        letters = math.floor(now * _LETTERS_A_SECOND + 0.5)
        number, typed = divmod(letters, _FORM_LETTERS)
        texts = patient(number, self._seed)
        width = self.rect.width
        draw_text(surface, "New patient", (28, 22), size=24, face="semibold", colour=theme.text)
        draw_text(
            surface, f"Record {2000 + number % 7000} · desk 2", (28, 56), size=13, colour=theme.dim
        )
        done = typed >= sum(len(text) + _PAUSE_LETTERS for text in texts)
        chip = ("complete", theme.good) if done else ("draft", theme.warn)
        draw_chip(surface, (width - 110, 42), chip[0], chip[1], theme)
        columns = 2 if width > 560 else 1
        column_width = (width - 28 * (columns + 1)) // columns
        step = min(84, (self.rect.height - 170) // (-(-len(texts) // columns)))
        for index, (label, text) in enumerate(zip(_FIELDS, texts, strict=True)):
            shown = text[: max(0, typed)]
            is_active = 0 <= typed < len(text) + _PAUSE_LETTERS
            typed -= len(text) + _PAUSE_LETTERS
            row, column = divmod(index, columns)
            x, y = 28 + column * (column_width + 28), 92 + row * step
            draw_text(surface, label, (x, y), size=13, face="medium", colour=theme.dim)
            box = pygame.Rect(x, y + 20, column_width, min(38, step - 28))
            draw_field(
                surface, box, shown, theme, is_focused=is_active, has_caret=is_active, size=15
            )
        y = self.rect.height - 58
        draw_button(
            surface,
            pygame.Rect(width - 178, y, 150, 38),
            "Save record",
            theme,
            is_primary=True,
            is_pressed=done,
        )
        draw_button(surface, pygame.Rect(width - 300, y, 106, 38), "Cancel", theme)
        box = pygame.Rect(28, y + 8, 22, 22)
        fill_box(surface, box, theme.accent if self._is_urgent else theme.line, 5)
        if not self._is_urgent:
            fill_box(surface, box.inflate(-2, -2), theme.ground, 4)
        draw_text(
            surface, "Urgent (click)", (60, y + 19), size=14, colour=theme.text, anchor="midleft"
        )

    def click(self, x: int, y: int, button: int) -> bool:
        """Tick the box at the foot of the form."""
        del button
        if y < self.rect.height - 70 or x > 220:
            return False
        self._is_urgent = not self._is_urgent
        self.touch()
        return True


class WaitingList(Part):
    """Who waits; moves on with each form."""

    interval_s = _FORM_LETTERS / _LETTERS_A_SECOND

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._scrolled = 0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the next patients."""
        theme = _THEME
        surface.fill(theme.panel)
        surface.fill(theme.line, (self.rect.width - 1, 0, 1, self.rect.height))
        draw_text(surface, "Waiting room", (18, 20), size=15, face="semibold", colour=theme.text)
        number = math.floor(now / self.interval_s + 0.5) + self._scrolled
        y = 58
        for index in range(12):
            if y + 52 > self.rect.height:
                break
            first, last, *_ = patient(number + index, self._seed)
            if index == 0:
                box = pygame.Rect(8, y - 6, self.rect.width - 16, 48)
                fill_box(surface, box, mix(theme.accent, theme.panel, 0.85), 8)
            tone = mix(theme.accent, rgb("#d97706"), (number + index) % 5 / 4)
            disc(surface, (34, y + 18), 15, mix(tone, theme.panel, 0.35))
            draw_text(
                surface,
                first[0] + last[0],
                (34, y + 18),
                size=12,
                face="semibold",
                colour=(255, 255, 255),
                anchor="center",
            )
            name = fitted(f"{first} {last}", 14, self.rect.width - 76, "medium")
            draw_text(
                surface,
                name,
                (58, y + 9),
                size=14,
                face="medium",
                colour=theme.text,
                anchor="midleft",
            )
            draw_text(
                surface,
                f"room {1 + (number + index) % 6}, {5 + 7 * index} min",
                (58, y + 28),
                size=12,
                colour=theme.dim,
                anchor="midleft",
            )
            y += 54

    def wheel(self, steps: int) -> None:
        """Scroll the list."""
        self._scrolled = max(0, self._scrolled + steps)
        self.touch()


class FormDesktop(Desktop):
    """Reception of a clinic."""

    kind = "form"

    def build(self) -> list[Part]:
        """Waiting list, form, a field for notes, task bar."""
        width, height = self.size.width, self.size.height
        margin = 40 if width >= 1200 else 16
        self._window = pygame.Rect(
            margin, margin * 3 // 4, width - 2 * margin, height - BAR_HEIGHT - margin * 3 // 2
        )
        inside = Rect(
            self._window.x + 1,
            self._window.y + TITLE_HEIGHT + 1,
            self._window.width - 2,
            self._window.height - TITLE_HEIGHT - 10,
        )
        side = min(280, inside.width // 3)
        notes = 62
        ground = _THEME.ground
        return [
            Entry(
                Rect(
                    inside.x + side + 28, inside.bottom - notes + 10, inside.width - side - 56, 40
                ),
                _THEME,
                ground,
                placeholder="Notes: type here",
            ),
            WaitingList(Rect(inside.x, inside.y, side, inside.height), self.seed),
            FormView(
                Rect(inside.x + side, inside.y, inside.width - side, inside.height - notes),
                self.seed,
            ),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("Patient intake", _THEME.accent),
                    ("Calendar", rgb("#e5656a")),
                    ("Mail", rgb("#4c8dff")),
                ],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and window."""
        paint_wallpaper(surface, "contours", self.seed)
        draw_window(surface, self._window, "Patient intake", _THEME, subtitle=self.name)
