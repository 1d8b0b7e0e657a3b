"""The chord that takes the keyboard back: modifiers pressed together and released alone."""

from __future__ import annotations

from vncwall.errors import SettingsError

# SDL scancodes, left and right.
_GROUPS: dict[str, frozenset[int]] = {
    "ctrl": frozenset({224, 228}),
    "shift": frozenset({225, 229}),
    "alt": frozenset({226, 230}),
    "super": frozenset({227, 231}),
}


class Chord:
    """Watches keys for one chord, without taking any key from the desktop.

    It counts only if all its modifiers were down at once and no other key or button came in
    between: Ctrl+Alt+Shift+T is the desktop's.

    Raises:
        SettingsError: `text` names something else than ctrl, alt, shift and super.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        names = [name.strip().lower() for name in text.split("+")]
        unknown = [name for name in names if name not in _GROUPS]
        if unknown or len(set(names)) < 2:
            raise SettingsError(
                "wall",
                "release_chord",
                f"{text!r} is not a chord; write at least two of ctrl, alt, shift, super with +",
            )
        self._groups = [_GROUPS[name] for name in dict.fromkeys(names)]
        self._modifiers = frozenset().union(*self._groups)
        self._down: set[int] = set()
        self._complete = False
        self._spoilt = False

    @property
    def is_held(self) -> bool:
        """Whether all its modifiers are down: with the wheel they zoom."""
        return bool(self._down) and all(group & self._down for group in self._groups)

    @property
    def label(self) -> str:
        """The chord as it is shown to people."""
        return "+".join(part.strip().capitalize() for part in self.text.split("+"))

    def key_down(self, scancode: int) -> None:
        """A key went down."""
        if not self._down:
            self._complete = self._spoilt = False
        if scancode not in self._modifiers:
            self._spoilt = True
            return
        self._down.add(scancode)
        self._complete = self._complete or all(group & self._down for group in self._groups)

    def key_up(self, scancode: int) -> bool:
        """A key went up; return whether this completes the chord: all of it is up again."""
        self._down.discard(scancode)
        if self._down or not self._complete:
            return False
        fires = not self._spoilt
        self._complete = self._spoilt = False
        return fires

    def spoil(self) -> None:
        """A mouse button went down in between."""
        self._spoilt = True

    def forget(self) -> None:
        """The window lost the keyboard: no key is known to be down."""
        self._down.clear()
        self._complete = self._spoilt = False
