"""Smooth shapes: rounded boxes, discs, rings, lines and shadows.

SDL draws hard edges; here the edges come from coverage masks, made once a size and kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from vncwall.fleet.painting.text import Colour

Mask = NDArray[np.floating[Any]]  # (h, w), 0 to 1


def mask_surface(mask: Mask, colour: Colour, alpha: int = 255) -> pygame.Surface:
    """Return a surface of one colour whose alpha is `mask` times `alpha`."""
    height, width = mask.shape
    levels = np.clip(mask, 0, 1).astype(np.float32, copy=False) * np.float32(alpha)
    red, green, blue = colour
    words = (levels + np.float32(0.5)).astype(np.uint32)
    words <<= np.uint32(24)
    words |= np.uint32(red << 16 | green << 8 | blue)
    return pygame.image.frombuffer(words.data, (width, height), "BGRA")


def _distances(size: int, centre: float) -> Mask:
    axis = np.arange(size) + 0.5 - centre
    distances: Mask = np.hypot(axis[None, :], axis[:, None])
    return distances


@lru_cache(maxsize=512)
def _corner(radius: int, colour: Colour, alpha: int) -> tuple[pygame.Surface, ...]:
    mask = np.clip(radius + 0.5 - _distances(radius, radius), 0, 1)
    top_left = mask_surface(mask, colour, alpha)
    flip = pygame.transform.flip
    return (
        top_left,
        flip(top_left, True, False),
        flip(top_left, False, True),
        flip(top_left, True, True),
    )


def fill_box(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, radius: int = 0) -> None:
    """Fill a box with rounded corners."""
    radius = min(radius, rect.width // 2, rect.height // 2)
    if radius <= 0:
        surface.fill(colour, rect)
        return
    inner_height = rect.height - 2 * radius
    surface.fill(colour, (rect.x + radius, rect.y, rect.width - 2 * radius, rect.height))
    surface.fill(colour, (rect.x, rect.y + radius, radius, inner_height))
    surface.fill(colour, (rect.right - radius, rect.y + radius, radius, inner_height))
    right, bottom = rect.right - radius, rect.bottom - radius
    for image, at in zip(
        _corner(radius, colour, 255),
        ((rect.x, rect.y), (right, rect.y), (rect.x, bottom), (right, bottom)),
        strict=True,
    ):
        surface.blit(image, at)


def outline_box(
    surface: pygame.Surface,
    rect: pygame.Rect,
    colour: Colour,
    inside: Colour,
    radius: int = 0,
    width: int = 1,
) -> None:
    """Fill a rounded box of `inside` with a border of `colour`."""
    fill_box(surface, rect, colour, radius)
    fill_box(surface, rect.inflate(-2 * width, -2 * width), inside, max(0, radius - width))


@lru_cache(maxsize=256)
def _disc(radius: float, colour: Colour, alpha: int) -> pygame.Surface:
    size = int(np.ceil(radius)) * 2 + 2
    mask = np.clip(radius + 0.5 - _distances(size, size / 2), 0, 1)
    return mask_surface(mask, colour, alpha)


def disc(
    surface: pygame.Surface,
    centre: tuple[int, int],
    radius: float,
    colour: Colour,
    alpha: int = 255,
) -> None:
    """Fill a circle."""
    image = _disc(radius, colour, alpha)
    surface.blit(image, image.get_rect(center=centre))


def ring(
    surface: pygame.Surface,
    centre: tuple[int, int],
    radius: float,
    width: float,
    colour: Colour,
    *,
    start: float = 0.0,
    share: float = 1.0,
) -> None:
    """Draw a part of a circle's line, clockwise.

    Args:
        surface: where to draw.
        centre: its middle.
        radius: of the middle of the line.
        width: of the line.
        colour: of the line.
        start: where it begins, in turns from the top.
        share: how much of the turn it covers.
    """
    size = int(np.ceil(radius + width)) * 2 + 2
    axis = np.arange(size) + 0.5 - size / 2
    distance = np.hypot(axis[None, :], axis[:, None])
    mask = np.clip(width / 2 + 0.5 - np.abs(distance - radius), 0, 1)
    if share < 1:
        turn = (np.arctan2(axis[None, :], -axis[:, None]) / (2 * np.pi) - start) % 1.0
        # Coverage at both ends: distance along the circle, in pixels.
        along = np.minimum(turn, 1 - turn) * 2 * np.pi * radius
        inside = np.where(
            turn <= share,
            np.clip(np.minimum(turn, share - turn) * 2 * np.pi * radius + 0.5, 0, 1),
            np.clip(0.5 - np.minimum(along, (turn - share) * 2 * np.pi * radius), 0, 1),
        )
        mask *= inside
    image = mask_surface(mask, colour)
    surface.blit(image, image.get_rect(center=centre))


def smooth_line(
    surface: pygame.Surface,
    first: tuple[float, float],
    second: tuple[float, float],
    colour: Colour,
    width: float = 2.0,
) -> None:
    """Draw a straight line with round ends."""
    margin = width / 2 + 1
    left, top = int(min(first[0], second[0]) - margin), int(min(first[1], second[1]) - margin)
    right = int(max(first[0], second[0]) + margin) + 1
    bottom = int(max(first[1], second[1]) + margin) + 1
    box = pygame.Rect(left, top, right - left, bottom - top)
    xs = np.arange(box.width)[None, :] + 0.5 + left - first[0]
    ys = np.arange(box.height)[:, None] + 0.5 + top - first[1]
    dx, dy = second[0] - first[0], second[1] - first[1]
    length = max(dx * dx + dy * dy, 1e-9)
    along = np.clip((xs * dx + ys * dy) / length, 0, 1)
    distance = np.hypot(xs - along * dx, ys - along * dy)
    surface.blit(mask_surface(np.clip(width / 2 + 0.5 - distance, 0, 1), colour), box)


@lru_cache(maxsize=16)
def _shadow_profile(blur: int) -> tuple[float, ...]:
    position = np.linspace(-1.6, 1.6, 2 * blur)
    return tuple((1 / (1 + np.exp(-3.2 * position))).tolist())


def shadow(
    surface: pygame.Surface, rect: pygame.Rect, *, blur: int = 22, alpha: int = 110, drop: int = 8
) -> None:
    """Darken the surroundings of `rect` softly; draw the box itself afterwards."""
    profile = np.array(_shadow_profile(blur))

    def axis(length: int) -> NDArray[np.float64]:
        inner = length - 2 * blur
        if inner >= 0:
            return np.concatenate((profile, np.ones(inner), profile[::-1]))
        values: NDArray[np.float64] = np.minimum(
            np.resize(profile, length + 2 * blur), np.resize(profile, length + 2 * blur)[::-1]
        )
        return values

    columns, rows = axis(rect.width), axis(rect.height)
    left, top = rect.x - blur, rect.y - blur + drop
    width, height = len(columns), len(rows)
    # The box covers the middle, so only a frame of the shadow is drawn, in four pieces.
    edge = 2 * blur + drop
    if min(width, height) <= 2 * edge:
        surface.blit(mask_surface(rows[:, None] * columns[None, :], (0, 0, 0), alpha), (left, top))
        return
    for piece_rows, piece_columns in (
        (slice(0, edge), slice(0, width)),
        (slice(height - edge, height), slice(0, width)),
        (slice(edge, height - edge), slice(0, edge)),
        (slice(edge, height - edge), slice(width - edge, width)),
    ):
        mask = rows[piece_rows, None] * columns[None, piece_columns]
        at = (left + piece_columns.start, top + piece_rows.start)
        surface.blit(mask_surface(mask, (0, 0, 0), alpha), at)


@lru_cache(maxsize=64)
def vertical_gradient(width: int, height: int, top: Colour, bottom: Colour) -> pygame.Surface:
    """Return an opaque surface that fades from `top` to `bottom`."""
    share = np.linspace(0, 1, height)[:, None]
    row = np.array(top) * (1 - share) + np.array(bottom) * share
    pixels = np.broadcast_to(np.rint(row)[:, None, :], (height, width, 3)).astype(np.uint8)
    return pygame.image.frombuffer(pixels.tobytes(), (width, height), "RGB")
