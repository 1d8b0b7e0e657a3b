"""Keysyms are compared with the X11 list (X11/keysymdef.h), keycodes with SDL as pygame has it."""

import pygame
import pytest

from vncwall.wall import keymap
from vncwall.wall.keymap import Stroke, keysym_of

Strokes = list[tuple[int, bool]]


class Keyboard(keymap.Keyboard):
    """Its strokes without the places of the keys: (keysym, down)."""

    def key_down(self, *args, **kwargs):
        return plain(super().key_down(*args, **kwargs))

    def key_up(self, scancode):
        return plain(super().key_up(scancode))

    def text(self, text):
        return plain(super().text(text))

    def repeat(self, scancode):
        return plain(super().repeat(scancode))

    def release_all(self):
        return plain(super().release_all())


def plain(strokes: keymap.Strokes) -> Strokes:
    assert not any(stroke.keycode for stroke in strokes)
    return [(stroke.keysym, stroke.down) for stroke in strokes]


# name in pygame: (name, number) in keysymdef.h
NAMED = {
    "K_BACKSPACE": ("BackSpace", 0xFF08),
    "K_TAB": ("Tab", 0xFF09),
    "K_RETURN": ("Return", 0xFF0D),
    "K_PAUSE": ("Pause", 0xFF13),
    "K_SCROLLLOCK": ("Scroll_Lock", 0xFF14),
    "K_SYSREQ": ("Sys_Req", 0xFF15),
    "K_ESCAPE": ("Escape", 0xFF1B),
    "K_HOME": ("Home", 0xFF50),
    "K_LEFT": ("Left", 0xFF51),
    "K_UP": ("Up", 0xFF52),
    "K_RIGHT": ("Right", 0xFF53),
    "K_DOWN": ("Down", 0xFF54),
    "K_PAGEUP": ("Page_Up", 0xFF55),
    "K_PAGEDOWN": ("Page_Down", 0xFF56),
    "K_END": ("End", 0xFF57),
    "K_PRINTSCREEN": ("Print", 0xFF61),
    "K_INSERT": ("Insert", 0xFF63),
    "K_MENU": ("Menu", 0xFF67),
    "K_HELP": ("Help", 0xFF6A),
    "K_NUMLOCK": ("Num_Lock", 0xFF7F),
    "K_F1": ("F1", 0xFFBE),
    "K_F2": ("F2", 0xFFBF),
    "K_F11": ("F11", 0xFFC8),
    "K_F12": ("F12", 0xFFC9),
    "K_F13": ("F13", 0xFFCA),
    "K_F15": ("F15", 0xFFCC),
    "K_LSHIFT": ("Shift_L", 0xFFE1),
    "K_RSHIFT": ("Shift_R", 0xFFE2),
    "K_LCTRL": ("Control_L", 0xFFE3),
    "K_RCTRL": ("Control_R", 0xFFE4),
    "K_CAPSLOCK": ("Caps_Lock", 0xFFE5),
    "K_LALT": ("Alt_L", 0xFFE9),
    "K_LGUI": ("Super_L", 0xFFEB),
    "K_RGUI": ("Super_R", 0xFFEC),
    "K_DELETE": ("Delete", 0xFFFF),
    "K_KP_ENTER": ("KP_Enter", 0xFF8D),
    "K_KP_MULTIPLY": ("KP_Multiply", 0xFFAA),
    "K_KP_PLUS": ("KP_Add", 0xFFAB),
    "K_KP_MINUS": ("KP_Subtract", 0xFFAD),
    "K_KP_DIVIDE": ("KP_Divide", 0xFFAF),
    "K_KP_EQUALS": ("KP_Equal", 0xFFBD),
}
# keypad key: (name, number) with NumLock off, and on
KEYPAD = {
    "K_KP0": ("KP_Insert", 0xFF9E, 0xFFB0),
    "K_KP1": ("KP_End", 0xFF9C, 0xFFB1),
    "K_KP2": ("KP_Down", 0xFF99, 0xFFB2),
    "K_KP3": ("KP_Page_Down", 0xFF9B, 0xFFB3),
    "K_KP4": ("KP_Left", 0xFF96, 0xFFB4),
    "K_KP5": ("KP_Begin", 0xFF9D, 0xFFB5),
    "K_KP6": ("KP_Right", 0xFF98, 0xFFB6),
    "K_KP7": ("KP_Home", 0xFF95, 0xFFB7),
    "K_KP8": ("KP_Up", 0xFF97, 0xFFB8),
    "K_KP9": ("KP_Page_Up", 0xFF9A, 0xFFB9),
    "K_KP_PERIOD": ("KP_Delete", 0xFF9F, 0xFFAE),
}

