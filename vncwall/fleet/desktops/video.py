"""A video player: a picture that moves everywhere, with a time line below."""

from __future__ import annotations

import math

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import signal
from vncwall.fleet.painting.shapes import disc, fill_box, vertical_gradient
from vncwall.fleet.painting.text import draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#ff5c5c")
_LENGTH_S = 300
_SCALE = 3
_NIGHT = np.array((7, 10, 26), np.float32)
_DUSK = np.array((30, 44, 74), np.float32)
_WATER_TONE = np.array((0.72, 0.82, 0.95), np.float32)
_CURTAINS = (
    (0.06, 0.34, np.array((18, 150, 92), np.float32)),
    (-0.16, 0.42, np.array((24, 120, 128), np.float32)),
    (-0.34, 0.5, np.array((96, 34, 118), np.float32)),
)
"""Lower edge, height and colour of the northern lights."""


class Picture(Part):
    """Northern lights over water, ten pictures a second. A click pauses it."""

    interval_s = 0.1
    cursor = "hand"

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed
        self._paused_at: float | None = None
        self._last = 0.0
        width, height = -(-rect.width // _SCALE), -(-rect.height // _SCALE)
        random = np.random.default_rng(seed)
        self._x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        self._y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        self._noise = random.integers(0, 9, (height, width + 64, 1), np.uint8)
        self._shore = round(height * 0.7)
        below = np.arange(height - self._shore)
        self._mirror = np.maximum(0, self._shore - 1 - below * 2)
        self._depth = (below[:, None] / max(1, len(below))) ** np.float32(0.6)
        share = np.clip((self._y + 1) / 1.4, 0, 1)[..., None]
        self._sky = (_NIGHT * (1 - share) + _DUSK * share) * np.ones((1, width, 1), np.float32)
        for _ in range(130):
            at = random.integers(0, self._shore), random.integers(0, width)
            self._sky[at] = random.uniform(90, 230)
        self._above = np.ones((height, width), np.float32)
        columns = np.arange(width) / width
        ridge = self._shore - height * 0.10 * (1 + signal(columns * 5, seed, roughness=0.45))
        rows = np.arange(height)[:, None]
        is_hill = (rows > ridge[None, :]) & (rows < self._shore)
        self._land = np.where(is_hill, np.float32(0.16), np.float32(1))[..., None]
        reflected = self._land[self._mirror]
        self._land[self._shore :] = 0.45 + 0.55 * reflected

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the picture of this moment, computed at a third of the size."""
        if self._paused_at is not None:
            now = self._paused_at
        self._last = now
        t = np.float32(now % 3600)
        x, y = self._x, self._y
        picture = self._sky.copy()
        for layer, (base, width, tone) in enumerate(_CURTAINS):
            fold = 0.16 * np.sin(2.3 * x + 0.31 * t + layer) + 0.09 * np.sin(5.1 * x - 0.47 * t)
            rays = 0.62 + 0.38 * np.sin(38 * x + 9 * np.sin(3 * x + 0.3 * t) + layer * 2 + 0.6 * t)
            height_above = (base + fold) - y
            glow = np.where(
                height_above > 0,
                np.exp(-height_above / width) * rays,
                np.exp(height_above / 0.035),
            )
            picture += (glow * self._above)[..., None] * tone
        water = picture[self._mirror]
        ripple = 0.72 + 0.28 * np.sin(self._depth * 46 + 5 * np.sin(4 * x + 0.8 * t) + 2.2 * t)
        water *= ripple[..., None] * _WATER_TONE
        picture[self._shore :] = water
        shift = int(now * 10) * 7 % 64
        height, width = picture.shape[:2]
        picture *= self._land
        pixels = np.clip(picture, 0, 241).astype(np.uint8)
        pixels += self._noise[:, shift : shift + width]
        small = pygame.image.frombuffer(pixels.tobytes(), (width, height), "RGB")
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
        remark = min(260, window.width // 3)
        field = Rect(window.right - remark - 12, picture.bottom + 8, remark, 38)
        bar = Rect(picture.x, picture.bottom, picture.width - remark - 12, line)
        if self._side_width:
            box = self._side
            field = Rect(box.x + 14, box.bottom - 54, box.width - 28, 38)
            bar = Rect(picture.x, picture.bottom, picture.width, line)
        parts: list[Part] = [Entry(field, _THEME, _THEME.ground, placeholder="Add a remark")]
        parts += [
            Picture(picture, self.seed),
            TimeLine(bar),
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
