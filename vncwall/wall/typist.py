"""A text as keystrokes, one after the other, no faster than a desktop can take them.

For desktops without a clipboard: a boot loader, a console, a login screen. A server that has a
letter on no key of its keyboard gives it one for a moment, and a program that is late then reads
the next letter; so there is time between two.
"""

from __future__ import annotations

from vncwall.wall.keymap import Stroke, Strokes, keysym_of, tap
from vncwall.wall.scancodes import US_KEYS, XT_CODES

CHARACTERS_PER_S = 30
LONG = 500
"""Characters; more are typed only after a confirmation, like several lines."""
LONGEST = 100_000
"""Characters; an hour of typing. More is a file."""

_SHIFT = 0xFFE1
_NAMED = {"\n": (0xFF0D, 40), "\t": (0xFF09, 43)}


class Typist:
    """Types one text. Pure: time comes in as arguments.

    Args:
        text: line ends become Return, tabs Tab.
        with_places: the server may go by places: what a US keyboard has is pressed as on one. The
            rest has a meaning alone, which a machine without such a key passes over.

    Attributes:
        total: characters that will be typed.
        done: of them so far.
        left_out: characters that cannot be typed.
    """

    def __init__(self, text: str, now_ns: int, *, with_places: bool) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        strokes = [_strokes(character, with_places=with_places) for character in lines]
        self._strokes = [one for one in strokes if one]
        self.total = len(self._strokes)
        self.left_out = len(lines) - self.total
        self.done = 0
        self._begun_ns = now_ns

    @property
    def is_done(self) -> bool:
        """Whether all of it was typed."""
        return self.done >= self.total

    def due(self, now_ns: int) -> Strokes:
        """Return the strokes of the next character if it is time for it; never of two at once."""
        if self.is_done or now_ns < self._begun_ns + self.done * 10**9 // CHARACTERS_PER_S:
            return []
        self.done += 1
        # After a hold-up the rest keeps its distance: the lost time is not made up for.
        self._begun_ns = max(self._begun_ns, now_ns - self.done * 10**9 // CHARACTERS_PER_S)
        return self._strokes[self.done - 1]


def needs_asking(text: str) -> bool:
    """Whether a text should not be typed without a question: it is long, or has several lines.

    A line end may run a command. One at the very end is a habit of what copies whole lines.
    """
    return len(text) > LONG or "\n" in text.strip("\r\n").replace("\r", "\n")


def _strokes(character: str, *, with_places: bool) -> Strokes:
    if character in _NAMED:
        keysym, scancode = _NAMED[character]
        return tap(keysym, XT_CODES[scancode] if with_places else 0)
    if not character.isprintable():
        return []
    if not with_places or character not in US_KEYS:
        return tap(keysym_of(character))
    scancode, is_shifted = US_KEYS[character]
    strokes = tap(keysym_of(character), XT_CODES[scancode])
    if is_shifted:
        shift = XT_CODES[225]
        return [Stroke(_SHIFT, True, shift), *strokes, Stroke(_SHIFT, False, shift)]
    return strokes
