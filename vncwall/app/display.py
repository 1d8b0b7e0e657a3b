"""Whether a window can be opened, asked before any process is started."""

from __future__ import annotations

import os

from vncwall.errors import DisplayError


def require_display(*, headless: bool, remedy: str) -> None:
    """Prepare pygame for a window, or for none when `headless`.

    Args:
        headless: draw into memory; needs no display.
        remedy: what to run where there is no display, for the error.

    Raises:
        DisplayError: no window can be opened here.
    """
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    # Without a GPU the accelerated path costs 16 ms a frame, this one 0.04 ms.
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    if headless:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        return
    import pygame

    try:
        pygame.display.init()
    except pygame.error as error:
        raise DisplayError(f"no display to open a window on ({error}); {remedy}") from None
    pygame.display.quit()
