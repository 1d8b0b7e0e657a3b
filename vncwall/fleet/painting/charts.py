"""Charts, drawn column by column with smooth edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from vncwall.fleet.painting.shapes import fill_box, mask_surface, ring
from vncwall.fleet.painting.text import Colour, draw_text
from vncwall.fleet.painting.theme import Theme

Series = NDArray[np.float64]


def value_noise(position: Series | float, seed: int) -> Series:
    """Return smooth noise of -1 to 1 at each position: the same for the same seed, always."""
    at = np.atleast_1d(np.asarray(position, np.float64))
    whole = np.floor(at)
    share = at - whole
    smooth = share * share * (3 - 2 * share)
    first, second = _lattice(whole, seed), _lattice(whole + 1, seed)
    return first + (second - first) * smooth


def _lattice(whole: Series, seed: int) -> Series:
    """Return one pseudo-random value of -1 to 1 for each whole number."""
    mixed = (whole.astype(np.int64) + np.int64(seed) * 7919).astype(np.uint64)
    mixed = (mixed ^ mixed >> np.uint64(31)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    values: Series = (mixed & np.uint64(0xFFFFFF)).astype(np.float64) / 0x7FFFFF - 1
    return values


def signal(position: Series | float, seed: int, *, roughness: float = 0.5) -> Series:
    """Return noise of several octaves, about -1 to 1: what load and traffic look like."""
    at = np.asarray(position, np.float64)
    total = np.zeros_like(np.atleast_1d(at))
    weight, scale = 1.0, 1.0
    for octave in range(4):
        total += weight * value_noise(at * scale, seed + 101 * octave)
        weight *= roughness
        scale *= 2.7
    return total / 1.6


def line_chart(
    surface: pygame.Surface,
    rect: pygame.Rect,
    series: Sequence[tuple[Series, Colour]],
    *,
    theme: Theme,
    fill: bool = True,
    grid: int = 4,
    width: float = 2.0,
) -> None:
    """Draw curves of values 0 to 1, one value a column of `rect`, over a grid."""
    for index in range(grid + 1):
        y = rect.y + round(index * (rect.height - 1) / grid)
        surface.fill(theme.line, (rect.x, y, rect.width, 1))
    rows = np.arange(rect.height, dtype=np.float32)[:, None]
    for values, colour in series:
        curve = ((1 - np.clip(values, 0, 1)) * (rect.height - 4) + 2).astype(np.float32)
        cover = _cover(curve, rect.height, width)
        if fill:
            below = rows - curve[None, :]
            depth = np.clip(below * np.float32(1 / rect.height), 0, 1)
            tint = (below > 0) * np.float32(0.26) * (1 - depth) ** 2
            cover = np.maximum(cover, tint)
        surface.blit(mask_surface(cover, colour), rect)


def _cover(curve: NDArray[np.float32], height: int, width: float) -> NDArray[np.float32]:
    """Return how much of each pixel (height, len(curve)) a line of `width` covers.

    In each column the line reaches half-way to the values of its neighbours.
    """
    edges = np.concatenate((curve[:1], (curve[1:] + curve[:-1]) / 2, curve[-1:]))
    half = np.float32(width / 2)
    top = np.minimum(np.minimum(edges[:-1], edges[1:]), curve) - half
    bottom = np.maximum(np.maximum(edges[:-1], edges[1:]), curve) + half
    cover = np.zeros((height, len(curve)), np.float32)
    # Rows that no column reaches stay empty.
    first = max(0, int(top.min()))
    last = min(height, int(bottom.max()) + 2)
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    inside = np.minimum(bottom[None, :] - rows, rows + 1 - top[None, :])
    np.clip(inside, 0, 1, out=cover[first:last])
    return cover


def bar_chart(
    surface: pygame.Surface,
    rect: pygame.Rect,
    values: Sequence[float],
    colour: Colour,
    *,
    theme: Theme,
    gap: int = 6,
) -> None:
    """Draw upright bars of values 0 to 1."""
    step = rect.width / max(1, len(values))
    surface.fill(theme.line, (rect.x, rect.bottom - 1, rect.width, 1))
    for index, value in enumerate(values):
        height = max(2, round(min(1.0, value) * (rect.height - 4)))
        left = rect.x + round(index * step + gap / 2)
        right = rect.x + round((index + 1) * step - gap / 2)
        box = pygame.Rect(left, rect.bottom - 1 - height, max(2, right - left), height)
        fill_box(surface, box, colour, min(3, box.width // 2))


def gauge(
    surface: pygame.Surface,
    centre: tuple[int, int],
    radius: int,
    value: float,
    colour: Colour,
    *,
    theme: Theme,
    label: str,
    unit: str = "",
) -> None:
    """Draw a three-quarter ring that is full at 1, with `label` in the middle."""
    width = max(5, radius // 5)
    ring(surface, centre, radius, width, theme.raised, start=0.625, share=0.75)
    share = 0.75 * max(0.004, min(1.0, value))
    ring(surface, centre, radius, width, colour, start=0.625, share=share)
    size = max(12, radius // 2)
    draw_text(
        surface, label, centre, size=size, colour=theme.text, face="semibold", anchor="center"
    )
    if unit:
        below = (centre[0], centre[1] + size)
        draw_text(surface, unit, below, size=max(10, size // 2), colour=theme.dim, anchor="center")


def spark_line(
    surface: pygame.Surface, rect: pygame.Rect, values: Series, colour: Colour, width: float = 1.5
) -> None:
    """Draw one small curve of values 0 to 1 without a grid."""
    curve = ((1 - np.clip(values, 0, 1)) * (rect.height - 3) + 1.5).astype(np.float32)
    surface.blit(mask_surface(_cover(curve, rect.height, width), colour), rect)
