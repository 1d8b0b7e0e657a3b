"""What an input method is about to write, shown where it will be written.

Chinese, Japanese, Korean and dead keys are composed: the input method tells what it has so far, and
only the end of it comes as text.
"""

from __future__ import annotations

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import to_pygame
from vncwall.wall.actions.base import Hands


class Composition:
    """Gives what is being composed to whom its text will go: a field, the search, or a desktop."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def show(self, text: str) -> None:
        """Show what is composed so far; "": nothing any more."""
        hands, promoted = self._hands, self._hands.promoted
        if hands.panels.takes_keys:
            hands.panels.compose(text)
            place = hands.panels.caret
        elif promoted is not None and promoted.control.is_on:
            promoted.control.composing = text
            place = promoted.area
        elif promoted is None and hands.showing.is_typing:
            hands.showing.composing = text
            hands.look_again()
            place = hands.board.area
        else:
            return
        if text and place is not None:
            _put_candidates(place)


def _put_candidates(place: Rect) -> None:
    """Have the input method offer its candidates beside a place of the window."""
    pygame.key.set_text_input_rect(to_pygame(place))