SHIFT, CTRL, LALT, RALT, NUM = 0x1, 0x40, 0x100, 0x200, 0x1000
LSHIFT, LCTRL, ALTGR = (pygame.K_LSHIFT, 225), (pygame.K_LCTRL, 224), (pygame.K_RALT, 230)
SHIFT_L, CONTROL_L, ALT_R = 0xFFE1, 0xFFE3, 0xFFEA


def press(
    keyboard: Keyboard, key: int, scancode: int = 4, *, mod: int = 0, text: str = ""
) -> Strokes:
    """Press as pygame reports it: KEYDOWN, and TEXTINPUT when the key writes."""
    strokes = keyboard.key_down(key, scancode, mod, unicode=text)
    if text and text >= " " and text != "\x7f":
        strokes += keyboard.text(text)
    return strokes


def tap(
    keyboard: Keyboard, key: int, scancode: int = 4, *, mod: int = 0, text: str = ""
) -> Strokes:
    return press(keyboard, key, scancode, mod=mod, text=text) + keyboard.key_up(scancode)


def both(keysym: int) -> Strokes:
    return [(keysym, True), (keysym, False)]


@pytest.mark.parametrize("name", NAMED)
def test_keys_that_write_nothing_have_the_keysym_of_the_list(name: str):
    key = getattr(pygame, name)
    text = {"K_RETURN": "\r", "K_TAB": "\t", "K_BACKSPACE": "\b", "K_KP_ENTER": "\r"}.get(name, "")
    assert tap(Keyboard(), key, text=text) == both(NAMED[name][1])


@pytest.mark.parametrize("name", KEYPAD)
def test_the_keypad_follows_numlock(name: str):
    key = getattr(pygame, name)
    _, off, on = KEYPAD[name]
    figure = "." if name == "K_KP_PERIOD" else name[-1]
    assert tap(Keyboard(), key) == both(off)
    assert tap(Keyboard(), key, mod=NUM, text=figure) == both(on)
    assert tap(Keyboard(), key, mod=NUM) == both(on)
    assert tap(Keyboard(), key, mod=NUM | SHIFT) == both(off)


def test_the_keypads_comma_is_a_separator():
    assert tap(Keyboard(), pygame.K_KP_PERIOD, mod=NUM, text=",") == both(0xFFAC)


@pytest.mark.parametrize(
    ("character", "keysym"),
    [
        ("a", 0x61),  # XK_a
        ("A", 0x41),  # XK_A
        (" ", 0x20),  # XK_space
        ("~", 0x7E),  # XK_asciitilde
        ("ß", 0xDF),  # XK_ssharp
        ("ÿ", 0xFF),  # XK_ydiaeresis
        ("\N{NO-BREAK SPACE}", 0xA0),  # XK_nobreakspace
        ("ф", 0x6C6),  # XK_Cyrillic_ef
        ("Я", 0x6F1),  # XK_Cyrillic_YA
        ("Ё", 0x6B3),  # XK_Cyrillic_IO
        ("ω", 0x7F9),  # XK_Greek_omega
        ("ł", 0x1B3),  # XK_lstroke
        ("ğ", 0x2BB),  # XK_gbreve
        ("œ", 0x13BD),  # XK_oe
        ("€", 0x20AC),  # XK_EuroSign
        ("א", 0xCE0),  # XK_hebrew_aleph
        ("ก", 0xDA1),  # XK_Thai_kokai
        ("ع", 0x5D9),  # XK_Arabic_ain
        ("ə", 0x1000259),  # XK_schwa: by Unicode
        ("漢", 0x1006F22),
        ("😀", 0x101F600),
    ],
)
def test_a_character_has_the_keysym_of_the_list(character: str, keysym: int):
    assert keysym_of(character) == keysym
    assert tap(Keyboard(), ord("x"), text=character) == both(keysym)


def test_what_was_pressed_is_what_is_released():
    keyboard = Keyboard()
    strokes = press(keyboard, *LSHIFT, mod=SHIFT)
    strokes += press(keyboard, ord("2"), 31, mod=SHIFT, text='"')
    strokes += keyboard.key_up(225)
    strokes += keyboard.key_up(31)  # Shift is up: the key would write "2" now
    assert strokes == [(SHIFT_L, True), (0x22, True), (SHIFT_L, False), (0x22, False)]


def test_shift_tab_is_a_shifted_tab():
    keyboard = Keyboard()
    press(keyboard, *LSHIFT, mod=SHIFT)
    assert tap(keyboard, pygame.K_TAB, 43, mod=SHIFT, text="\t") == both(0xFF09)


