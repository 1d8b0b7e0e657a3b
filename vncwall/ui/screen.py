"""The program's window on the screen: its sign, and the way into a full screen and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from vncwall.geometry import Rect, Size
from vncwall.ui.canvas import to_pygame
from vncwall.ui.theme import DARK

_SIGN_SIDE = 64
_LEAVES_NS = 1_000_000_000
_CORRECTIONS = 3
"""A window manager that insists on another size (a tiling one) has its way after so many."""


class Screen:
    """Opens pygame's one window and moves it between the desktop and the full screen.

    Under X11 the window manager answers late: after the way back from a full screen it reports
    the full screen's size once more, and pygame's window then stays as large as the screen,
    partly beyond its edge; and SDL puts the window's inside where its frame has been, so that it
    would wander by a title bar each time. `take_size` sees both and asks for what was before.
    """

    def __init__(
        self,
        size: Size,
        monotonic_ns: Callable[[], int],
        *,
        display: int | None = None,
        is_full: bool = False,
    ) -> None:
        """Open a window of `size` that can be resized.

        Args:
            size: of the window's inside, in pixels.
            monotonic_ns: the time, in nanoseconds.
            display: which of the computer's monitors it is for, from 0; None: as the window manager
                wants it, and a full screen on the one that the window is on.
            is_full: cover the screen from the start. Where no window manager runs nobody could
                move a window to the corner later.

        Raises:
            pygame.error: no window can be opened, or there is no such monitor.
        """
        sizes = pygame.display.get_desktop_sizes()
        if display is not None and display >= len(sizes):
            known = ", ".join(f"{n} ({w}x{h})" for n, (w, h) in enumerate(sizes))
            raise pygame.error(f"this computer has no monitor {display}; there is {known}")
        self._display = display
        pygame.display.set_icon(sign())
        self._windowed = (size.width, size.height)
        if is_full:
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN, display=display or 0)
        else:
            pygame.display.set_mode(self._windowed, pygame.RESIZABLE, display=display or 0)
        self._monotonic_ns = monotonic_ns
        self._left_at_ns = 0
        self._corrections = 0
        self._covered = display or 0
        self._place: tuple[int, int] | None = None
        self.is_full = is_full

    def set_full(self, is_full: bool) -> None:
        """Cover the screen, or be a window of the earlier size again."""
        if is_full == self.is_full:
            return
        self.is_full = is_full
        if is_full:
            self._windowed = pygame.display.get_window_size()
            self._place = place_of_window()
            self._covered = display_of_window() if self._display is None else self._display
            if len(pygame.display.get_desktop_sizes()) == 1:
                # Where no window manager runs nobody moves the window to the corner as it grows,
                # and SDL moves none that covers the screen.
                move_window((0, 0))
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN, display=self._covered)
        else:
            pygame.display.set_mode(self._windowed, pygame.RESIZABLE, display=self._covered)
            self._left_at_ns = self._monotonic_ns()
            self._corrections = _CORRECTIONS

    def take_size(self) -> None:
        """Call this whenever the window's size may have changed."""
        if not self._corrections or self.is_full:
            return
        if self._monotonic_ns() - self._left_at_ns > _LEAVES_NS:
            self._corrections = 0
            return
        if pygame.display.get_window_size() != self._windowed:
            self._corrections -= 1
            pygame.display.set_mode(self._windowed, pygame.RESIZABLE, display=self._covered)
        move_window(self._place)


_handle: list[object] = []
"""SDL keeps a bare pointer to it, which every event of the window follows: it must not go."""


def display_of_window() -> int:
    """Return the monitor that most of the window is on, from 0."""
    handle = _window()
    return 0 if handle is None else int(handle.display_index)


def place_of_window() -> tuple[int, int] | None:
    """Return where the window's upper left corner is; None: that cannot be known."""
    handle = _window()
    return None if handle is None else (int(handle.position[0]), int(handle.position[1]))


def move_window(place: tuple[int, int] | None) -> None:
    """Put the window's upper left corner somewhere, where that is known and not so already."""
    handle = _window()
    if handle is not None and place is not None and tuple(handle.position) != place:
        handle.position = place


def _window() -> Any:
    try:
        from pygame._sdl2.video import Window

        handle = Window.from_display_module()
    except (ImportError, AttributeError, pygame.error):
        return None  # pygame calls the module experimental
    _handle[:] = [handle]
    return handle


def sign() -> pygame.Surface:
    """Return the program's sign for title bars and task bars: a wall, one tile lit.

    Never in the colour of control: that means one thing wherever it is seen.
    """
    surface = pygame.Surface((_SIGN_SIDE, _SIGN_SIDE), pygame.SRCALPHA)
    pygame.draw.rect(surface, DARK.panel, surface.get_rect(), border_radius=10)
    side, gap = 22, 6
    left = (_SIGN_SIDE - 2 * side - gap) // 2
    for index in range(4):
        row, column = divmod(index, 2)
        tile = Rect(left + column * (side + gap), left + row * (side + gap), side, side)
        colour = DARK.text if index == 0 else DARK.connecting
        pygame.draw.rect(surface, colour, to_pygame(tile), border_radius=4)
    return surface
