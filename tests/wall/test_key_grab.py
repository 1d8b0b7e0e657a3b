import pygame
import pytest

from vncwall.wall.key_grab import KeyGrab


def test_a_grab_is_set_and_taken_back_once(monkeypatch: pytest.MonkeyPatch):
    calls: list[bool] = []
    monkeypatch.setattr(pygame.event, "set_keyboard_grab", calls.append)
    grab = KeyGrab()
    for enabled in (False, True, True, False, False):
        grab.set(enabled=enabled)
    assert calls == [True, False]


def test_a_window_system_that_cannot_is_no_error(monkeypatch: pytest.MonkeyPatch):
    def refuse(enabled: bool) -> None:
        raise pygame.error("no window")

    monkeypatch.setattr(pygame.event, "set_keyboard_grab", refuse)
    grab = KeyGrab()
    grab.set(enabled=True)
    assert not grab.is_on
