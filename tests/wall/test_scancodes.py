"""XT codes are compared with QEMU's own list of keys (qapi/ui.json, ui/keycodemapdb: qnum)."""

import pygame
import pytest

from vncwall.wall.scancodes import US_CHARACTERS, US_KEYS, XT_CODES

QNUM = {
    pygame.KSCAN_A: 0x1E,
    pygame.KSCAN_Z: 0x2C,
    pygame.KSCAN_1: 0x02,
    pygame.KSCAN_0: 0x0B,
    pygame.KSCAN_RETURN: 0x1C,
    pygame.KSCAN_SPACE: 0x39,
    pygame.KSCAN_MINUS: 0x0C,
    pygame.KSCAN_BACKSLASH: 0x2B,
    pygame.KSCAN_SEMICOLON: 0x27,
    pygame.KSCAN_GRAVE: 0x29,
    pygame.KSCAN_SLASH: 0x35,
    pygame.KSCAN_CAPSLOCK: 0x3A,
    pygame.KSCAN_F1: 0x3B,
    pygame.KSCAN_F10: 0x44,
    pygame.KSCAN_F11: 0x57,
    pygame.KSCAN_F12: 0x58,
    pygame.KSCAN_PRINTSCREEN: 0xB7,
    pygame.KSCAN_SCROLLLOCK: 0x46,
    pygame.KSCAN_PAUSE: 0xC6,
    pygame.KSCAN_INSERT: 0xD2,
    pygame.KSCAN_HOME: 0xC7,
    pygame.KSCAN_PAGEUP: 0xC9,
    pygame.KSCAN_DELETE: 0xD3,
    pygame.KSCAN_END: 0xCF,
    pygame.KSCAN_PAGEDOWN: 0xD1,
    pygame.KSCAN_RIGHT: 0xCD,
    pygame.KSCAN_LEFT: 0xCB,
    pygame.KSCAN_DOWN: 0xD0,
    pygame.KSCAN_UP: 0xC8,
    pygame.KSCAN_NUMLOCK: 0x45,
    pygame.KSCAN_KP_DIVIDE: 0xB5,
    pygame.KSCAN_KP_ENTER: 0x9C,
    pygame.KSCAN_KP_1: 0x4F,
    pygame.KSCAN_KP_5: 0x4C,
    pygame.KSCAN_KP_9: 0x49,
    pygame.KSCAN_KP_0: 0x52,
    pygame.KSCAN_KP_PERIOD: 0x53,
    pygame.KSCAN_NONUSBACKSLASH: 0x56,
    101: 0xDD,  # menu
    pygame.KSCAN_LCTRL: 0x1D,
    pygame.KSCAN_LSHIFT: 0x2A,
    pygame.KSCAN_LALT: 0x38,
    pygame.KSCAN_LGUI: 0xDB,
    pygame.KSCAN_RCTRL: 0x9D,
    pygame.KSCAN_RSHIFT: 0x36,
    pygame.KSCAN_RALT: 0xB8,
    pygame.KSCAN_RGUI: 0xDC,
}


@pytest.mark.parametrize(("scancode", "code"), QNUM.items())
def test_a_key_has_the_code_that_qemu_lists(scancode: int, code: int):
    assert XT_CODES[scancode] == code


def test_no_two_keys_have_one_code_but_the_one_beside_return():
    doubles = [code for code in XT_CODES.values() if list(XT_CODES.values()).count(code) > 1]
    assert doubles == [0x2B, 0x2B]


def test_a_us_keyboard_has_all_printable_ascii_characters():
    assert {chr(code) for code in range(0x20, 0x7F)} == set(US_KEYS)


@pytest.mark.parametrize(
    ("character", "scancode", "shifted"),
    [("a", 4, False), ("A", 4, True), (" ", 44, False), ("?", 56, True), ("~", 53, True)],
)
def test_a_character_has_its_key(character: str, scancode: int, shifted: bool):
    assert US_KEYS[character] == (scancode, shifted)
    assert US_CHARACTERS[scancode] in (character, character.lower(), "/", "`")
