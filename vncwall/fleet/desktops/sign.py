"""A public sign, upright: departures, weather, a line of news that changes."""

from __future__ import annotations

import math
import random

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import Entry
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import signal, spark_line
from vncwall.fleet.painting.shapes import disc, fill_box, vertical_gradient
from vncwall.fleet.painting.text import draw_text, fitted, wrapped
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#ffd166")
_NIGHT = rgb("#0d1b2a")
_CARD = rgb("#13263b")
_PLACES = ("Airport", "Central Station", "Harbour", "University", "Old Town", "Stadium",
           "Science Park", "Zoo", "North Beach", "Fairground", "Hospital")  # fmt: skip
_LINES = ("S1", "U4", "12", "38", "S7", "N2")
_TONES = tuple(rgb(c) for c in ("#2f9e5b", "#2f6fdb", "#d1495b", "#8f5bd6", "#e08e2b", "#1aa3a3"))
_NEWS = (
    "Welcome to the Harbour Office. Please register at the desk.",
    "Lift B is out of service until Thursday. Use lift C by the stairs.",
    "Canteen today: mushroom risotto, baked trout, lentil soup.",
    "Open evening at the observatory: registration until Friday.",
)


class Head(Part):
    """Name of the house, clock, date."""

    interval_s = 1.0

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._background: pygame.Surface | None = None

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw over the picture that was below at the first painting."""
        if self._background is None or self.tick is None:
            self._background = surface.copy()
        surface.blit(self._background, (0, 0))
        local = self._desktop.local_time(now)
        size = self.rect.height
        draw_text(
            surface,
            local.strftime("%H:%M:%S"),
            (48, size // 2 - 30),
            size=size // 3,
            face="semibold",
            anchor="midleft",
        )
        draw_text(
            surface,
            local.strftime("%A, %d %B %Y"),
            (52, size // 2 + size // 5),
            size=max(18, size // 9),
            colour=rgb("#e3ecf5"),
            anchor="midleft",
        )


class Departures(Part):
    """The next connections; minutes count down."""

    interval_s = 10.0

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._scrolled = 0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the table."""
        surface.fill(_CARD)
        width, height = surface.get_size()
        draw_text(surface, "Departures", (32, 40), size=28, face="semibold", anchor="midleft")
        rows = max(1, (height - 84) // 66)
        minute = math.floor(now / 60)
        y = 84
        for row in range(rows):
            slot = minute // 4 + row + self._scrolled
            pick = random.Random(slot * 77 + self._desktop.seed)
            left = slot * 4 + 5 - minute + self._scrolled * -4
            line = pick.randrange(len(_LINES))
            if row % 2 == 0:
                surface.fill(mix(_CARD, (255, 255, 255), 0.035), (0, y, width, 66))
            box = pygame.Rect(32, y + 14, 66, 38)
            fill_box(surface, box, _TONES[line], 8)
            draw_text(surface, _LINES[line], box.center, size=20, face="bold", anchor="center")
            place = fitted(pick.choice(_PLACES), 25, width - 330, "medium")
            draw_text(surface, place, (124, y + 33), size=25, face="medium", anchor="midleft")
            delay = pick.randrange(10)
            if delay > 7:
                draw_text(
                    surface,
                    f"+{delay - 5}",
                    (width - 190, y + 33),
                    size=20,
                    colour=_THEME.bad,
                    face="semibold",
                    anchor="midright",
                )
            text = "now" if left <= 0 else f"{left} min"
            colour = _THEME.accent if left <= 2 else _THEME.text
            draw_text(
                surface,
                text,
                (width - 32, y + 33),
                size=25,
                face="semibold",
                colour=colour,
                anchor="midright",
            )
            y += 66

    def wheel(self, steps: int) -> None:
        """Look at later ones."""
        self._scrolled = max(0, self._scrolled + steps)
        self.touch()


class Weather(Part):
    """Temperature and its course."""

    interval_s = 60.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw today."""
        width, height = surface.get_size()
        surface.blit(vertical_gradient(width, height, rgb("#2b6cb0"), rgb("#63a4d8")), (0, 0))
        hour = now / 3600
        course = signal(hour / 6 + np.linspace(0, 2, max(2, width - 80)), self._seed)
        degrees = 14 + 8 * float(course[0])
        disc(surface, (100, height // 2 - 16), 44, rgb("#ffd166"))
        for x, y, r in ((120, 8, 26), (150, 0, 34), (186, 10, 24)):
            disc(surface, (x, height // 2 + y), r, (255, 255, 255))
        draw_text(
            surface,
            f"{degrees:.0f}°",
            (width - 44, height // 2 - 14),
            size=76,
            face="semibold",
            anchor="midright",
        )
        area = pygame.Rect(40, height - 62, width - 80, 44)
        spark_line(surface, area, 0.5 + 0.5 * course, (255, 255, 255), 2.5)


class News(Part):
    """One message after the other; a click shows the next at once."""

    interval_s = 15.0
    cursor = "hand"

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._skipped = 0
        self._own = ""

    def say(self, text: str) -> None:
        """Show a message of the operator's."""
        self._own = text
        self.touch()

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the message."""
        surface.fill(_THEME.accent)
        index = (math.floor(now / 15) + self._skipped) % len(_NEWS)
        text = self._own or _NEWS[index]
        size = 30 if self.rect.width > 800 else 22
        lines = wrapped(text, size, self.rect.width - 80, "semibold")[:3]
        top = self.rect.height // 2 - (len(lines) - 1) * (size + 8) // 2
        for row, line in enumerate(lines):
            draw_text(
                surface,
                line,
                (40, top + row * (size + 8)),
                size=size,
                face="semibold",
                colour=_NIGHT,
                anchor="midleft",
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Go to the next message."""
        del x, y, button
        self._skipped += 1
        self._own = ""
        self.touch()
        return True


class SignDesktop(Desktop):
    """A screen in a lobby."""

    kind = "sign"

    def build(self) -> list[Part]:
        """Head, departures, weather, news, and a field for messages."""
        width, height = self.size.width, self.size.height
        head = height // 5
        weather = max(150, height // 8)
        news = max(110, height // 13)
        field = 56
        table = height - head - weather - news - field - 30
        line = News(Rect(0, height - news - field, width, news), self)
        return [
            Entry(
                Rect(12, height - field + 9, width - 24, 38),
                _THEME,
                _NIGHT,
                placeholder="Message for the sign",
                on_submit=line.say,
            ),
            Head(Rect(0, 0, width, head), self),
            Departures(Rect(0, head, width, table + 20), self),
            Weather(Rect(0, head + table + 20, width, weather + 10), self.seed),
            line,
        ]

    def cut_text(self, text: str) -> None:
        """Show the client's clipboard as the message."""
        super().cut_text(text)
        for part in self.parts:
            if isinstance(part, News):
                part.say(text)

    def paint_background(self, surface: pygame.Surface) -> None:
        """A picture behind the head."""
        surface.fill(_NIGHT)
        head = surface.subsurface((0, 0, self.size.width, self.size.height // 5))
        paint_wallpaper(head, "hills", self.seed)
