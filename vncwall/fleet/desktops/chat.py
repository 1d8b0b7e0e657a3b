"""A chat: conversations, messages that come in, a line to answer."""

from __future__ import annotations

import math
import random

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.shapes import disc, fill_box
from vncwall.fleet.painting.text import Colour, draw_text, fitted, width_of, wrapped
from vncwall.fleet.painting.theme import LIGHT, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = LIGHT.with_accent("#5b5bd6")
_PEOPLE: tuple[tuple[str, Colour], ...] = (
    ("Maya Lindqvist", rgb("#d1495b")), ("Theo Brandt", rgb("#2f9e8f")),
    ("Priya Nair", rgb("#d98324")), ("Luis Ortega", rgb("#4c7bd9")),
    ("Hana Sato", rgb("#8f5bd6")), ("Noah Fischer", rgb("#5a8f3d")),
)  # fmt: skip
_TALK = (
    "The printer on floor 3 is jammed again.",
    "I restarted the spooler, can you try once more?",
    "Works now, thank you!",
    "Who has the key for the server room?",
    "It is at the front desk, sign for it please.",
    "My second screen stays black since the update.",
    "Unplug it for ten seconds, then plug it in again. If that does not help I come up.",
    "Ticket 4821 can be closed.",
    "The VPN asks me for a new code every hour, is that normal?",
    "No, that was changed this morning. I will have a look.",
    "Lunch at half past twelve?",
    "Yes, the Thai place.",
    "The backup report is green for the whole week.",
    "Could somebody reset the password of the training account?",
    "Done, sent to you on paper.",
)
_MESSAGE_S = 7.0


class Talk(Part):
    """The messages; message n comes at n * 7 seconds, those of the client in between."""

    interval_s = _MESSAGE_S

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._own: dict[int, list[str]] = {}
        self._last = 0
        self._back = 0

    def say(self, text: str) -> None:
        """Add a message of the client's."""
        self._own.setdefault(self._last, []).append(text)
        self._desktop.bells += 1
        self.touch()

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the last messages from below."""
        surface.fill(_THEME.ground)
        self._last = math.floor(now / _MESSAGE_S + 0.5)
        y = self.rect.height - 14
        index = self._last - self._back
        while y > 0 and index > self._last - 40:
            for text in reversed(self._own.get(index, [])):
                y = self._bubble(surface, text, "You", _THEME.accent, y, is_own=True)
            pick = random.Random(index * 17 + self._desktop.seed)
            name, colour = _PEOPLE[pick.randrange(len(_PEOPLE))]
            text = _TALK[index % len(_TALK)]
            y = self._bubble(surface, text, name, colour, y, is_own=index % 4 == 1)
            index -= 1

    def _bubble(
        self,
        surface: pygame.Surface,
        text: str,
        name: str,
        colour: Colour,
        bottom: int,
        *,
        is_own: bool,
    ) -> int:
        theme, limit = _THEME, min(460, self.rect.width * 6 // 10)
        lines = wrapped(text, 15, limit)
        width = max(width_of(line, 15) for line in lines) + 30
        height = 22 * len(lines) + 18
        top = bottom - height
        if is_own:
            box = pygame.Rect(self.rect.width - width - 24, top, width, height)
            fill_box(surface, box, theme.accent, 14)
            ink: Colour = (255, 255, 255)
        else:
            box = pygame.Rect(68, top, width, height)
            fill_box(surface, box, theme.panel, 14)
            ink = theme.text
            disc(surface, (38, top + 18), 18, colour)
            initials = "".join(part[0] for part in name.split())
            draw_text(surface, initials, (38, top + 18), size=13, face="semibold", anchor="center")
        for row, line in enumerate(lines):
            draw_text(surface, line, (box.x + 15, top + 9 + 22 * row), size=15, colour=ink)
        if not is_own:
            draw_text(surface, name, (72, top - 11), size=12, colour=theme.dim, anchor="midleft")
            return top - 32
        return top - 14

    def wheel(self, steps: int) -> None:
        """Look back."""
        self._back = max(0, min(30, self._back - steps))
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Copy the last message."""
        del x, y, button
        self._desktop.copy(_TALK[self._last % len(_TALK)])
        for part in self._desktop.parts:
            part.touch()
        return True


class People(Part):
    """The conversations; a click chooses one."""

    cursor = "hand"

    def __init__(self, rect: Rect) -> None:
        super().__init__(rect)
        self._chosen = 0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the list."""
        del now
        theme = _THEME
        surface.fill(theme.panel)
        surface.fill(theme.line, (self.rect.width - 1, 0, 1, self.rect.height))
        draw_text(surface, "Help desk", (20, 24), size=18, face="semibold", colour=theme.text)
        for index, (name, colour) in enumerate((("IT support", rgb("#5b5bd6")), *_PEOPLE)):
            y = 70 + 66 * index
            if y + 60 > self.rect.height:
                break
            if index == self._chosen:
                box = pygame.Rect(8, y, self.rect.width - 16, 60)
                fill_box(surface, box, mix(theme.accent, theme.panel, 0.86), 10)
            disc(surface, (40, y + 30), 20, colour)
            initials = "".join(part[0] for part in name.split())
            draw_text(surface, initials, (40, y + 30), size=14, face="semibold", anchor="center")
            disc(surface, (55, y + 45), 6, theme.panel)
            disc(surface, (55, y + 45), 4.5, theme.good if index % 3 else theme.warn)
            draw_text(
                surface,
                fitted(name, 15, self.rect.width - 100, "medium"),
                (72, y + 20),
                size=15,
                face="medium",
                colour=theme.text,
                anchor="midleft",
            )
            draw_text(
                surface,
                fitted(_TALK[3 * index % len(_TALK)], 13, self.rect.width - 90),
                (72, y + 42),
                size=13,
                colour=theme.dim,
                anchor="midleft",
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Choose a conversation."""
        del x, button
        self._chosen = max(0, min(len(_PEOPLE), (y - 70) // 66))
        self.touch()
        return True


class ChatDesktop(Desktop):
    """Help desk."""

    kind = "chat"

    def build(self) -> list[Part]:
        """Line to answer, people, messages, task bar."""
        width, height = self.size.width, self.size.height
        margin = 36 if width >= 1200 else 12
        self._window = pygame.Rect(
            margin, margin * 2 // 3, width - 2 * margin, height - BAR_HEIGHT - margin * 4 // 3
        )
        window = self._window
        top = window.y + TITLE_HEIGHT + 1
        side = min(320, window.width // 3)
        area = Rect(window.x + 1 + side, top, window.width - side - 2, window.bottom - top - 10)
        talk = Talk(Rect(area.x, area.y, area.width, area.height - 58), self)
        return [
            Entry(
                Rect(area.x + 20, area.bottom - 48, area.width - 40, 42),
                _THEME,
                _THEME.ground,
                placeholder="Message to IT support",
                on_submit=talk.say,
                size=15,
            ),
            People(Rect(window.x + 1, top, side, area.height)),
            talk,
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("Chat", _THEME.accent),
                    ("Tickets", rgb("#d98324")),
                    ("Inventory", rgb("#2f9e8f")),
                ],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and window."""
        paint_wallpaper(surface, "waves", self.seed)
        draw_window(surface, self._window, "IT support", _THEME, subtitle="7 members")
