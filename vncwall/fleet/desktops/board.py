"""A planning board: columns of cards, one of which moves on every few seconds."""

from __future__ import annotations

import math
import random

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.shapes import disc, fill_box, outline_box
from vncwall.fleet.painting.text import draw_text, fitted, wrapped
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_chip, draw_window
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#0b7fab")
_COLUMNS = ("Ideas", "Ready", "In work", "Review", "Done")
_TASKS = (
    "Replace the pumps of line 2", "Offer for the harbour lights", "New badges for visitors",
    "Move the archive to floor 4", "Train two more first-aiders", "Renew the fire certificate",
    "Map of all valves, checked", "Spare parts for the lift", "Quote for solar panels",
    "Paint the loading bay", "Write the winter schedule", "Test the emergency generator",
    "Order safety shoes", "Count the stock of filters", "Invite the auditors",
    "Repair gate 3", "Agree on the summer break", "Plan the move of the lab",
)  # fmt: skip
_TAGS = (("safety", rgb("#d1495b")), ("site", rgb("#2f9e5b")), ("office", rgb("#4c7bd9")),
         ("budget", rgb("#c28a1d")))  # fmt: skip
_FACES = tuple(rgb(c) for c in ("#d1495b", "#2f9e8f", "#d98324", "#4c7bd9", "#8f5bd6"))
_MOVE_S = 6.0


class Board(Part):
    """Cards; in every step one of them moves to the next column. A click marks a card."""

    interval_s = _MOVE_S
    cursor = "hand"

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._marked: set[int] = set()
        self._boxes: dict[int, pygame.Rect] = {}
        self._added: list[str] = []

    def add(self, text: str) -> None:
        """Add a card to the first column."""
        self._added.append(text)
        self.touch()

    def _column_of(self, card: int, step: int) -> int:
        """Return the column in which a card is: it goes round, out of step with the others."""
        return (step + card * 7 + random.Random(card + self._seed).randrange(40)) // 18 % 5

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw columns and cards."""
        theme = _THEME
        surface.fill(theme.panel)
        step = math.floor(now / _MOVE_S + 0.5)
        width = self.rect.width // len(_COLUMNS)
        texts = [*_TASKS, *self._added]
        self._boxes.clear()
        for column, title in enumerate(_COLUMNS):
            x = column * width
            box = pygame.Rect(x + 10, 12, width - 20, self.rect.height - 24)
            fill_box(surface, box, mix(theme.panel, (0, 0, 0), 0.045), 12)
            cards = [
                card
                for card in range(len(texts))
                if (0 if card >= len(_TASKS) else self._column_of(card, step)) == column
            ]
            draw_text(
                surface,
                title,
                (box.x + 16, box.y + 24),
                size=16,
                face="semibold",
                colour=theme.text,
                anchor="midleft",
            )
            draw_chip(surface, (box.right - 44, box.y + 24), str(len(cards)), theme.accent, theme)
            y = box.y + 48
            for card in reversed(cards):
                if y + 104 > box.bottom:
                    break
                self._card(
                    surface, pygame.Rect(box.x + 10, y, box.width - 20, 98), card, texts[card]
                )
                y += 108

    def _card(self, surface: pygame.Surface, box: pygame.Rect, card: int, text: str) -> None:
        theme = _THEME
        self._boxes[card] = box
        is_marked = card in self._marked
        fill_box(surface, box.move(0, 2), mix(theme.panel, (0, 0, 0), 0.16), 10)
        border = theme.accent if is_marked else theme.line
        outline_box(surface, box, border, theme.ground, 10, 2 if is_marked else 1)
        tag, colour = _TAGS[card % len(_TAGS)]
        fill_box(surface, pygame.Rect(box.x + 2, box.y + 14, 4, box.height - 28), colour, 2)
        for row, line in enumerate(wrapped(text, 15, box.width - 34, "medium")[:2]):
            draw_text(
                surface,
                fitted(line, 15, box.width - 30, "medium"),
                (box.x + 18, box.y + 12 + 21 * row),
                size=15,
                face="medium",
                colour=theme.text,
            )
        draw_chip(surface, (box.x + 18, box.bottom - 22), tag, colour, theme)
        disc(surface, (box.right - 24, box.bottom - 22), 12, _FACES[card % len(_FACES)])
        draw_text(
            surface,
            "MTPLH"[card % 5],
            (box.right - 24, box.bottom - 22),
            size=11,
            face="semibold",
            anchor="center",
        )

    def click(self, x: int, y: int, button: int) -> bool:
        """Mark the card there."""
        del button
        for card, box in self._boxes.items():
            if box.collidepoint(x, y):
                self._marked ^= {card}
                self.touch()
                return True
        return False


class BoardDesktop(Desktop):
    """Planning office."""

    kind = "board"

    def build(self) -> list[Part]:
        """Field for a new card, board, task bar."""
        width, height = self.size.width, self.size.height
        margin = 26 if width >= 1200 else 10
        self._window = pygame.Rect(
            margin, margin, width - 2 * margin, height - BAR_HEIGHT - 2 * margin
        )
        window = self._window
        top = window.y + TITLE_HEIGHT + 1
        head = 62
        board = Board(
            Rect(window.x + 1, top + head, window.width - 2, window.bottom - top - head - 10),
            self.seed,
        )
        field = min(380, window.width // 2)
        return [
            Entry(
                Rect(window.right - field - 18, top + 11, field, 40),
                _THEME,
                _THEME.ground,
                placeholder="New card, then Return",
                on_submit=board.add,
                size=15,
            ),
            board,
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("Site planning", _THEME.accent),
                    ("Calendar", rgb("#d1495b")),
                    ("Drawings", rgb("#2f9e5b")),
                ],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper, window, heading."""
        paint_wallpaper(surface, "hills", self.seed)
        inside = draw_window(surface, self._window, "Site planning", _THEME, subtitle=self.name)
        draw_text(
            surface,
            "Week 47",
            (inside.x + 22, inside.y + 31),
            size=22,
            face="semibold",
            colour=_THEME.text,
            anchor="midleft",
        )
        if inside.width > 900:
            for index, colour in enumerate(_FACES):
                at = (inside.x + 160 + 26 * index, inside.y + 31)
                disc(surface, at, 17, _THEME.ground)
                disc(surface, at, 15, colour)
        fill_box(
            surface, pygame.Rect(inside.x, inside.bottom - 14, inside.width, 22), _THEME.panel, 8
        )
