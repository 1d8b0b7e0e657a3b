"""Whether a window can be opened, asked before any process is started."""

from __future__ import annotations

import os
import sys

from vncwall.errors import DisplayError

NO_WINDOW = {"dummy", "offscreen"}
"""SDL drivers without a window; the second is what SDL falls back to on its own."""

_DRIVER = "SDL_VIDEODRIVER"


def require_display(*, headless: bool, remedy: str) -> None:
    """Prepare pygame for a window, or for none when `headless`.

    A driver that the environment names is taken, whatever it can show.

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
        os.environ[_DRIVER] = "dummy"
        return
    is_chosen = bool(os.environ.get(_DRIVER))
    if not is_chosen and sys.platform == "linux" and not os.environ.get("XDG_RUNTIME_DIR"):
        # Wayland cannot work then, and its library would say so on standard error.
        os.environ[_DRIVER] = "x11,kmsdrm"
    import pygame

    try:
        pygame.display.init()
        driver = pygame.display.get_driver()
        pygame.display.quit()
    except pygame.error as error:
        if is_chosen or sys.platform != "linux":
            raise DisplayError(f"no display to open a window on ({error}); {remedy}") from None
        driver = "offscreen"
    if driver in NO_WINDOW and not is_chosen:
        raise DisplayError(
            "no display to open a window on (DISPLAY is not set or nothing answers there); "
            f"{remedy}"
        )
