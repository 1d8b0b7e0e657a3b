"""Whether a window can be opened is known before anything is started."""

from __future__ import annotations

import os
import sys

import pygame
import pytest

from vncwall.app.display import require_display
from vncwall.errors import DisplayError


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No display at all, and nothing of what a call sets is kept."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_headless_needs_no_display() -> None:
    require_display(headless=True, remedy="")
    assert os.environ["SDL_VIDEODRIVER"] == "dummy"


def test_no_display_is_told_with_the_remedy() -> None:
    with pytest.raises(DisplayError, match=r"^no display to open a window on \(.*\); do this$"):
        require_display(headless=False, remedy="do this")


def test_driver_without_a_window_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """SDL chooses such a driver on its own when there is nothing better."""
    monkeypatch.setattr(pygame.display, "init", lambda: None)
    monkeypatch.setattr(pygame.display, "get_driver", lambda: "offscreen")
    with pytest.raises(DisplayError):
        require_display(headless=False, remedy="")


def test_driver_that_the_user_chose_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    require_display(headless=False, remedy="")
    assert not pygame.display.get_init()


@pytest.mark.skipif(sys.platform != "linux", reason="Wayland is on Linux")
def test_wayland_is_left_out_where_it_cannot_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(DisplayError):
        require_display(headless=False, remedy="")
    assert "wayland" not in os.environ["SDL_VIDEODRIVER"]


def test_slow_path_of_sdl_is_turned_off() -> None:
    require_display(headless=True, remedy="")
    assert os.environ["SDL_FRAMEBUFFER_ACCELERATION"] == "0"
