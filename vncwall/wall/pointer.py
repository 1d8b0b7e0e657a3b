"""The remote desktop's pointer shape as the local pointer."""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np
import pygame

from vncwall.ipc.messages import CursorChanged

logger = logging.getLogger(__name__)

_LARGEST = 128
"""Pixels a side; X servers and window systems refuse much larger pointers."""


class PointerShape:
    """Shows one pointer at a time; does nothing where the video driver has none."""

    def __init__(self) -> None:
        self._shown: object = None

    def show_default(self) -> None:
        """Show the computer's own arrow."""
        self._set("default", pygame.cursors.Cursor(pygame.SYSTEM_CURSOR_ARROW))

    def show_remote(self, shape: CursorChanged | None, scale: float) -> None:
        """Show the desktop's pointer; a dot where the desktop hides its own or tells of none.

        Args:
            shape: what the desktop last said of its pointer.
            scale: window pixels a desktop pixel; the shape grows with it and never shrinks,
                because it is looked at and not measured.
        """
        if shape is None or shape.width <= 0 or shape.height <= 0:
            self._set("dot", _dot())
            return
        factor = max(1.0, min(scale, _LARGEST / max(shape.width, shape.height)))
        key = (shape, round(factor, 2))
        if key == self._shown:
            return
        try:
            cursor = _cursor(shape, factor)
        except (ValueError, pygame.error) as error:
            logger.debug("pointer shape not usable: %s", error)
            cursor = _dot()
        self._set(key, cursor)

    def _set(self, key: object, cursor: pygame.cursors.Cursor) -> None:
        if key == self._shown:
            return
        self._shown = key
        try:
            pygame.mouse.set_cursor(cursor)
        except pygame.error as error:
            logger.debug("pointer cannot be set: %s", error)


def _cursor(shape: CursorChanged, factor: float) -> pygame.cursors.Cursor:
    if len(shape.pixels) != shape.width * shape.height * 4:
        raise ValueError("pointer shape without all of its pixels")
    surface = pygame.image.frombuffer(shape.pixels, (shape.width, shape.height), "BGRA").copy()
    if factor > 1.0:
        width, height = round(shape.width * factor), round(shape.height * factor)
        whole = float(factor).is_integer()
        resize = pygame.transform.scale if whole else pygame.transform.smoothscale
        surface = resize(surface, (width, height))
    hotspot = (
        min(surface.get_width() - 1, max(0, int(shape.hotspot_x * factor))),
        min(surface.get_height() - 1, max(0, int(shape.hotspot_y * factor))),
    )
    return pygame.cursors.Cursor(hotspot, surface)


@lru_cache(maxsize=1)
def _dot() -> pygame.cursors.Cursor:
    side = 7
    axis = np.arange(side) - side // 2
    distance = np.hypot(axis[:, None], axis[None, :])
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[distance <= 3.2] = (255, 255, 255, 255)
    pixels[distance <= 2.2] = (0, 0, 0, 255)
    surface = pygame.image.frombytes(pixels.tobytes(), (side, side), "RGBA")
    return pygame.cursors.Cursor((side // 2, side // 2), surface)
