"""The small signs of the program, drawn by itself so that they are sharp at every size.

A glyph is a function that draws with a `Pen` in a square of side 1. It is rasterised eight times
too large and averaged, which depends on no font, no file and no processor: the same pixels
everywhere. `GLYPHS` is the one list; a new sign is one function and one row.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import pygame

from vncwall.ui.theme import Colour

_SUPER = 8
_STROKE = 0.085
"""Width of a line, as a part of the side."""

_Point = tuple[float, float]


class Pen:
    """Draws coverage in unit coordinates, y downwards, on an enlarged square."""

    def __init__(self, side: int) -> None:
        self._scale = side * _SUPER
        self._plane = pygame.Surface((self._scale, self._scale), depth=8)
        self._plane.set_palette([(level, level, level) for level in range(256)])

    def coverage(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """Return the averaged coverage, (side, side), 0-255."""
        side = self._scale // _SUPER
        plane = np.frombuffer(self._plane.get_buffer().raw, np.uint8)
        plane = plane.reshape(self._scale, -1)[:, : self._scale]
        blocks = plane.reshape(side, _SUPER, side, _SUPER).astype(np.uint32)
        total = blocks.sum(axis=(1, 3))
        half = _SUPER * _SUPER // 2
        result: np.ndarray[tuple[int, int], np.dtype[np.uint8]] = (
            (total + half) // (_SUPER * _SUPER)
        ).astype(np.uint8)
        return result

    def disc(self, centre: _Point, radius: float, *, ink: bool = True) -> None:
        """Fill a circle; without `ink`, clear it."""
        pygame.draw.circle(
            self._plane, _level(ink), self._point(centre), max(1, round(radius * self._scale))
        )

    def polygon(self, points: Sequence[_Point], *, ink: bool = True) -> None:
        """Fill a polygon; without `ink`, clear it."""
        pygame.draw.polygon(self._plane, _level(ink), [self._point(p) for p in points])

    def line(
        self,
        points: Sequence[_Point],
        *,
        width: float = _STROKE,
        ink: bool = True,
        closed: bool = False,
    ) -> None:
        """Stroke a line with round joints and ends."""
        if closed:
            points = [*points, points[0]]
        for start, end in itertools.pairwise(points):
            dx, dy = end[0] - start[0], end[1] - start[1]
            length = math.hypot(dx, dy) or 1.0
            nx, ny = -dy / length * width / 2, dx / length * width / 2
            self.polygon(
                [
                    (start[0] + nx, start[1] + ny),
                    (end[0] + nx, end[1] + ny),
                    (end[0] - nx, end[1] - ny),
                    (start[0] - nx, start[1] - ny),
                ],
                ink=ink,
            )
        for point in points:
            self.disc(point, width / 2, ink=ink)

    def arc(
        self,
        centre: _Point,
        radius: float,
        start: float,
        end: float,
        *,
        width: float = _STROKE,
        ink: bool = True,
    ) -> None:
        """Stroke an arc, clockwise from `start` to `end` in degrees; 0 points right."""
        steps = max(8, int(abs(end - start) / 4))
        angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line(
            [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles],
            width=width,
            ink=ink,
        )

    def ring(self, centre: _Point, radius: float, *, width: float = _STROKE) -> None:
        """Stroke a whole circle."""
        self.disc(centre, radius + width / 2)
        self.disc(centre, radius - width / 2, ink=False)

    def bar(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        radius: float = 0.0,
        ink: bool = True,
    ) -> None:
        """Fill an upright rectangle with round corners."""
        r = min(radius, (right - left) / 2, (bottom - top) / 2)
        self.polygon(
            [(left + r, top), (right - r, top), (right - r, bottom), (left + r, bottom)], ink=ink
        )
        self.polygon(
            [(left, top + r), (right, top + r), (right, bottom - r), (left, bottom - r)], ink=ink
        )
        for x in (left + r, right - r):
            for y in (top + r, bottom - r):
                if r:
                    self.disc((x, y), r, ink=ink)

    def _point(self, point: _Point) -> tuple[int, int]:
        return round(point[0] * self._scale - 0.5), round(point[1] * self._scale - 0.5)


def _level(ink: bool) -> tuple[int, int, int]:
    return (255, 255, 255) if ink else (0, 0, 0)


def _snowflake(pen: Pen) -> None:
    for turn in range(6):
        angle = math.radians(90 + 60 * turn)
        ux, uy = math.cos(angle), math.sin(angle)
        pen.line([(0.5, 0.5), (0.5 + 0.44 * ux, 0.5 + 0.44 * uy)], width=0.075)
        for side in (-1, 1):
            twig = angle + side * math.radians(48)
            x, y = 0.5 + 0.26 * ux, 0.5 + 0.26 * uy
            pen.line([(x, y), (x + 0.16 * math.cos(twig), y + 0.16 * math.sin(twig))], width=0.07)


def _key(pen: Pen) -> None:
    pen.ring((0.27, 0.5), 0.16, width=0.1)
    pen.line([(0.44, 0.5), (0.92, 0.5)], width=0.1)
    pen.line([(0.88, 0.5), (0.88, 0.66)], width=0.1)
    pen.line([(0.70, 0.5), (0.70, 0.62)], width=0.1)


def _broken_link(pen: Pen) -> None:
    # Two halves of a chain link on a rising diagonal, pulled apart, with three sparks.
    for sign in (-1, 1):
        cx, cy = 0.5 + sign * 0.20, 0.5 - sign * 0.20
        angle = math.radians(-45)
        ux, uy = math.cos(angle) * sign, math.sin(angle) * sign
        nx, ny = -uy, ux
        half, reach = 0.125, 0.13
        near = [(cx - ux * reach + nx * half * s, cy - uy * reach + ny * half * s) for s in (1, -1)]
        far = [(cx + ux * 0.06 + nx * half * s, cy + uy * 0.06 + ny * half * s) for s in (1, -1)]
        middle = (cx + ux * 0.06, cy + uy * 0.06)
        facing = math.degrees(math.atan2(uy, ux))
        pen.line([near[0], far[0]], width=0.09)
        pen.line([near[1], far[1]], width=0.09)
        pen.arc(middle, half, facing - 90, facing + 90, width=0.09)
    pen.line([(0.30, 0.20), (0.345, 0.315)], width=0.07)
    pen.line([(0.16, 0.345), (0.275, 0.38)], width=0.07)
    pen.line([(0.70, 0.80), (0.655, 0.685)], width=0.07)
    pen.line([(0.84, 0.655), (0.725, 0.62)], width=0.07)


def _clock(pen: Pen) -> None:
    pen.ring((0.5, 0.5), 0.39)
    pen.line([(0.5, 0.27), (0.5, 0.52), (0.66, 0.62)], width=0.08)


def _dark_screen(pen: Pen) -> None:
    pen.bar(0.08, 0.16, 0.92, 0.72, radius=0.08)
    pen.bar(0.43, 0.70, 0.57, 0.84)
    pen.bar(0.28, 0.81, 0.72, 0.88, radius=0.03)


def _empty_screen(pen: Pen) -> None:
    _dark_screen(pen)
    pen.bar(0.17, 0.25, 0.83, 0.63, radius=0.03, ink=False)


def _moon(pen: Pen) -> None:
    pen.disc((0.47, 0.5), 0.40)
    pen.disc((0.66, 0.40), 0.34, ink=False)


def _hand(pen: Pen) -> None:
    for x, top in ((0.335, 0.24), (0.455, 0.13), (0.575, 0.17), (0.69, 0.28)):
        pen.line([(x, top), (x, 0.6)], width=0.095)
    pen.bar(0.29, 0.5, 0.737, 0.82, radius=0.16)
    pen.line([(0.34, 0.72), (0.175, 0.53)], width=0.105)
    pen.polygon([(0.23, 0.57), (0.36, 0.55), (0.42, 0.8), (0.36, 0.8)])


def _bell(pen: Pen) -> None:
    pen.disc((0.5, 0.4), 0.25)
    pen.polygon([(0.25, 0.4), (0.75, 0.4), (0.79, 0.62), (0.87, 0.72), (0.13, 0.72), (0.21, 0.62)])
    pen.line([(0.15, 0.715), (0.85, 0.715)], width=0.07)
    pen.disc((0.5, 0.14), 0.055)
    pen.disc((0.5, 0.83), 0.095)
    pen.bar(0.3, 0.75, 0.7, 0.79, ink=False)


def _pause(pen: Pen) -> None:
    pen.bar(0.24, 0.16, 0.42, 0.84, radius=0.05)
    pen.bar(0.58, 0.16, 0.76, 0.84, radius=0.05)


def _record(pen: Pen) -> None:
    pen.disc((0.5, 0.5), 0.36)


def _record_waiting(pen: Pen) -> None:
    pen.ring((0.5, 0.5), 0.31, width=0.12)


def _eye(pen: Pen) -> None:
    upper = [(0.06 + 0.88 * t / 24, 0.5 - 0.3 * math.sin(math.pi * t / 24)) for t in range(25)]
    lower = [(x, 1.0 - y) for x, y in reversed(upper)]
    pen.polygon([*upper, *lower])
    inner_up = [(0.17 + 0.66 * t / 24, 0.5 - 0.2 * math.sin(math.pi * t / 24)) for t in range(25)]
    pen.polygon([*inner_up, *[(x, 1.0 - y) for x, y in reversed(inner_up)]], ink=False)
    pen.disc((0.5, 0.5), 0.135)


def _camera(pen: Pen) -> None:
    pen.bar(0.08, 0.28, 0.92, 0.82, radius=0.09)
    pen.polygon([(0.34, 0.3), (0.4, 0.17), (0.6, 0.17), (0.66, 0.3)])
    pen.disc((0.5, 0.55), 0.2, ink=False)
    pen.disc((0.5, 0.55), 0.125)


def _full_screen(pen: Pen) -> None:
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = 0.5 + sx * 0.36, 0.5 + sy * 0.36
            pen.line([(x - sx * 0.22, y), (x, y), (x, y - sy * 0.22)], width=0.095)


def _window(pen: Pen) -> None:
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = 0.5 + sx * 0.15, 0.5 + sy * 0.15
            pen.line([(x + sx * 0.23, y), (x, y), (x, y + sy * 0.23)], width=0.095)


def _release(pen: Pen) -> None:
    pen.line([(0.6, 0.14), (0.86, 0.14), (0.86, 0.86), (0.6, 0.86)], width=0.09)
    pen.line([(0.66, 0.5), (0.14, 0.5)], width=0.09)
    pen.line([(0.34, 0.3), (0.14, 0.5), (0.34, 0.7)], width=0.09)


def _keyboard(pen: Pen) -> None:
    pen.bar(0.06, 0.24, 0.94, 0.78, radius=0.08)
    pen.bar(0.13, 0.31, 0.87, 0.71, radius=0.03, ink=False)
    for x in (0.22, 0.36, 0.5, 0.64, 0.78):
        pen.bar(x - 0.04, 0.37, x + 0.04, 0.45)
    pen.bar(0.28, 0.56, 0.72, 0.64)


def _help(pen: Pen) -> None:
    pen.arc((0.5, 0.34), 0.19, 190, 405, width=0.105)
    pen.line([(0.635, 0.475), (0.5, 0.58), (0.5, 0.66)], width=0.105)
    pen.disc((0.5, 0.86), 0.07)


def _check(pen: Pen) -> None:
    pen.line([(0.16, 0.54), (0.41, 0.78), (0.85, 0.26)], width=0.11)


def _cross(pen: Pen) -> None:
    pen.line([(0.22, 0.22), (0.78, 0.78)], width=0.1)
    pen.line([(0.78, 0.22), (0.22, 0.78)], width=0.1)


def _warning(pen: Pen) -> None:
    pen.line([(0.5, 0.14), (0.92, 0.84), (0.08, 0.84)], width=0.09, closed=True)
    pen.line([(0.5, 0.4), (0.5, 0.58)], width=0.09)
    pen.disc((0.5, 0.71), 0.055)


def _pen(pen: Pen) -> None:
    pen.polygon([(0.2, 0.66), (0.66, 0.2), (0.8, 0.34), (0.34, 0.8)])
    pen.polygon([(0.14, 0.86), (0.17, 0.7), (0.3, 0.83)])
    pen.polygon([(0.7, 0.16), (0.76, 0.1), (0.9, 0.24), (0.84, 0.3)])


def _info(pen: Pen) -> None:
    pen.disc((0.5, 0.5), 0.42)
    pen.disc((0.5, 0.5), 0.33, ink=False)
    pen.line([(0.5, 0.48), (0.5, 0.7)], width=0.1)
    pen.disc((0.5, 0.31), 0.06)


def _play(pen: Pen) -> None:
    pen.polygon([(0.26, 0.14), (0.86, 0.5), (0.26, 0.86)])


GLYPHS: dict[str, Callable[[Pen], None]] = {
    "snowflake": _snowflake,
    "key": _key,
    "broken link": _broken_link,
    "clock": _clock,
    "dark screen": _dark_screen,
    "empty screen": _empty_screen,
    "moon": _moon,
    "hand": _hand,
    "bell": _bell,
    "pause": _pause,
    "play": _play,
    "record": _record,
    "record waiting": _record_waiting,
    "eye": _eye,
    "camera": _camera,
    "full screen": _full_screen,
    "window": _window,
    "release": _release,
    "keyboard": _keyboard,
    "help": _help,
    "check": _check,
    "pen": _pen,
    "info": _info,
    "cross": _cross,
    "warning": _warning,
}

RING_DOTS = 12


@lru_cache(maxsize=512)
def glyph(name: str, side: int, colour: Colour) -> pygame.Surface:
    """Return the sign `name` on a transparent square of `side` pixels. Not to be drawn on.

    Raises:
        KeyError: there is no such glyph.
    """
    pen = Pen(side)
    GLYPHS[name](pen)
    return _tinted(pen, colour)


@lru_cache(maxsize=256)
def dotted_ring(side: int, colour: Colour, *, turn: int, dots: int = RING_DOTS) -> pygame.Surface:
    """Return a ring of dots: the first `dots` of twelve strong, the others faint.

    `turn` is the dot that leads: while connecting the tail behind it fades, so advancing `turn`
    turns the ring. A count-down shows the dots that remain and keeps `turn` at 0.
    """
    strong, faint = Pen(side), Pen(side)
    for index in range(RING_DOTS):
        angle = math.radians(-90 + 360 * ((index + turn) % RING_DOTS) / RING_DOTS)
        centre = (0.5 + 0.4 * math.cos(angle), 0.5 + 0.4 * math.sin(angle))
        (strong if index < dots else faint).disc(centre, 0.068 if index < dots else 0.05)
    surface = _tinted(strong, colour)
    surface.blit(_tinted(faint, colour, alpha=90), (0, 0))
    return surface


def _tinted(pen: Pen, colour: Colour, *, alpha: int = 255) -> pygame.Surface:
    coverage = pen.coverage()
    pixels = np.empty((*coverage.shape, 4), np.uint8)
    pixels[:, :, :3] = colour[::-1]
    pixels[:, :, 3] = coverage if alpha == 255 else coverage.astype(np.uint32) * alpha // 255
    return pygame.image.frombytes(pixels.tobytes(), coverage.shape[::-1], "BGRA")