@pytest.mark.parametrize(
    ("key", "text", "mod", "keysym"),
    [
        (ord("c"), "\x03", CTRL, ord("c")),
        (ord("c"), "\x03", CTRL | SHIFT, ord("C")),
        (ord("["), "\x1b", CTRL, ord("[")),
        (ord("2"), "\x00", CTRL, ord("2")),
        (ord("2"), "", CTRL, ord("2")),
        (pygame.K_SPACE, "\x00", CTRL, 0x20),
    ],
)
def test_with_ctrl_the_keys_own_character_counts(key: int, text: str, mod: int, keysym: int):
    keyboard = Keyboard()
    press(keyboard, *LCTRL, mod=CTRL)
    assert tap(keyboard, key, mod=mod, text=text) == both(keysym)


def test_ctrl_alt_delete_goes_through_as_three_keys():
    keyboard = Keyboard()
    strokes = press(keyboard, *LCTRL, mod=CTRL)
    strokes += press(keyboard, pygame.K_LALT, 226, mod=CTRL | LALT)
    strokes += press(keyboard, pygame.K_DELETE, 76, mod=CTRL | LALT, text="\x7f")
    assert strokes == [(CONTROL_L, True), (0xFFE9, True), (0xFFFF, True)]


def test_altgr_that_writes_never_reaches_the_desktop():
    keyboard = Keyboard()  # German: AltGr+q writes @
    assert press(keyboard, *ALTGR, mod=RALT) == []
    assert tap(keyboard, ord("q"), 20, mod=RALT, text="@") == both(ord("@"))
    assert tap(keyboard, ord("e"), 8, mod=RALT, text="€") == both(0x20AC)
    assert keyboard.key_up(230) == []


def test_a_right_alt_that_does_not_write_is_sent_before_its_key():
    keyboard = Keyboard()  # US: Alt_R+q writes q
    press(keyboard, *ALTGR, mod=RALT)
    assert press(keyboard, ord("q"), 20, mod=RALT, text="q") == [(ALT_R, True), (ord("q"), True)]
    assert keyboard.key_up(20) + keyboard.key_up(230) == [(ord("q"), False), (ALT_R, False)]


def test_a_right_alt_is_sent_before_an_arrow():
    keyboard = Keyboard()
    press(keyboard, *ALTGR, mod=RALT)
    assert press(keyboard, pygame.K_LEFT, 80, mod=RALT) == [(ALT_R, True), (0xFF51, True)]


def test_a_right_alt_alone_is_a_tap():
    keyboard = Keyboard()
    press(keyboard, *ALTGR, mod=RALT)
    assert keyboard.key_up(230) == both(ALT_R)


def test_shift_and_a_right_alt_is_not_mistaken_for_altgr():
    keyboard = Keyboard()  # US: Shift+2 writes @ with Alt_R as without
    press(keyboard, *LSHIFT, mod=SHIFT)
    press(keyboard, *ALTGR, mod=RALT | SHIFT)
    strokes = press(keyboard, ord("2"), 31, mod=RALT | SHIFT, text="@")
    assert strokes == [(ALT_R, True), (ord("@"), True)]


def test_the_layouts_own_shifted_character_is_learnt():
    keyboard = Keyboard()  # a layout whose Shift+AltGr+2 writes ASCII ^
    press(keyboard, *LSHIFT, mod=SHIFT)
    tap(keyboard, ord("2"), 31, mod=SHIFT, text='"')
    press(keyboard, *ALTGR, mod=RALT | SHIFT)
    assert press(keyboard, ord("2"), 31, mod=RALT | SHIFT, text="^") == [(ord("^"), True)]


def test_altgr_as_windows_reports_it_takes_ctrl_back():
    keyboard = Keyboard()
    press(keyboard, *LCTRL, mod=CTRL)
    press(keyboard, *ALTGR, mod=CTRL | RALT)
    strokes = press(keyboard, ord("q"), 20, mod=CTRL | RALT, text="@")
    assert strokes == [(CONTROL_L, False), (ord("@"), True)]
    assert keyboard.key_up(224) == []


def test_a_dead_key_writes_with_the_next_key():
    keyboard = Keyboard()  # German: dead acute has no keycode of its own in SDL
    assert tap(keyboard, 0x40000000, 46) == []
    assert tap(keyboard, ord("e"), 8, text="é") == both(0xE9)


def test_text_of_an_input_method_is_typed():
    assert Keyboard().text("日本") == [*both(0x10065E5), *both(0x100672C)]


def test_a_key_that_writes_several_characters_holds_the_last():
    keyboard = Keyboard()
    assert press(keyboard, ord("e"), 8, text="´e") == [*both(0xB4), (ord("e"), True)]
    assert keyboard.key_up(8) == [(ord("e"), False)]


