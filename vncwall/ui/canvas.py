"""Where parts of a window draw: a surface with the theme, the measures and the text at hand.

Everything honours the surface's clip, so a part can always draw itself whole and only the
damaged pixels are touched. Round corners and frames are anti-aliased from cached corner pieces.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pygame

from vncwall.geometry import Rect
from vncwall.ui.glyphs import glyph
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Colour, Measures, Theme


class Canvas:
    """A surface and what is needed to draw on it in the program's manner."""

    __slots__ = ("measures", "surface", "text", "theme")

    def __init__(
        self, surface: pygame.Surface, theme: Theme, measures: Measures, *, text: Text
    ) -> None:
        self.surface = surface
        self.theme = theme
        self.measures = measures
        self.text = text

    def fill(self, rect: Rect, colour: Colour) -> None:
        """Fill a rectangle."""
        self.surface.fill(colour, to_pygame(rect))

    def fade(self, rect: Rect, percent: int) -> None:
        """Move what is already there so far towards the theme's shade."""
        self._cover(rect, _veil(self.theme.shade, percent))

    def rounded(self, rect: Rect, colour: Colour, *, radius: int | None = None) -> None:
        """Fill a rectangle with round corners."""
        r = min(
            self.measures.radius if radius is None else radius, rect.width // 2, rect.height // 2
        )
        if r <= 0:
            self.fill(rect, colour)
            return
        self.fill(Rect(rect.x, rect.y + r, rect.width, rect.height - 2 * r), colour)
        self.fill(Rect(rect.x + r, rect.y, rect.width - 2 * r, r), colour)
        self.fill(Rect(rect.x + r, rect.bottom - r, rect.width - 2 * r, r), colour)
        self._corners(rect, corner_pieces(r, r, colour, outside=False))

    def frame(self, rect: Rect, colour: Colour, *, width: int, radius: int | None = None) -> None:
        """Draw a frame of `width` pixels inside `rect`."""
        r = min(
            self.measures.radius if radius is None else radius, rect.width // 2, rect.height // 2
        )
        r = max(r, width) if r else 0
        self.fill(Rect(rect.x + r, rect.y, rect.width - 2 * r, width), colour)
        self.fill(Rect(rect.x + r, rect.bottom - width, rect.width - 2 * r, width), colour)
        self.fill(Rect(rect.x, rect.y + r, width, rect.height - 2 * r), colour)
        self.fill(Rect(rect.right - width, rect.y + r, width, rect.height - 2 * r), colour)
        if r:
            self._corners(rect, corner_pieces(r, width, colour, outside=False))

    def round_off(self, rect: Rect, colour: Colour) -> None:
        """Cover the corners of `rect` with the colour behind it, so that it looks round."""
        self._corners(rect, corner_pieces(self.measures.radius, 0, colour, outside=True))

    def shade(self, rect: Rect) -> None:
        """Darken from the top edge of `rect` to its foot, as the ground of a caption."""
        theme = self.theme
        self.surface.blit(
            _gradient(rect.width, rect.height, theme.shade, theme.shade_alpha), (rect.x, rect.y)
        )

    def hatch(self, rect: Rect, colour: Colour) -> None:
        """Lay thin diagonal lines over `rect`."""
        pattern = _hatch(4 * self.measures.u, max(1, self.measures.u // 4), colour)
        self._cover(rect, pattern)

    def label(
        self,
        text: str,
        x: int,
        y: int,
        *,
        size: int,
        colour: Colour,
        weight: Weight = Weight.REGULAR,
        max_width: int | None = None,
        align: float = 0.0,
    ) -> int:
        """Draw one line centred on the height `y`; return its width.

        `align` says which part of the line stands at `x`: 0 its left end, 0.5 its middle, 1 its
        right end.
        """
        surface = self.text.render(text, size, colour, weight=weight, max_width=max_width)
        width, height = surface.get_size()
        self.surface.blit(surface, (x - round(align * width), y - height // 2))
        return width

    def glyph(self, name: str, x: int, y: int, *, side: int, colour: Colour) -> None:
        """Draw a sign centred on (x, y)."""
        self.surface.blit(glyph(name, side, colour), (x - side // 2, y - side // 2))

    def _cover(self, rect: Rect, pattern: pygame.Surface) -> None:
        """Lay copies of a square pattern side by side over what of `rect` is in the clip."""
        clip = self.surface.get_clip()
        part = clip.clip(to_pygame(rect))
        if not part:
            return
        step = pattern.get_width()
        columns = range(rect.x + (part.x - rect.x) // step * step, part.right, step)
        rows = range(rect.y + (part.y - rect.y) // step * step, part.bottom, step)
        self.surface.set_clip(part)
        self.surface.blits([(pattern, (x, y)) for y in rows for x in columns], False)
        self.surface.set_clip(clip)

    def _corners(self, rect: Rect, pieces: tuple[pygame.Surface, ...]) -> None:
        side = pieces[0].get_width()
        right, bottom = rect.right - side, rect.bottom - side
        clip = self.surface.get_clip()
        if (rect.x + side <= clip.x and clip.right <= right) or (
            rect.y + side <= clip.y and clip.bottom <= bottom
        ):
            return  # it lies between them
        where = ((rect.x, rect.y), (right, rect.y), (rect.x, bottom), (right, bottom))
        self.surface.blits(list(zip(pieces, where, strict=True)), False)


def to_pygame(rect: Rect) -> pygame.Rect:
    """Return the same rectangle for pygame."""
    return pygame.Rect(rect.x, rect.y, max(0, rect.width), max(0, rect.height))


@lru_cache(maxsize=256)
def corner_pieces(
    radius: int, width: int, colour: Colour, *, outside: bool
) -> tuple[pygame.Surface, ...]:
    """Return the four corners (top left, top right, bottom left, bottom right) of a round shape.

    The shape is a ring of `width` pixels (`width` = `radius`: filled). With `outside` it is what
    lies beyond the circle instead.
    """
    axis = radius - 0.5 - np.arange(radius, dtype=np.float64)
    distance = np.hypot(axis[:, None], axis[None, :])
    inside = np.clip(radius - distance + 0.5, 0.0, 1.0)
    if outside:
        coverage = 1.0 - inside
    elif width >= radius:
        coverage = inside
    else:
        coverage = inside - np.clip(radius - width - distance + 0.5, 0.0, 1.0)
    pixels = np.empty((radius, radius, 4), np.uint8)
    pixels[:, :, :3] = colour[::-1]
    pixels[:, :, 3] = np.rint(coverage * 255)
    return tuple(
        pygame.image.frombytes(np.ascontiguousarray(view).tobytes(), (radius, radius), "BGRA")
        for view in (pixels, pixels[:, ::-1], pixels[::-1], pixels[::-1, ::-1])
    )


@lru_cache(maxsize=64)
def _gradient(width: int, height: int, colour: Colour, alpha: int) -> pygame.Surface:
    # A smooth step: no visible edge where the caption begins.
    t = (np.arange(height) + 0.5) / max(1, height)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:, :, :3] = colour[::-1]
    pixels[:, :, 3] = np.rint(alpha * np.minimum(1.0, 1.35 * t * t * (3 - 2 * t)))[:, None]
    # In the order of the window's own pixels: another one is blended ten times slower.
    return pygame.image.frombytes(pixels.tobytes(), (width, height), "BGRA")


@lru_cache(maxsize=16)
def _veil(colour: Colour, percent: int) -> pygame.Surface:
    # A blit with one alpha for the whole surface: a quarter of the cost of a blending fill.
    surface = pygame.Surface((256, 256), depth=32)
    surface.fill(colour)
    surface.set_alpha(255 * percent // 100)
    return surface


@lru_cache(maxsize=16)
def _hatch(step: int, width: int, colour: Colour) -> pygame.Surface:
    y, x = np.mgrid[0:step, 0:step]
    distance = np.minimum((x + y) % step, (-x - y) % step)
    pixels = np.empty((step, step, 4), np.uint8)
    pixels[:, :, :3] = colour[::-1]
    pixels[:, :, 3] = np.where(distance < width, 70, np.where(distance < width + 1, 35, 0))
    # Several steps in one surface, so that a tile takes few blits.
    pixels = np.tile(pixels, (8, 8, 1))
    return pygame.image.frombytes(pixels.tobytes(), (8 * step, 8 * step), "BGRA")
