"""A video player: a picture that moves everywhere, with a time line below."""

from __future__ import annotations

import math

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.shapes import disc, fill_box, vertical_gradient
from vncwall.fleet.painting.text import draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#ff5c5c")
_LENGTH_S = 300
_SCALE = 3


class Picture(Part):
    """Waves of light over dark water; a new picture ten times a second. A click pauses it."""

    interval_s = 0.1
    cursor = "hand"

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._paused_at: float | None = None
        self._last = 0.0
        width, height = -(-rect.width // _SCALE), -(-rect.height // _SCALE)
        self._x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        self._y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        noise = np.random.default_rng(seed).integers(0, 14, (height, width + 64, 1), np.uint8)
        self._noise = noise

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the picture of this moment, computed at a third of the size."""
        if self._paused_at is not None:
            now = self._paused_at
        self._last = now
        t = np.float32(now % 3600)
        x, y = self._x, self._y
        horizon = y + 0.08 * np.sin(1.4 * x + 0.2 * t)
        sky = np.clip(0.62 - 0.5 * horizon, 0, 1)
        ripple = np.sin(9 * y * y * 4 + 3 * x + 1.7 * t) * np.sin(14 * x * (1.4 - y) - 1.1 * t)
        drift = np.sin(2.2 * x + 0.5 * t) + np.sin(3.1 * y - 0.4 * t + 1.3 * np.sin(0.3 * t))
        curtain = np.exp(-((horizon + 0.35 + 0.16 * drift) ** 2) * 14)
        water = np.clip(horizon * 3.2, 0, 1)
        red = 18 + 60 * sky + 95 * curtain * (0.5 + 0.5 * np.sin(0.13 * t + 1.2 * x))
        green = 26 + 70 * sky + 190 * curtain
        blue = 52 + 90 * sky + 120 * curtain * (0.5 + 0.5 * np.cos(0.17 * t + x))
        glint = water * (0.5 + 0.5 * ripple)
        picture = np.stack(
            (
                red * (1 - 0.55 * water) + 40 * glint,
                green * (1 - 0.5 * water) + 75 * glint,
                blue * (1 - 0.35 * water) + 80 * glint,
            ),
            axis=-1,
        )
        shift = int(now * 10) * 7 % 64
        height, width = picture.shape[:2]
        pixels = np.clip(picture, 0, 241).astype(np.uint8)
        pixels += self._noise[:, shift : shift + width]
        small = pygame.image.frombuffer(pixels.tobytes(), (width, height), "RGB")
        pygame.transform.smoothscale(small, (width * _SCALE, height * _SCALE))
        large = pygame.transform.smoothscale(small, surface.get_size())
        surface.blit(large, (0, 0))
        if self._paused_at is not None:
            fill_box(
                surface,
                pygame.Rect(self.rect.width // 2 - 34, self.rect.height // 2 - 40, 24, 80),
                (255, 255, 255),
                5,
            )
            fill_box(
                surface,
                pygame.Rect(self.rect.width // 2 + 10, self.rect.height // 2 - 40, 24, 80),
                (255, 255, 255),
                5,
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Pause, or go on."""
        del x, y, button
        self._paused_at = self._last if self._paused_at is None else None
        self.touch()
        return True


class TimeLine(Part):
    """How far the video is."""

    interval_s = 1.0

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw controls and progress."""
        theme = _THEME
        surface.fill(theme.ground)
        width, middle = self.rect.width, self.rect.height // 2
        at = math.floor(now + 0.5) % _LENGTH_S
        for index in range(2):
            fill_box(surface, pygame.Rect(22 + 9 * index, middle - 9, 5, 18), theme.text, 2)
        text = f"{at // 60}:{at % 60:02} / {_LENGTH_S // 60}:{_LENGTH_S % 60:02}"
        draw_text(
            surface, text, (54, middle), size=14, face="medium", colour=theme.text, anchor="midleft"
        )
        bar = pygame.Rect(170, middle - 3, width - 200, 6)
        fill_box(surface, bar, theme.raised, 3)
        done = round(bar.width * at / _LENGTH_S)
        fill_box(surface, pygame.Rect(bar.x, bar.y, max(6, done), 6), theme.accent, 3)
        disc(surface, (bar.x + done, middle), 8, theme.accent)


class VideoDesktop(Desktop):
    """A machine in a studio that shows moving pictures."""

    kind = "video"

    def build(self) -> list[Part]:
        """Picture, time line, a field for remarks, task bar."""
        width, height = self.size.width, self.size.height
        margin = 40 if width >= 1200 else 12
        self._side_width = 320 if width >= 1300 else 0
        gap = 20 if self._side_width else 0
        self._window = pygame.Rect(
            margin,
            margin * 2 // 3,
            width - 2 * margin - self._side_width - gap,
            height - BAR_HEIGHT - margin * 4 // 3,
        )
        window = self._window
        self._side = pygame.Rect(window.right + gap, window.y, self._side_width, window.height)
        top = window.y + TITLE_HEIGHT + 1
        line = 54
        picture = Rect(window.x + 1, top, window.width - 2, window.bottom - top - line - 8)
        parts: list[Part] = []
        if self._side_width:
            box = self._side
            parts.append(
                Entry(
                    Rect(box.x + 14, box.bottom - 54, box.width - 28, 38),
                    _THEME,
                    _THEME.ground,
                    placeholder="Add a remark",
                )
            )
        parts += [
            Picture(picture, self.seed),
            TimeLine(Rect(picture.x, picture.bottom, picture.width, line)),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [("Review", _THEME.accent), ("Colour", rgb("#22c7b8")), ("Mixer", rgb("#f2a93b"))],
            ),
        ]
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper, player, list of clips."""
        theme = _THEME
        paint_wallpaper(surface, "facets", self.seed)
        draw_window(surface, self._window, "Aurora_cut_04.mov", theme, subtitle=self.name)
        if not self._side_width:
            return
        inside = draw_window(surface, self._side, "Clips", theme, is_active=False)
        y = inside.y + 14
        for index in range(8):
            if y + 84 > inside.bottom - 62:
                break
            tone = mix(rgb("#1d5c63"), rgb("#8a3b62"), index / 7)
            thumb = vertical_gradient(112, 64, mix(tone, (255, 255, 255), 0.25), tone)
            surface.blit(thumb, (inside.x + 14, y))
            draw_text(
                surface,
                fitted(f"Scene {index + 1:02} take {index % 3 + 1}", 14, 150),
                (inside.x + 140, y + 20),
                size=14,
                face="medium",
                colour=theme.text,
                anchor="midleft",
            )
            draw_text(
                surface,
                f"0:{17 + 5 * index} · 1080p",
                (inside.x + 140, y + 42),
                size=12,
                colour=theme.dim,
                anchor="midleft",
            )
            y += 80