def test_text_that_repeats_with_a_held_key_is_not_typed_twice():
    keyboard = Keyboard()
    press(keyboard, ord("a"), text="a")
    assert keyboard.text("a") == []
    assert keyboard.text("a") == []
    keyboard.key_up(4)
    assert keyboard.text("a") == both(ord("a"))


def test_control_characters_are_never_typed():
    assert Keyboard().text("\x03\r") == []


def test_a_held_key_repeats_as_presses_and_modifiers_do_not():
    keyboard = Keyboard()
    press(keyboard, ord("a"), text="a")
    press(keyboard, *LSHIFT, mod=SHIFT)
    assert keyboard.repeat(4) == [(ord("a"), True)]
    assert keyboard.repeat(225) == []
    assert (keyboard.repeats(4), keyboard.repeats(225), keyboard.repeats(99)) == (
        True,
        False,
        False,
    )


def test_everything_that_is_down_can_be_released_at_once():
    keyboard = Keyboard()
    press(keyboard, *LCTRL, mod=CTRL)
    press(keyboard, ord("a"), 4, mod=CTRL, text="\x01")
    assert keyboard.is_anything_held
    assert keyboard.release_all() == [(ord("a"), False), (CONTROL_L, False)]
    assert not keyboard.is_anything_held
    assert keyboard.key_up(4) == []


def test_a_release_without_a_press_is_nothing():
    assert Keyboard().key_up(4) == []


def test_with_ctrl_a_key_of_another_script_is_what_it_is_on_a_us_keyboard():
    keyboard = Keyboard()
    press(keyboard, *LCTRL, mod=CTRL)
    assert press(keyboard, ord("с"), 6, mod=CTRL, text="\x03") == [(ord("c"), True)]
    assert press(keyboard, ord("ক"), 14, mod=CTRL | SHIFT, text="") == [(ord("K"), True)]
    assert press(keyboard, ord("ü"), 47, mod=CTRL) == [(ord("ü"), True)]
    # X11 has no control characters of other scripts: the key writes its letter.
    assert press(keyboard, ord("м"), 25, mod=CTRL, text="м") == [(ord("v"), True)]


def test_a_dead_key_reached_with_altgr_is_no_alt():
    keyboard = Keyboard()  # French: AltGr+7 is a dead grave
    press(keyboard, *ALTGR, mod=RALT)
    assert tap(keyboard, 0x40000000, 36, mod=RALT) == []
    assert keyboard.key_up(230) == []
    assert tap(keyboard, ord("e"), 8, text="è") == both(0xE8)


# --- servers that go by places

CODE_E, CODE_Q, CODE_ACUTE, CODE_ALT_R, CODE_SHIFT = 0x12, 0x10, 0x0D, 0xB8, 0x2A


def placed() -> keymap.Keyboard:
    keyboard = keymap.Keyboard()
    keyboard.tells_places = True
    return keyboard


def test_a_key_goes_out_with_its_place_whatever_it_means():
    keyboard = placed()
    assert press(keyboard, *LSHIFT, mod=SHIFT) == [Stroke(SHIFT_L, True, CODE_SHIFT)]
    assert press(keyboard, ord("у"), 8, mod=SHIFT, text="У") == [Stroke(0x6F5, True, CODE_E)]
    assert keyboard.repeat(8) == [Stroke(0x6F5, True, CODE_E)]
    assert keyboard.release_all() == [
        Stroke(0x6F5, False, CODE_E),
        Stroke(SHIFT_L, False, CODE_SHIFT),
    ]


def test_a_dead_key_has_a_place_alone_and_what_it_composes_a_meaning_too():
    keyboard = placed()
    assert tap(keyboard, 0x40000000, 46) == [
        Stroke(0, True, CODE_ACUTE),
        Stroke(0, False, CODE_ACUTE),
    ]
    assert tap(keyboard, ord("e"), 8, text="é") == keymap.tap(0xE9, CODE_E)


def test_altgr_has_a_place_alone_where_it_writes():
    keyboard = placed()
    assert press(keyboard, *ALTGR, mod=RALT) == []
    assert press(keyboard, ord("q"), 20, mod=RALT, text="@") == [
        Stroke(0, True, CODE_ALT_R),
        Stroke(ord("@"), True, CODE_Q),
    ]
    assert keyboard.key_up(20) == [Stroke(ord("@"), False, CODE_Q)]
    assert keyboard.key_up(230) == [Stroke(0, False, CODE_ALT_R)]


def test_what_went_down_without_a_place_goes_up_without():
    keyboard = keymap.Keyboard()
    press(keyboard, ord("e"), 8, text="e")
    keyboard.tells_places = True  # the server has just said so
    assert keyboard.key_up(8) == [Stroke(ord("e"), False)]
