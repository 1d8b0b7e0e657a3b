"""Taking all keys of the computer, also those that its own desktop would keep (Alt+Tab, Super)."""

from __future__ import annotations

import logging

import pygame

logger = logging.getLogger(__name__)


class KeyGrab:
    """Grabs the keyboard for the window; window systems that know of no such thing leave it be.

    The pointer stays free, so the way out never depends on a key alone. When another window comes
    forward the grab rests, and goes on when this one is back.
    """

    def __init__(self) -> None:
        self.is_on = False

    def set(self, *, enabled: bool) -> None:
        """Begin or end it. Call it with a window open."""
        if enabled == self.is_on:
            return
        self.is_on = enabled
        try:
            pygame.event.set_keyboard_grab(enabled)
        except (pygame.error, AttributeError) as error:
            logger.warning("the keyboard cannot be grabbed: %s", error)
            self.is_on = False
