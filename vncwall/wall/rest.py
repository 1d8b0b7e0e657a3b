"""The pointer on a wall that nobody touches: it goes away, so that it lies on no picture."""

from __future__ import annotations

import logging

import pygame

SECOND = 1_000_000_000
RESTS_NS = 3 * SECOND

logger = logging.getLogger(__name__)


class PointerRest:
    """Hides the local pointer when it has not been moved for a while; any movement shows it."""

    def __init__(self) -> None:
        self._moved_ns = 0
        self.is_hidden = False

    def moved(self, now_ns: int) -> None:
        """The operator's hand is on the pointer."""
        self._moved_ns = now_ns
        self._show(True)

    def advance(self, now_ns: int, *, may_hide: bool) -> None:
        """Hide it after its rest; show it again where it may not be hidden."""
        if not may_hide:
            self._moved_ns = now_ns
            self._show(True)
        elif now_ns - self._moved_ns >= RESTS_NS:
            self._show(False)

    def _show(self, is_shown: bool) -> None:
        if is_shown is not self.is_hidden:
            return
        self.is_hidden = not is_shown
        try:
            pygame.mouse.set_visible(is_shown)
        except pygame.error as error:
            logger.debug("pointer cannot be hidden: %s", error)
