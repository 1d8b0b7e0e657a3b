import pygame
import pytest

from vncwall.wall.key_names import name_of

NONE, SHIFT, CTRL, CAPS = 0, pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL, pygame.KMOD_CAPS


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "name"),
    [
        (pygame.K_LEFT, NONE, "", "left"),
        (pygame.K_LEFT, SHIFT, "", "shift+left"),
        (pygame.K_RETURN, NONE, "\r", "enter"),
        (pygame.K_KP_ENTER, NONE, "\r", "enter"),
        (pygame.K_r, NONE, "r", "r"),
        (pygame.K_r, SHIFT, "R", "shift+r"),
        (pygame.K_r, CAPS, "R", "r"),  # caps lock means nothing to a command
        (pygame.K_r, CAPS | SHIFT, "r", "shift+r"),
        (pygame.K_k, CTRL, "\x0b", "ctrl+k"),
        (pygame.K_k, CTRL | SHIFT, "\x0b", "ctrl+shift+k"),
        (pygame.K_c, NONE, "с", "c"),  # a Russian keyboard writes es
        (pygame.K_c, SHIFT, "С", "shift+c"),
        (pygame.K_a, NONE, "q", "q"),  # a French keyboard: what is written counts
        (pygame.K_SLASH, SHIFT, "?", "?"),
        (ord("ß"), SHIFT, "?", "?"),  # a German keyboard
        (pygame.K_q, pygame.KMOD_RALT, "@", "@"),  # and its AltGr
        (pygame.K_1, NONE, "1", "1"),
        (pygame.K_AMPERSAND, SHIFT, "1", "1"),  # a French keyboard again
        (1 << 30 | 101, NONE, "", "menu"),
        (pygame.K_LSHIFT, SHIFT, "", ""),
    ],
)
def test_what_a_key_is_called(key: int, modifiers: int, text: str, name: str) -> None:
    assert name_of(key, modifiers, unicode=text) == name
