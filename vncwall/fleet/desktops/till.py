"""A shop till: buttons for goods, a receipt, a total. Goods are rung up now and then."""

from __future__ import annotations

import math
import random

import pygame

from vncwall.fleet.desktops.base import Desktop, Key, Part
from vncwall.fleet.painting.shapes import fill_box
from vncwall.fleet.painting.text import Colour, draw_text, fitted
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#1f8f5f")
_GOODS: tuple[tuple[str, float, Colour], ...] = (
    ("Espresso", 2.4, rgb("#8d5a3b")), ("Cappuccino", 3.2, rgb("#a8714b")),
    ("Tea", 2.1, rgb("#5b8f4e")), ("Lemonade", 2.9, rgb("#c9a227")),
    ("Croissant", 1.9, rgb("#d08a3e")), ("Bagel", 3.5, rgb("#b5733a")),
    ("Sandwich", 4.8, rgb("#6f8f3a")), ("Soup", 4.2, rgb("#c2573f")),
    ("Salad", 5.6, rgb("#3f9a5c")), ("Muffin", 2.6, rgb("#96604a")),
    ("Cheesecake", 3.9, rgb("#c2a25a")), ("Water", 1.5, rgb("#3f86c2")),
)  # fmt: skip
_SALE_S = 64
_GROUND = rgb("#e9edf1")


def sale(now: float, seed: int) -> tuple[int, list[int]]:
    """Return the number of the present sale and the goods rung up so far."""
    number = math.floor(now / _SALE_S)
    pick = random.Random(number * 31 + seed)
    goods = [pick.randrange(len(_GOODS)) for _ in range(pick.randrange(5, 11))]
    done = round((now - number * _SALE_S) / 5)
    return number, goods[:done]


class Receipt(Part):
    """What is rung up; typed figures stand at its foot."""

    interval_s = 5.0
    takes_keys = True

    def __init__(self, rect: Rect, desktop: Desktop, seed: int) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._seed = seed
        self._typed = ""
        self.extra: list[int] = []

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the paper."""
        theme = _THEME
        surface.fill(theme.ground)
        width, height = surface.get_size()
        number, goods = sale(now, self._seed)
        goods = [*goods, *self.extra]
        draw_text(
            surface,
            "CAFÉ CENTRAL",
            (width // 2, 24),
            size=18,
            face="bold",
            colour=theme.text,
            anchor="center",
        )
        clock = self._desktop.local_time(now).strftime("%H:%M")
        draw_text(
            surface,
            f"Sale {number % 10000}   {clock}",
            (width // 2, 48),
            size=13,
            colour=theme.dim,
            anchor="center",
        )
        surface.fill(theme.line, (16, 66, width - 32, 1))
        y = 78
        rows = max(1, (height - 190) // 25)
        for good in goods[-rows:]:
            name, price, _ = _GOODS[good]
            draw_text(surface, name, (18, y), size=15, colour=theme.text)
            draw_text(
                surface,
                f"{price:.2f}",
                (width - 18, y),
                size=15,
                colour=theme.text,
                face="mono",
                anchor="topright",
            )
            y += 25
        total = sum(_GOODS[good][1] for good in goods)
        box = pygame.Rect(10, height - 102, width - 20, 52)
        fill_box(surface, box, theme.accent, 8)
        draw_text(surface, "Total", (24, box.centery), size=18, face="semibold", anchor="midleft")
        draw_text(
            surface,
            f"{total:.2f} €",
            (width - 24, box.centery),
            size=24,
            face="bold",
            anchor="midright",
        )
        line = self._typed or self._desktop.clipboard.replace("\n", " ")
        text = fitted(line, 15, width - 36, "mono") if line else "type an article number"
        draw_text(
            surface,
            text,
            (18, height - 26),
            size=15,
            face="mono",
            colour=theme.text if line else theme.dim,
            anchor="midleft",
        )

    def key(self, key: Key) -> None:
        """Type an article number; Return rings it up."""
        if key.text:
            self._typed += key.text
        elif key.name == "backspace":
            self._typed = self._typed[:-1]
        elif key.name == "return":
            digits = "".join(c for c in self._typed if c.isdigit())
            if digits:
                self.ring_up(int(digits) % len(_GOODS))
            self._typed = ""
        self.touch()

    def ring_up(self, good: int) -> None:
        """Add one of the goods."""
        self.extra.append(good)
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Take back what was rung up by hand."""
        del x, y, button
        self.extra.clear()
        self.touch()
        return True


class Goods(Part):
    """The buttons."""

    cursor = "hand"

    def __init__(self, rect: Rect, receipt: Receipt) -> None:
        super().__init__(rect)
        self._receipt = receipt
        self._pressed = -1

    def _boxes(self) -> list[pygame.Rect]:
        columns, gap = 3, 10
        width = (self.rect.width - gap * (columns + 1)) // columns
        rows = -(-len(_GOODS) // columns)
        height = (self.rect.height - gap * (rows + 1)) // rows
        return [
            pygame.Rect(
                gap + (width + gap) * (index % columns),
                gap + (height + gap) * (index // columns),
                width,
                height,
            )
            for index in range(len(_GOODS))
        ]

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the buttons."""
        del now
        surface.fill(_GROUND)
        for index, box in enumerate(self._boxes()):
            name, price, colour = _GOODS[index]
            ground = mix(colour, (0, 0, 0), 0.25) if index == self._pressed else colour
            fill_box(surface, box.move(0, 3), mix(colour, (0, 0, 0), 0.35), 10)
            fill_box(surface, box, ground, 10)
            draw_text(
                surface,
                fitted(name, 17, box.width - 16, "semibold"),
                (box.centerx, box.centery - 10),
                size=17,
                face="semibold",
                anchor="center",
            )
            draw_text(
                surface,
                f"{price:.2f} €",
                (box.centerx, box.centery + 14),
                size=14,
                colour=mix(colour, (255, 255, 255), 0.8),
                anchor="center",
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Ring up what was pressed."""
        del button
        for index, box in enumerate(self._boxes()):
            if box.collidepoint(x, y):
                self._pressed = index
                self._receipt.ring_up(index)
                self.touch()
        return True


class TillDesktop(Desktop):
    """A till in full screen."""

    kind = "till"

    def build(self) -> list[Part]:
        """Receipt and goods."""
        width, height = self.size.width, self.size.height
        bar = 50
        side = width * 2 // 5
        receipt = Receipt(Rect(10, bar + 10, side - 15, height - bar - 20), self, self.seed)
        return [receipt, Goods(Rect(side, bar, width - side, height - bar), receipt)]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Head line and ground."""
        surface.fill(_GROUND)
        surface.fill(rgb("#14532d"), (0, 0, self.size.width, 50))
        draw_text(surface, "Register 3", (18, 25), size=19, face="semibold", anchor="midleft")
        draw_text(
            surface,
            "Cashier: Ines",
            (self.size.width - 18, 25),
            size=15,
            colour=rgb("#bfe3cd"),
            anchor="midright",
        )
