"""What a panel is."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.theme import Measures


class Panel(ABC):
    """Something over the tiles that has the operator's attention for a while.

    `Panels` gives it events before the wall and draws it after the tiles. Methods that take an
    event return whether it was theirs; what they leave goes to the wall beneath.

    Attributes:
        is_closed: it has done its work; `Panels` takes it away.
    """

    takes_keys = True
    """Whether keys that it does not use are kept from a desktop under control."""
    takes_text = False
    """Whether what keys write is its too: a key that it takes is followed by its text."""
    stands_beside = False
    """Whether it leaves columns at the right edge free to be read."""
    closes_outside = True
    """Whether a press outside of it closes it, and does nothing else."""

    def __init__(self) -> None:
        self.is_closed = False

    @abstractmethod
    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the part of the wall's `area` that it covers."""

    @abstractmethod
    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it whole; the canvas is clipped to what is damaged."""

    def update(self, now_ns: int) -> bool:
        """Take in what time it is; return whether it looks different now."""
        del now_ns
        return False

    def key(self, event: pygame.event.Event) -> bool:
        """Take a KEYDOWN."""
        del event
        return False

    def text(self, text: str) -> bool:
        """Take text that was typed."""
        del text
        return False

    def compose(self, text: str) -> bool:
        """Show what an input method is about to write; return whether it looks different now."""
        del text
        return False

    @property
    def caret(self) -> Rect | None:
        """Where text is written in the window, as last drawn; None: nowhere."""
        return None

    def press(self, button: int, x: int, y: int) -> bool:
        """Take a press of a mouse button inside of it."""
        del button, x, y
        return True

    def move(self, x: int, y: int) -> bool:
        """Follow the pointer, which may be outside; return whether it looks different now."""
        del x, y
        return False

    def wheel(self, up: int) -> bool:
        """Take a turn of the wheel over it, in clicks away from the operator."""
        del up
        return False
