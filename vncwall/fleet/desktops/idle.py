"""An idle desktop: wallpaper, icons, a large clock and a note to type on."""

from __future__ import annotations

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, TaskBar
from vncwall.fleet.desktops.base import Desktop, Key, Part
from vncwall.fleet.painting.shapes import fill_box, shadow
from vncwall.fleet.painting.text import draw_text, wrapped
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.geometry import Rect

_ICONS = (
    ("Files", "#f2b84b"),
    ("Mail", "#4c8dff"),
    ("Calendar", "#e5656a"),
    ("Visitors", "#4fb98a"),
    ("Scanner", "#9b7bea"),
)
_NOTE = rgb("#ffe58a")
_INK = rgb("#4a3b05")


class Note(Part):
    """A sticky note; what is typed stands below what is written. A click copies it all."""

    cursor = "text"
    takes_keys = True

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._text = "Front desk\nDelivery for lab 2 at 14:30, ring 4417.\n"

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the note."""
        del now
        surface.fill(_NOTE)
        surface.fill(mix(_NOTE, (0, 0, 0), 0.07), (0, 0, surface.get_width(), 30))
        draw_text(surface, "Note", (14, 15), colour=_INK, face="semibold", anchor="midleft")
        draw_text(
            surface,
            "click to copy",
            (surface.get_width() - 14, 15),
            size=11,
            colour=mix(_INK, _NOTE, 0.4),
            anchor="midright",
        )
        lines = wrapped(self._text + ("|" if self.has_focus else ""), 15, self.rect.width - 28)
        for index, line in enumerate(lines[-7:]):
            draw_text(surface, line, (14, 42 + 23 * index), size=15, colour=_INK)

    def key(self, key: Key) -> None:
        """Write."""
        if key.text:
            self._text += key.text
        elif key.name == "return":
            self._text += "\n"
        elif key.name == "backspace":
            self._text = self._text[:-1]
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Copy the text to the clipboard."""
        del x, y, button
        self._desktop.copy(self._text.strip())
        for part in self._desktop.parts:
            part.touch()
        return True


class BigClock(Part):
    """The time of day in large figures on the wallpaper."""

    interval_s = 1.0

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._background: pygame.Surface | None = None

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the time over the wallpaper that was below at the first painting."""
        if self._background is None or self.tick is None:
            self._background = surface.copy()
        surface.blit(self._background, (0, 0))
        local = self._desktop.local_time(now)
        box = draw_text(
            surface, local.strftime("%H:%M"), (0, 0), size=self.rect.height * 9 // 16, face="medium"
        )
        draw_text(
            surface,
            local.strftime("%S"),
            (box.right + 10, box.bottom - box.height // 6),
            size=max(16, self.rect.height // 6),
            face="medium",
            colour=rgb("#ffffff"),
            anchor="bottomleft",
        )
        draw_text(
            surface,
            local.strftime("%A, %d %B"),
            (4, box.bottom),
            size=max(14, self.rect.height // 7),
            colour=rgb("#f2f4f8"),
        )


class IdleDesktop(Desktop):
    """Nobody works here; only the clock moves."""

    kind = "idle"
    _themes = (DARK.with_accent("#6ea8fe"), DARK.with_accent("#4fb98a"))
    _wallpapers = ("hills", "waves", "contours", "facets", "glow")

    def build(self) -> list[Part]:
        """Clock, note and task bar."""
        width, height = self.size.width, self.size.height
        theme = self._themes[self.seed % len(self._themes)]
        clock_height = max(90, height // 6)
        note = Rect(width - 290, 60, 250, 220)
        return [
            Note(note, self),
            BigClock(
                Rect(140, height // 9, min(width - 460, clock_height * 3), clock_height), self
            ),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                theme,
                [("Files", rgb("#f2b84b"))],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper, icons, the note's shadow."""
        name = self._wallpapers[self.seed // 2 % len(self._wallpapers)]
        paint_wallpaper(surface, name, self.seed)
        for index, (label, code) in enumerate(_ICONS):
            y = 36 + 92 * index
            if y + 80 > self.size.height - BAR_HEIGHT:
                break
            box = pygame.Rect(40, y, 46, 46)
            fill_box(surface, box.move(0, 2), (0, 0, 0), 11)
            fill_box(surface, box, rgb(code), 11)
            fill_box(surface, pygame.Rect(52, y + 13, 22, 5), (255, 255, 255), 2)
            fill_box(surface, pygame.Rect(52, y + 22, 22, 5), (255, 255, 255), 2)
            fill_box(surface, pygame.Rect(52, y + 31, 14, 5), (255, 255, 255), 2)
            at = (63, y + 60)
            draw_text(
                surface, label, (at[0] + 1, at[1] + 1), size=12, colour=(0, 0, 0), anchor="center"
            )
            draw_text(surface, label, at, size=12, anchor="center", face="medium")
        shadow(surface, pygame.Rect(self.size.width - 290, 60, 250, 220))
