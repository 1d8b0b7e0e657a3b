"""Keys pressed together, as people write them: "ctrl+alt+f2"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from vncwall.wall.keymap import Stroke, Strokes, keysym_of
from vncwall.wall.scancodes import US_KEYS, XT_CODES

MOST_KEYS = 6
"""More are no combination but a slip of the hand."""

# Word: (keysym of X11, SDL scancode).
_WORDS: dict[str, tuple[int, int]] = {
    "ctrl": (0xFFE3, 224),
    "shift": (0xFFE1, 225),
    "alt": (0xFFE9, 226),
    "super": (0xFFEB, 227),
    "altgr": (0xFE03, 230),
    "esc": (0xFF1B, 41),
    "tab": (0xFF09, 43),
    "enter": (0xFF0D, 40),
    "space": (0x20, 44),
    "plus": (0x2B, 46),
    "backspace": (0xFF08, 42),
    "delete": (0xFFFF, 76),
    "insert": (0xFF63, 73),
    "home": (0xFF50, 74),
    "end": (0xFF57, 77),
    "pageup": (0xFF55, 75),
    "pagedown": (0xFF56, 78),
    "left": (0xFF51, 80),
    "right": (0xFF53, 79),
    "up": (0xFF52, 82),
    "down": (0xFF54, 81),
    "print": (0xFF61, 70),
    "pause": (0xFF13, 72),
    "scrolllock": (0xFF14, 71),
    "capslock": (0xFFE5, 57),
    "numlock": (0xFF7F, 83),
    "menu": (0xFF67, 101),
    **{f"f{n}": (0xFFBD + n, 57 + n) for n in range(1, 13)},
    **{f"f{n}": (0xFFBD + n, 91 + n) for n in range(13, 25)},
}

_ALSO = {
    "control": "ctrl",
    "strg": "ctrl",
    "win": "super",
    "windows": "super",
    "cmd": "super",
    "meta": "super",
    "option": "alt",
    "escape": "esc",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "printscreen": "print",
    "prtsc": "print",
    "sysrq": "print",
    "break": "pause",
    "caps": "capslock",
    "num": "numlock",
}

MODIFIERS = ("ctrl", "alt", "shift", "super")
"""Words of the keys that change what others mean, in the order in which they are pressed."""


class NoCombination(ValueError):
    """A text that names no keys.

    Attributes:
        part: the word in it that is no key; "": there is nothing to press, or too much.
        like: a word that was perhaps meant; "": none.
    """

    def __init__(self, part: str, like: str = "") -> None:
        super().__init__(part or "no combination of keys")
        self.part = part
        self.like = like


@dataclass(frozen=True, slots=True)
class Combination:
    """Keys that go down one after the other and up in reverse.

    Attributes:
        label: as people read it, "Ctrl+Alt+F2".
        keys: keysym and XT scancode of each; a scancode of 0: not known.
    """

    label: str
    keys: tuple[tuple[int, int], ...]

    def strokes(self, *, with_places: bool) -> Strokes:
        """Return what presses and releases it.

        Args:
            with_places: the server goes by places.
        """
        keys = [(keysym, code if with_places else 0) for keysym, code in self.keys]
        down = [Stroke(keysym, True, code) for keysym, code in keys]
        return down + [Stroke(keysym, False, code) for keysym, code in reversed(keys)]


def parse(text: str) -> Combination:
    """Read words and characters that are joined by +; order and case do not matter.

    >>> parse("ctrl + alt + del").label
    'Ctrl+Alt+Delete'

    Raises:
        NoCombination: a word is no key, nothing is named, or more than `MOST_KEYS` keys.
    """
    parts = [_word(part) for part in _parts(text)]
    modifiers = [word for word in MODIFIERS if word in parts]
    others = [part for part in dict.fromkeys(parts) if part not in MODIFIERS]
    if not parts or len(modifiers) + len(others) > MOST_KEYS:
        raise NoCombination("")
    words = modifiers + others
    return Combination("+".join(_label(word) for word in words), tuple(_key(w) for w in words))


def held_in_words(words: Sequence[str]) -> str:
    """Return modifiers as people read them.

    >>> held_in_words(("ctrl", "super"))
    'Ctrl+Super'
    """
    return "+".join(_label(word) for word in words)


def modifier(word: str) -> tuple[int, int]:
    """Return keysym and XT scancode of one of `MODIFIERS`."""
    return _key(word)


def _parts(text: str) -> list[str]:
    text = text.strip()
    if text == "+":
        return ["plus"]
    if text.endswith("++") or text.endswith("+ +"):
        return [*_parts(text[:-1].rstrip().removesuffix("+")), "plus"]
    return [part.strip() for part in text.split("+")] if text else []


def _word(part: str) -> str:
    if len(part) == 1:
        return part.lower() if part.isalpha() else part
    squeezed = part.lower().replace(" ", "").replace("_", "").replace("-", "")
    word = _ALSO.get(squeezed, squeezed)
    if word not in _WORDS:
        like = get_close_matches(squeezed, [*_WORDS, *_ALSO], n=1)
        raise NoCombination(part, like[0] if like else "")
    return word


def _key(word: str) -> tuple[int, int]:
    if word in _WORDS:
        keysym, scancode = _WORDS[word]
        return keysym, XT_CODES.get(scancode, 0)
    scancode, is_shifted = US_KEYS.get(word, (0, True))
    # A place that would need Shift as well is none: the server finds the key by its meaning.
    return keysym_of(word), 0 if is_shifted else XT_CODES[scancode]


def _label(word: str) -> str:
    if len(word) == 1:
        return word.upper()
    return {"pageup": "Page Up", "pagedown": "Page Down", "altgr": "AltGr", "plus": "Plus"}.get(
        word, word.capitalize()
    )
