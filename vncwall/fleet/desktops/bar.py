"""The task bar with clock that all demo desktops but the kiosks have, and text entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from vncwall.fleet.desktops.base import Desktop, Key, Part
from vncwall.fleet.painting.shapes import disc, fill_box, smooth_line
from vncwall.fleet.painting.text import Colour, draw_text, fitted, width_of
from vncwall.fleet.painting.theme import Theme, mix
from vncwall.fleet.painting.window import draw_field
from vncwall.geometry import Rect

BAR_HEIGHT = 40


class TaskBar(Part):
    """Start button, open programs, clipboard text, clock. Changes once a minute."""

    interval_s = 60.0

    def __init__(
        self,
        rect: Rect,
        desktop: Desktop,
        theme: Theme,
        programs: Sequence[tuple[str, Colour]],
        *,
        has_clock: bool = True,
        has_seconds: bool = False,
    ) -> None:
        """Lay out a bar; the first program is the active one."""
        super().__init__(rect)
        self._desktop = desktop
        self._theme = theme
        self._programs = programs
        self._has_clock = has_clock
        self._has_seconds = has_seconds
        self._pressed = 0
        if has_seconds:
            self.interval_s = 1.0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the bar."""
        theme, (width, height) = self._theme, surface.get_size()
        ground = mix(theme.panel, (0, 0, 0), 0.25) if theme.is_dark else theme.panel
        surface.fill(ground)
        surface.fill(mix(theme.line, ground, 0.3), (0, 0, width, 1))
        middle = height // 2
        _start_button(surface, (22, middle), theme)
        x = 46
        for index, (label, colour) in enumerate(self._programs):
            text = fitted(label, 12, 150, "medium")
            box = pygame.Rect(x, 5, width_of(text, 12, "medium") + 40, height - 10)
            if box.right > width - 320 and index:
                break
            if index == self._pressed:
                fill_box(surface, box, theme.raised, 6)
                fill_box(surface, pygame.Rect(box.centerx - 12, height - 4, 24, 3), theme.accent, 1)
            fill_box(surface, pygame.Rect(box.x + 9, middle - 7, 14, 14), colour, 4)
            draw_text(
                surface,
                text,
                (box.x + 30, middle),
                size=12,
                colour=theme.text,
                face="medium",
                anchor="midleft",
            )
            x = box.right + 6
        right = width - 14
        if self._has_clock:
            local = self._desktop.local_time(now)
            clock = local.strftime("%H:%M:%S" if self._has_seconds else "%H:%M")
            box = draw_text(
                surface,
                clock,
                (right, middle - 8),
                size=13,
                colour=theme.text,
                face="medium",
                anchor="midright",
            )
            draw_text(
                surface,
                local.strftime("%d %b %Y"),
                (right, middle + 9),
                size=11,
                colour=theme.dim,
                anchor="midright",
            )
            right -= 90
            _network(surface, (right, middle), theme.dim)
            _speaker(surface, (right - 28, middle), theme.dim)
            right -= 50
            del box
        clipboard = self._desktop.clipboard.replace("\n", " ")
        if clipboard:
            text = fitted("Clipboard: " + clipboard, 12, max(60, right - x - 40))
            box = pygame.Rect(0, 0, width_of(text, 12) + 22, 24)
            box.midright = (right, middle)
            fill_box(surface, box, mix(theme.accent, ground, 0.72), 12)
            draw_text(surface, text, box.center, size=12, colour=theme.text, anchor="center")

    def click(self, x: int, y: int, button: int) -> bool:
        """Make the next program the active one."""
        del x, y, button
        self._pressed = (self._pressed + 1) % max(1, len(self._programs))
        self.touch()
        return True


def _start_button(surface: pygame.Surface, centre: tuple[int, int], theme: Theme) -> None:
    x, y = centre
    for dx in (-5, 5):
        for dy in (-5, 5):
            disc(surface, (x + dx, y + dy), 3.4, theme.accent)


def _network(surface: pygame.Surface, centre: tuple[int, int], colour: Colour) -> None:
    x, y = centre
    for index, height in enumerate((4, 7, 10, 13)):
        fill_box(surface, pygame.Rect(x - 9 + 5 * index, y + 6 - height, 3, height), colour, 1)


def _speaker(surface: pygame.Surface, centre: tuple[int, int], colour: Colour) -> None:
    x, y = centre
    pygame.draw.polygon(
        surface,
        colour,
        [
            (x - 7, y - 3),
            (x - 3, y - 3),
            (x + 1, y - 7),
            (x + 1, y + 7),
            (x - 3, y + 3),
            (x - 7, y + 3),
        ],
    )
    smooth_line(surface, (x + 5, y - 4), (x + 5, y + 4), colour, 1.5)


class Entry(Part):
    """A text field that takes what is typed; Return hands the text over and empties it."""

    cursor = "text"
    takes_keys = True

    def __init__(
        self,
        rect: Rect,
        theme: Theme,
        ground: Colour,
        *,
        placeholder: str = "",
        on_submit: Callable[[str], None] | None = None,
        size: int = 14,
        face: str = "regular",
    ) -> None:
        """Lay out a field on `ground`; `on_submit` gets each finished line."""
        super().__init__(rect)
        self.text = ""
        self._theme = theme
        self._ground = ground
        self._placeholder = placeholder
        self._on_submit = on_submit
        self._size = size
        self._face = face

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the field."""
        surface.fill(self._ground)
        draw_field(
            surface,
            surface.get_rect(),
            self.text,
            self._theme,
            is_focused=self.has_focus,
            has_caret=self.has_focus,
            placeholder=self._placeholder,
            size=self._size,
            face=self._face,
        )

    def key(self, key: Key) -> None:
        """Edit the text."""
        if key.text:
            self.text += key.text
        elif key.name == "backspace":
            self.text = self.text[:-1]
        elif key.name == "escape":
            self.text = ""
        elif key.name == "return":
            if self._on_submit and self.text:
                self._on_submit(self.text)
            self.text = ""
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Take the focus, which the desktop has done."""
        del x, y, button
        return True
