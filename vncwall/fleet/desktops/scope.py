"""Measuring instruments: two traces on a phosphor screen, a spectrum, knobs."""

from __future__ import annotations

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import signal, spark_line
from vncwall.fleet.painting.shapes import disc, fill_box, ring, smooth_line
from vncwall.fleet.painting.text import draw_text
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#f2c14e")
_SCREEN = rgb("#07120f")
_YELLOW, _CYAN, _PINK = rgb("#ffe14d"), rgb("#4de1ff"), rgb("#ff6fb5")


class Traces(Part):
    """Two signals; a click shifts the phase, the wheel changes the scale."""

    interval_s = 1.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._scale = 1.0
        self._is_held = False
        self._last = 0.0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw grid, traces and figures."""
        if self._is_held:
            now = self._last
        self._last = now
        width, height = surface.get_size()
        surface.fill(_SCREEN)
        for column in range(11):
            x = column * (width - 1) // 10
            surface.fill(rgb("#173129") if column != 5 else rgb("#28564a"), (x, 0, 1, height))
        for row in range(9):
            y = row * (height - 1) // 8
            surface.fill(rgb("#173129") if row != 4 else rgb("#28564a"), (0, y, width, 1))
        at = np.linspace(0, 4 * np.pi, width) * self._scale
        phase = now * 1.3 % (200 * np.pi)
        ripple = 0.04 * signal(np.linspace(0, 30, width) + now % 1000, self._seed)
        first = 0.68 + 0.2 * np.sin(at + phase) + 0.05 * np.sin(5 * at - phase) + ripple * 0.5
        second = 0.3 + 0.16 * np.sign(np.sin(at * 0.5 + phase * 0.5)) + ripple
        area = surface.get_rect()
        spark_line(surface, area, second, _CYAN, 2.0)
        spark_line(surface, area, first, _YELLOW, 2.0)
        for index, (text, colour) in enumerate(
            (
                ("CH1 500 mV", _YELLOW),
                ("CH2 2.0 V", _CYAN),
                (f"M {2 / self._scale:.1f} ms", _THEME.text),
            )
        ):
            draw_text(
                surface,
                text,
                (14 + 130 * index, height - 18),
                size=13,
                face="mono-bold",
                colour=colour,
                anchor="midleft",
            )
        word, colour = ("STOP", _THEME.bad) if self._is_held else ("TRIG'D", _THEME.good)
        draw_text(
            surface,
            word,
            (width - 14, 16),
            size=13,
            face="mono-bold",
            colour=colour,
            anchor="midright",
        )

    def click(self, x: int, y: int, button: int) -> bool:
        """Hold the picture, or go on."""
        del x, y, button
        self._is_held = not self._is_held
        self.touch()
        return True

    def wheel(self, steps: int) -> None:
        """Stretch or squeeze time."""
        self._scale = min(8.0, max(0.25, self._scale * (1.25 if steps > 0 else 0.8)))
        self.touch()


class Spectrum(Part):
    """A spectrum of narrow bars."""

    interval_s = 1.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the bars."""
        width, height = surface.get_size()
        surface.fill(_SCREEN)
        count = width // 9
        place = np.arange(count, dtype=np.float64)
        noise = 0.1 + 0.06 * signal(place * 0.9 + now * 3 % 5000, self._seed)
        level = noise + 0.7 * np.exp(-(((place - count * 0.22) / 2.2) ** 2))
        level += 0.45 * np.exp(-(((place - count * 0.55) / 1.8) ** 2))
        level += 0.25 * np.exp(-(((place - count * 0.8) / 1.6) ** 2))
        level *= 1 + 0.08 * float(signal(now * 2 % 5000, self._seed + 9)[0])
        for index, value in enumerate(level.tolist()):
            top = max(2, round(min(1, value) * (height - 34)))
            colour = mix(_PINK, _YELLOW, min(1, value * 1.3))
            surface.fill(colour, (index * 9 + 2, height - 24 - top, 7, top))
        draw_text(surface, "0", (6, height - 12), size=11, colour=_THEME.dim, anchor="midleft")
        draw_text(
            surface,
            "20 kHz",
            (width - 6, height - 12),
            size=11,
            colour=_THEME.dim,
            anchor="midright",
        )


