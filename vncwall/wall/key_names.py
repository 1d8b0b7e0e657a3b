"""What pygame's keys are called (see `vncwall.settings.keys`)."""

from __future__ import annotations

import string

import pygame

from vncwall.settings.keys import NAMED_KEYS, joined

_SDL_CODES = {
    "enter": "RETURN",
    "esc": "ESCAPE",
    **{f"f{n}": f"F{n}" for n in range(1, 16)},
}
_BY_KEY = {getattr(pygame, f"K_{_SDL_CODES.get(name, name.upper())}"): name for name in NAMED_KEYS}
_BY_KEY[pygame.K_KP_ENTER] = "enter"
_BY_KEY[1 << 30 | 101] = "menu"  # SDL calls the menu key of PC keyboards "application"

_MODIFIERS = {"ctrl": pygame.KMOD_CTRL, "alt": pygame.KMOD_ALT, "super": pygame.KMOD_META}


def name_of(key: int, modifiers: int, *, unicode: str) -> str:
    """Return the name of the key that pygame reports, "" for one without a name.

    Args:
        key: SDL's keycode.
        modifiers: that are down, pygame's KMOD bits.
        unicode: what the key has written.
    """
    held = [part for part, mask in _MODIFIERS.items() if modifiers & mask]
    is_shifted = bool(modifiers & pygame.KMOD_SHIFT)
    word = _BY_KEY.get(key, "")
    if not word:
        word = _letter(key, unicode)
        if unicode.isupper() and not modifiers & pygame.KMOD_CAPS:
            is_shifted = True
    if not word:
        word, is_shifted = _character(key, unicode), False
        if modifiers & (pygame.KMOD_MODE | pygame.KMOD_RALT) and unicode:
            held = []  # AltGr wrote it
    return joined(word, [*held, "shift"] if is_shifted else held) if word else ""


def _letter(key: int, unicode: str) -> str:
    """Return the Latin letter of a key, by what it writes or else by its place; or ""."""
    if unicode and unicode in string.ascii_letters:
        return unicode.lower()
    writes_other = unicode.isascii() and unicode.isprintable() and unicode
    return chr(key) if ord("a") <= key <= ord("z") and not writes_other else ""


def _character(key: int, unicode: str) -> str:
    if len(unicode) == 1 and unicode.isprintable() and not unicode.isspace():
        return unicode.lower()
    return chr(key) if ord("!") <= key <= ord("~") else ""
