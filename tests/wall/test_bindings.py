import pygame
import pytest

from vncwall.wall.bindings import BINDINGS, Action, action_for, key_sections


@pytest.mark.parametrize(
    ("key", "text", "action"),
    [
        (pygame.K_LEFT, "", Action.LEFT),
        (pygame.K_RETURN, "\r", Action.PROMOTE),
        (pygame.K_KP_ENTER, "\r", Action.PROMOTE),
        (pygame.K_ESCAPE, "\x1b", Action.BACK),
        (pygame.K_r, "r", Action.RECORD),
        (pygame.K_r, "R", Action.SAVE),
        (pygame.K_s, "s", Action.SNAPSHOT),
        (pygame.K_f, "f", Action.FULL_SCREEN),
        (pygame.K_F11, "", Action.FULL_SCREEN),
        (pygame.K_SLASH, "?", Action.HELP),
        (ord("ß"), "?", Action.HELP),  # a German keyboard writes ? with Shift+ß
        (pygame.K_c, "c", Action.RECONNECT),
        (pygame.K_c, "C", Action.RECONNECT_ALL),
        (pygame.K_c, "\u0441", Action.RECONNECT),  # Cyrillic
        (pygame.K_q, "q", Action.QUIT),
        (pygame.K_x, "x", None),
    ],
)
def test_keys_of_the_wall(key: int, text: str, action: Action | None):
    assert action_for(key, 0, unicode=text) is action


@pytest.mark.parametrize("modifier", [pygame.KMOD_LCTRL, pygame.KMOD_LALT, pygame.KMOD_LMETA])
def test_a_letter_with_ctrl_alt_or_meta_is_another_key(modifier: int):
    assert action_for(pygame.K_q, modifier, unicode="q") is None


def test_no_key_does_two_things():
    keys = [key for binding in BINDINGS for key in binding.keys]
    characters = [c for binding in BINDINGS for c in binding.characters]
    assert len(set(keys)) == len(keys)
    assert len(set(characters)) == len(characters)


def test_the_key_panel_is_made_from_the_table():
    wall, control = key_sections("Ctrl+Shift")
    assert wall.rows == tuple((b.label, b.meaning) for b in BINDINGS if b.label)
    assert control.rows[0][0] == "Ctrl+Shift"