class Knobs(Part):
    """Knobs to click: each click turns one further."""

    cursor = "hand"

    def __init__(self, rect: Rect) -> None:
        super().__init__(rect)
        self._turns = [0.1, 0.35, 0.5, 0.62]

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the knobs."""
        del now
        surface.fill(_THEME.ground)
        step = self.rect.width // 4
        for index, label in enumerate(("Volts 1", "Volts 2", "Time", "Trigger")):
            x, y = step * index + step // 2, self.rect.height // 2 - 10
            radius = min(30, step // 3)
            disc(surface, (x, y), radius, _THEME.raised)
            turn = self._turns[index]
            ring(surface, (x, y), radius + 4, 3, _THEME.line, start=0.625, share=0.75)
            ring(
                surface,
                (x, y),
                radius + 4,
                3,
                _THEME.accent,
                start=0.625,
                share=max(0.01, 0.75 * turn),
            )
            angle = 2 * np.pi * (0.625 + 0.75 * turn)
            tip = (x + (radius - 8) * np.sin(angle), y - (radius - 8) * np.cos(angle))
            smooth_line(surface, (x, y), tip, _THEME.text, 3)
            draw_text(
                surface, label, (x, y + radius + 18), size=12, colour=_THEME.dim, anchor="center"
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Turn a knob: right with the left button, left with any other."""
        del y
        index = min(3, x * 4 // self.rect.width)
        self._turns[index] = (self._turns[index] + (0.125 if button == 0 else 0.875)) % 1.0
        self.touch()
        return True


class ScopeDesktop(Desktop):
    """A bench in a laboratory."""

    kind = "scope"

    def build(self) -> list[Part]:
        """Field for the sample's name, traces, spectrum, knobs, task bar."""
        width, height = self.size.width, self.size.height
        margin = 22 if width >= 1200 else 10
        bottom = height - BAR_HEIGHT - margin
        split = width * 62 // 100
        self._left = pygame.Rect(margin, margin, split - margin, bottom - margin)
        self._right = pygame.Rect(
            split + margin, margin, width - split - 2 * margin, bottom - margin
        )
        left, right = self._left, self._right
        knobs = 120
        top = left.y + TITLE_HEIGHT + 1
        half = (right.height - TITLE_HEIGHT - 90) * 2 // 3
        return [
            Entry(
                Rect(right.x + 16, right.bottom - 54, right.width - 32, 38),
                _THEME,
                _THEME.ground,
                placeholder="Name of the sample",
            ),
            Traces(
                Rect(left.x + 10, top + 9, left.width - 20, left.bottom - top - knobs - 24),
                self.seed,
            ),
            Knobs(Rect(left.x + 10, left.bottom - knobs - 6, left.width - 20, knobs)),
            Spectrum(Rect(right.x + 10, top + 9, right.width - 20, half), self.seed),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [("Scope", _YELLOW), ("Spectrum", _PINK)],
                has_seconds=True,
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and windows."""
        paint_wallpaper(surface, "plain", self.seed)
        draw_window(surface, self._left, "Scope — bench 2", _THEME, subtitle=self.name)
        inside = draw_window(surface, self._right, "Spectrum", _THEME, is_active=False)
        y = inside.y + 24 + (self._right.height - TITLE_HEIGHT - 90) * 2 // 3
        rows = (("Peak", "4.41 kHz"), ("Floor", "-92 dB"), ("THD", "0.013 %"))
        for index, (label, value) in enumerate(rows):
            at = y + 14 + 30 * index
            if at + 70 > inside.bottom:
                break
            draw_text(
                surface, label, (inside.x + 20, at), size=14, colour=_THEME.dim, anchor="midleft"
            )
            draw_text(
                surface,
                value,
                (inside.right - 20, at),
                size=14,
                face="mono-bold",
                colour=_THEME.text,
                anchor="midright",
            )
        fill_box(surface, pygame.Rect(inside.x + 16, y - 6, inside.width - 32, 1), _THEME.line)
