"""What the operator's keyboard does, as X11 keysyms for the controlled desktop.

RFB sends the meaning of a key (RFC 6143, 7.5.4), and its place too where the server goes by places
(QEMU Extended Key Event). The meaning comes from three sources, asked in this order:

1. Keys that write nothing (F1, arrows, modifiers, the keypad) have their keysym in a table.
2. Keys that write have the keysym of the character that the local layout made of them, shifted,
   composed with a dead key, or reached with AltGr.
3. With Ctrl the character is a control character and there is none; the key's own character on
   this layout counts then, in its shifted case. Where that is no Latin letter, what the key writes
   on a US keyboard: Ctrl+C is Ctrl+C on a Russian keyboard.

Rules that hold whatever happens:

* What was pressed is what is released: the keysym is kept by scancode, because by the time the
  key goes up Shift may be up already and the same key would mean another character.
* AltGr is held back. It is the right Alt key, and only the next key shows which: if that key
  writes something else than without it, the layout has spent AltGr on the character and the
  server must not see an Alt (it would take Alt+@); otherwise Alt_R is sent late but in order.
* Everything that is down can be released at once, on loss of focus or of control.
* Where places are sent, those of AltGr and of dead keys are too, without a meaning: a machine that
  goes by places composes by itself, and a server that goes by meanings passes them over.

Key and modifier numbers are SDL's; nothing here touches pygame, so tables are the whole interface.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category, name

from vncwall.wall.legacy_keysyms import LEGACY_KEYSYMS
from vncwall.wall.scancodes import US_CHARACTERS, XT_CODES


class Stroke(NamedTuple):
    """A key that goes down or up."""

    keysym: int
    """0: only its place is known."""
    down: bool
    keycode: int = 0
    """XT scancode; 0: not said."""


Strokes = list[Stroke]

_UNICODE_KEYSYMS = 0x01000000
_SCANCODE_MASK = 1 << 30

# SDL keycodes (SDL_keycode.h): a scancode with the mask, or the character of the key.
_SHIFT_L, _SHIFT_R = _SCANCODE_MASK | 225, _SCANCODE_MASK | 229
_CTRL_L, _CTRL_R = _SCANCODE_MASK | 224, _SCANCODE_MASK | 228
_ALT_L, _ALT_R = _SCANCODE_MASK | 226, _SCANCODE_MASK | 230
_GUI_L, _GUI_R = _SCANCODE_MASK | 227, _SCANCODE_MASK | 231

XK_SHIFT_L, XK_SHIFT_R = 0xFFE1, 0xFFE2
XK_CONTROL_L, XK_CONTROL_R = 0xFFE3, 0xFFE4
XK_ALT_L, XK_ALT_R = 0xFFE9, 0xFFEA
XK_SUPER_L, XK_SUPER_R = 0xFFEB, 0xFFEC
XK_DELETE = 0xFFFF

_MODIFIERS = {
    _SHIFT_L: XK_SHIFT_L,
    _SHIFT_R: XK_SHIFT_R,
    _CTRL_L: XK_CONTROL_L,
    _CTRL_R: XK_CONTROL_R,
    _ALT_L: XK_ALT_L,
    _ALT_R: XK_ALT_R,
    _GUI_L: XK_SUPER_L,
    _GUI_R: XK_SUPER_R,
    _SCANCODE_MASK | 57: 0xFFE5,  # Caps_Lock
    _SCANCODE_MASK | 83: 0xFF7F,  # Num_Lock
    _SCANCODE_MASK | 71: 0xFF14,  # Scroll_Lock
    _SCANCODE_MASK | 257: 0xFF7E,  # Mode_switch
}

# Keys that write nothing, or whose character is not their meaning.
_NAMED = {
    8: 0xFF08,  # BackSpace
    9: 0xFF09,  # Tab; with Shift too: the server sees Shift (rfbproto, KeyEvent)
    13: 0xFF0D,  # Return
    27: 0xFF1B,  # Escape
    127: XK_DELETE,
    _SCANCODE_MASK | 70: 0xFF61,  # Print
    _SCANCODE_MASK | 72: 0xFF13,  # Pause
    _SCANCODE_MASK | 73: 0xFF63,  # Insert
    _SCANCODE_MASK | 74: 0xFF50,  # Home
    _SCANCODE_MASK | 75: 0xFF55,  # Page_Up
    _SCANCODE_MASK | 77: 0xFF57,  # End
    _SCANCODE_MASK | 78: 0xFF56,  # Page_Down
    _SCANCODE_MASK | 79: 0xFF53,  # Right
    _SCANCODE_MASK | 80: 0xFF51,  # Left
    _SCANCODE_MASK | 81: 0xFF54,  # Down
    _SCANCODE_MASK | 82: 0xFF52,  # Up
    _SCANCODE_MASK | 101: 0xFF67,  # Menu
    _SCANCODE_MASK | 117: 0xFF6A,  # Help
    _SCANCODE_MASK | 118: 0xFF67,  # Menu
    _SCANCODE_MASK | 119: 0xFF60,  # Select
    _SCANCODE_MASK | 120: 0xFF69,  # Cancel: the Stop key
    _SCANCODE_MASK | 121: 0xFF66,  # Redo: the Again key
    _SCANCODE_MASK | 122: 0xFF65,  # Undo
    _SCANCODE_MASK | 126: 0xFF68,  # Find
    _SCANCODE_MASK | 127: 0x1008FF12,  # XF86AudioMute
    _SCANCODE_MASK | 128: 0x1008FF13,  # XF86AudioRaiseVolume
    _SCANCODE_MASK | 129: 0x1008FF11,  # XF86AudioLowerVolume
    _SCANCODE_MASK | 154: 0xFF15,  # Sys_Req
    _SCANCODE_MASK | 258: 0x1008FF17,  # XF86AudioNext
    _SCANCODE_MASK | 259: 0x1008FF16,  # XF86AudioPrev
    _SCANCODE_MASK | 260: 0x1008FF15,  # XF86AudioStop
    _SCANCODE_MASK | 261: 0x1008FF14,  # XF86AudioPlay
    **{_SCANCODE_MASK | (58 + n): 0xFFBE + n for n in range(12)},  # F1-F12
    **{_SCANCODE_MASK | (104 + n): 0xFFCA + n for n in range(12)},  # F13-F24
}

# Keypad keys: (keysym with NumLock off, keysym with NumLock on).
_KEYPAD = {
    _SCANCODE_MASK | 84: (0xFFAF, 0xFFAF),  # KP_Divide
    _SCANCODE_MASK | 85: (0xFFAA, 0xFFAA),  # KP_Multiply
    _SCANCODE_MASK | 86: (0xFFAD, 0xFFAD),  # KP_Subtract
    _SCANCODE_MASK | 87: (0xFFAB, 0xFFAB),  # KP_Add
    _SCANCODE_MASK | 88: (0xFF8D, 0xFF8D),  # KP_Enter
    _SCANCODE_MASK | 89: (0xFF9C, 0xFFB1),  # KP_End, KP_1
    _SCANCODE_MASK | 90: (0xFF99, 0xFFB2),  # KP_Down, KP_2
    _SCANCODE_MASK | 91: (0xFF9B, 0xFFB3),  # KP_Page_Down, KP_3
    _SCANCODE_MASK | 92: (0xFF96, 0xFFB4),  # KP_Left, KP_4
    _SCANCODE_MASK | 93: (0xFF9D, 0xFFB5),  # KP_Begin, KP_5
    _SCANCODE_MASK | 94: (0xFF98, 0xFFB6),  # KP_Right, KP_6
    _SCANCODE_MASK | 95: (0xFF95, 0xFFB7),  # KP_Home, KP_7
    _SCANCODE_MASK | 96: (0xFF97, 0xFFB8),  # KP_Up, KP_8
    _SCANCODE_MASK | 97: (0xFF9A, 0xFFB9),  # KP_Page_Up, KP_9
    _SCANCODE_MASK | 98: (0xFF9E, 0xFFB0),  # KP_Insert, KP_0
    _SCANCODE_MASK | 99: (0xFF9F, 0xFFAE),  # KP_Delete, KP_Decimal
    _SCANCODE_MASK | 103: (0xFFBD, 0xFFBD),  # KP_Equal
    _SCANCODE_MASK | 133: (0xFFAC, 0xFFAC),  # KP_Separator
}
_KP_SEPARATOR = 0xFFAC
_KP_DECIMAL = 0xFFAE

_MOD_SHIFT, _MOD_CTRL, _MOD_NUM, _MOD_CAPS = 0x0003, 0x00C0, 0x1000, 0x2000


def keysym_of(character: str) -> int:
    """Return the keysym of one character.

    >>> hex(keysym_of("a")), hex(keysym_of("ф")), hex(keysym_of("漢"))
    ('0x61', '0x6c6', '0x1006f22')
    """
    code_point = ord(character)
    if 0x20 <= code_point <= 0x7E or 0xA0 <= code_point <= 0xFF:
        return code_point
    legacy = LEGACY_KEYSYMS.get(code_point)
    return _UNICODE_KEYSYMS + code_point if legacy is None else legacy


def tap(keysym: int, keycode: int = 0) -> Strokes:
    """Return the strokes that press and release a key."""
    return [Stroke(keysym, True, keycode), Stroke(keysym, False, keycode)]


class Keyboard:
    """Turns pygame's key events into strokes for one controlled desktop.

    Every method returns the strokes to send now, in order; presses and releases balance.

    Attributes:
        tells_places: whether the server wants to know where the keys are.
    """

    def __init__(self) -> None:
        self.tells_places = False
        self._held: dict[int, Stroke] = {}  # scancode -> what is down
        self._texts: dict[int, str] = {}  # scancode -> what the held key wrote
        self._expected: list[str] = []  # texts that are already sent as keys
        self._alt_gr: int | None = None  # scancode of a right Alt that was not sent yet
        self._alt_gr_wrote = False
        self._plain: dict[tuple[int, bool], str] = {}  # what keys write without AltGr

    @property
    def is_anything_held(self) -> bool:
        """Whether the desktop sees a key down."""
        return bool(self._held)

    def key_down(self, key: int, scancode: int, modifiers: int, *, unicode: str) -> Strokes:
        """A key went down: pygame's KEYDOWN fields."""
        if scancode in self._held:
            return self.repeat(scancode)
        if key in _MODIFIERS:
            if key == _ALT_R:
                self._alt_gr, self._alt_gr_wrote = scancode, False
                return []
            return [*self._press(scancode, _MODIFIERS[key])]
        writes = _is_text(unicode)
        shifted = bool(modifiers & _MOD_SHIFT)
        if writes and self._alt_gr is None:
            self._plain[scancode, shifted] = unicode
        if writes and self._is_written_with_alt_gr(key, scancode, unicode, shifted=shifted):
            self._alt_gr_wrote = True
            return [
                *self._without_control(),
                *self._place_alone(self._alt_gr),
                *self._write(scancode, unicode),
            ]
        if not (unicode or key in _NAMED or key in _KEYPAD or modifiers & _MOD_CTRL):
            # A dead key: what it composes comes with the next key or as text.
            self._alt_gr_wrote = self._alt_gr is not None
            return [*self._place_alone(self._alt_gr), *self._place_alone(scancode)]
        strokes = self._flush_alt_gr()
        if key in _NAMED:
            strokes += self._press(scancode, _NAMED[key])
        elif key in _KEYPAD:
            strokes += self._press(scancode, _keypad_keysym(key, modifiers, unicode))
            if writes:
                self._expect(scancode, unicode)
        elif writes:
            strokes += self._write(scancode, unicode, is_command=bool(modifiers & _MOD_CTRL))
        else:
            character = _latin(_character_of(key, shifted=shifted), scancode, shifted=shifted)
            if character:
                strokes += self._press(scancode, keysym_of(character))
        return strokes

    def key_up(self, scancode: int) -> Strokes:
        """A key went up."""
        if scancode == self._alt_gr:
            self._alt_gr = None
            if not self._alt_gr_wrote:  # alone: it may open a menu
                code = self._code(scancode)
                return [Stroke(XK_ALT_R, True, code), Stroke(XK_ALT_R, False, code)]
        self._texts.pop(scancode, None)
        held = self._held.pop(scancode, None)
        return [] if held is None else [held._replace(down=False)]

    def text(self, text: str) -> Strokes:
        """The input method committed `text`: pygame's TEXTINPUT.

        Text that a key press brought along, or that its repetition brings, is already sent.
        """
        if text in self._expected:
            del self._expected[: self._expected.index(text) + 1]
            return []
        if text in self._texts.values():
            return []
        strokes: Strokes = []
        for character in text:
            if _is_text(character):
                strokes += tap(keysym_of(character))
        return strokes

    def repeat(self, scancode: int) -> Strokes:
        """A held key repeats: it is pressed again without a release, as X servers do."""
        held = self._held.get(scancode)
        if held is None or not held.keysym or held.keysym in _MODIFIERS.values():
            return []
        return [held]

    def repeats(self, scancode: int) -> bool:
        """Whether holding this key repeats it."""
        return bool(self.repeat(scancode))

    def release_all(self) -> Strokes:
        """Release everything that is down, last pressed first, and forget what was pending."""
        strokes = [held._replace(down=False) for held in reversed(self._held.values())]
        self._held.clear()
        self._texts.clear()
        self._expected.clear()
        self._alt_gr = None
        return strokes

    def _press(self, scancode: int, keysym: int) -> Strokes:
        stroke = self._held[scancode] = Stroke(keysym, True, self._code(scancode))
        return [stroke]

    def _place_alone(self, scancode: int | None) -> Strokes:
        """Press a key that has a place and no meaning of its own."""
        if scancode is None or scancode in self._held or not self._code(scancode):
            return []
        return self._press(scancode, 0)

    def _code(self, scancode: int) -> int:
        return XT_CODES.get(scancode, 0) if self.tells_places else 0

    def _write(self, scancode: int, unicode: str, *, is_command: bool = False) -> Strokes:
        """Press what writes `unicode`; a command is one with Ctrl, and has Latin letters."""
        self._expect(scancode, unicode)
        if is_command and len(unicode) == 1:
            unicode = _latin(unicode, scancode, shifted=unicode.isupper())
        strokes: Strokes = []
        # An input method may commit several characters with one key; the last one is held.
        for character in unicode[:-1]:
            strokes += tap(keysym_of(character))
        return strokes + self._press(scancode, keysym_of(unicode[-1]))

    def _expect(self, scancode: int, unicode: str) -> None:
        self._texts[scancode] = unicode
        self._expected.append(unicode)
        del self._expected[:-8]

    def _flush_alt_gr(self) -> Strokes:
        if self._alt_gr is None or self._alt_gr_wrote:
            return []
        scancode, self._alt_gr = self._alt_gr, None
        return self._press(scancode, XK_ALT_R)

    def _without_control(self) -> Iterator[Stroke]:
        # Windows reports AltGr as Ctrl+Alt; the character must not arrive as Ctrl+@.
        for scancode, held in list(self._held.items()):
            if held.keysym in (XK_CONTROL_L, XK_CONTROL_R):
                del self._held[scancode]
                yield held._replace(down=False)

    def _is_written_with_alt_gr(
        self, key: int, scancode: int, unicode: str, *, shifted: bool
    ) -> bool:
        if self._alt_gr is None or key in _NAMED or key in _KEYPAD:
            return False
        plain = self._plain.get((scancode, shifted))
        if plain is not None:
            return plain.casefold() != unicode.casefold()
        own = _character_of(key, shifted=False)
        if shifted and own and not own.isalpha() and unicode.isascii():
            # Shift alone explains it (Alt+Shift+2 is Alt+@ on a US layout).
            return False
        return own.casefold() != unicode.casefold()


