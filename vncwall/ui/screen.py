"""The program's window on the screen: its sign, and the way into a full screen and back."""

from __future__ import annotations

import pygame
from pygame._sdl2.video import Window

from vncwall.geometry import Rect, Size
from vncwall.ui.canvas import to_pygame
from vncwall.ui.theme import DARK

_SIGN_SIDE = 64


class Screen:
    """Opens pygame's one window and moves it between the desktop and the full screen.

    `pygame.display.set_mode` leaves a full screen with the window as large as the screen and
    partly beyond its edge. SDL's own call gives back the size and place that the window had.
    """

    def __init__(self, size: Size) -> None:
        """Open a window of `size` that can be resized.

        Raises:
            pygame.error: no window can be opened.
        """
        pygame.display.set_icon(sign())
        pygame.display.set_mode((size.width, size.height), pygame.RESIZABLE)
        self._windowed = (size.width, size.height)
        self.is_full = False

    def set_full(self, is_full: bool) -> None:
        """Cover the screen, or be a window of the earlier size again."""
        if is_full == self.is_full:
            return
        self.is_full = is_full
        window = Window.from_display_module()
        if is_full:
            self._windowed = pygame.display.get_window_size()
            window.set_fullscreen(True)
        else:
            window.set_windowed()
            window.size = self._windowed


def sign() -> pygame.Surface:
    """Return the program's sign for title bars and task bars: a wall, one tile under control."""
    surface = pygame.Surface((_SIGN_SIDE, _SIGN_SIDE), pygame.SRCALPHA)
    pygame.draw.rect(surface, DARK.panel, surface.get_rect(), border_radius=10)
    side, gap = 22, 6
    left = (_SIGN_SIDE - 2 * side - gap) // 2
    for index in range(4):
        row, column = divmod(index, 2)
        tile = Rect(left + column * (side + gap), left + row * (side + gap), side, side)
        colour = DARK.control if index == 0 else DARK.connecting
        pygame.draw.rect(surface, colour, to_pygame(tile), border_radius=4)
    return surface