def _keypad_keysym(key: int, modifiers: int, unicode: str) -> int:
    without, with_numlock = _KEYPAD[key]
    if with_numlock == _KP_DECIMAL and unicode == ",":
        return _KP_SEPARATOR
    if _is_text(unicode):
        return with_numlock
    # Shift turns NumLock round, and then the key writes nothing.
    is_on = bool(modifiers & _MOD_NUM) and not modifiers & _MOD_SHIFT
    return with_numlock if is_on else without


def _is_text(unicode: str) -> bool:
    """Whether a key wrote something: a no-break space counts, a control character does not."""
    return bool(unicode) and all(category(character) != "Cc" for character in unicode)


def _character_of(key: int, *, shifted: bool) -> str:
    """Return the character that an SDL keycode stands for, or "" for a key without one."""
    if key & _SCANCODE_MASK or not 0x20 <= key <= 0x10FFFF:
        return ""
    character = chr(key)
    return character.upper() if shifted and len(character.upper()) == 1 else character


def _latin(character: str, scancode: int, *, shifted: bool) -> str:
    """Return the character, or what the key writes on a US keyboard if it is no Latin letter."""
    if not character.isalpha() or name(character, "").startswith("LATIN"):
        return character
    latin = US_CHARACTERS.get(scancode, character)
    return latin.upper() if shifted else latin
