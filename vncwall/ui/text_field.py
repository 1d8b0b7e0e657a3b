"""A field for one line of text, worked with the keyboard and the pointer.

Characters come as text (`write`), so whatever an input method composes arrives whole; keys only
move, select, erase and use the clipboard. Places in the text are numbers of characters, and no
place lies within a letter and the marks that belong to it.
"""

from __future__ import annotations

import unicodedata
from typing import Protocol

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures

LONGEST = 4096
_DOT = "•"
_JOINER = "\u200d"
_COMMAND = pygame.KMOD_CTRL | pygame.KMOD_META


class TextStore(Protocol):
    """Where copied text goes and pasted text comes from."""

    def read(self) -> str:
        """Return the text there is."""

    def write(self, text: str) -> None:
        """Put a text there."""


class TextField:
    """One line of text with an insertion point and a selection.

    Attributes:
        text: what it holds.
        cursor: place of the insertion point, 0 to the length of `text`.
        anchor: other end of the selection; equal to `cursor` where nothing is selected.
        composing: what an input method is about to write; shown, and not yet part of the text.
        is_secret: only dots are shown, and nothing can be copied from it.
    """

    def __init__(
        self,
        content: str = "",
        *,
        text: Text,
        is_secret: bool = False,
        placeholder: str = "",
        store: TextStore | None = None,
    ) -> None:
        self.text = content
        self.cursor = self.anchor = len(content)
        self.composing = ""
        self.is_secret = is_secret
        self.placeholder = placeholder
        self._store = store
        self._fonts = text
        self._first = 0  # first character that is shown
        self._rect = Rect(0, 0, 0, 0)
        self._size = 0
        self._inset = 0
        self._is_dragged = False

    @property
    def selection(self) -> tuple[int, int]:
        """First and last place of what is selected; equal where nothing is."""
        return min(self.cursor, self.anchor), max(self.cursor, self.anchor)

    # --- what comes in

    def write(self, written: str) -> None:
        """Put text in place of what is selected; control characters become spaces."""
        self.composing = ""
        clean = "".join(c if c.isprintable() or c == _JOINER else " " for c in written)
        start, end = self.selection
        clean = clean[: max(0, LONGEST - len(self.text) + end - start)]
        self.text = self.text[:start] + clean + self.text[end:]
        self.cursor = self.anchor = start + len(clean)

    def compose(self, composing: str) -> None:
        """Show what an input method is about to write."""
        self.composing = composing

    def key(self, key: int, modifiers: int) -> bool:
        """Act on a key that edits; return whether it was one."""
        selects = bool(modifiers & pygame.KMOD_SHIFT)
        by_word = bool(modifiers & _COMMAND)
        match key:
            case pygame.K_LEFT:
                start, end = self.selection
                self._go(start if start != end and not selects else self._left(by_word), selects)
            case pygame.K_RIGHT:
                start, end = self.selection
                self._go(end if start != end and not selects else self._right(by_word), selects)
            case pygame.K_HOME:
                self._go(0, selects)
            case pygame.K_END:
                self._go(len(self.text), selects)
            case pygame.K_BACKSPACE:
                self._erase(self._left(by_word))
            case pygame.K_DELETE:
                self._erase(self._right(by_word))
            case pygame.K_INSERT if selects:
                self._paste()
            case _ if by_word:
                return self._command(key)
            case _:
                return False
        return True

    def press(self, x: int, *, selects: bool = False) -> None:
        """Put the insertion point where the pointer is."""
        self._go(self._place_at(x), selects)
        self._is_dragged = True

    def drag(self, x: int) -> bool:
        """Select up to the pointer while its button is held; return whether it was."""
        if self._is_dragged:
            self._go(self._place_at(x), True)
        return self._is_dragged

    def release(self) -> None:
        """The pointer's button is up."""
        self._is_dragged = False

    def select_all(self) -> None:
        """Select all of the text."""
        self.anchor, self.cursor = 0, len(self.text)

    def clear(self) -> None:
        """Hold no text, and forget where it was."""
        self.text = self.composing = ""
        self.cursor = self.anchor = self._first = 0

    # --- how it looks

    def caret_rect(self) -> Rect:
        """Return where the insertion point was last drawn, for an input method's window."""
        x = self._rect.x + self._inset + self._width(self._first, self.cursor)
        return Rect(x, self._rect.y, 1, self._rect.height)

    def draw(self, canvas: Canvas, rect: Rect, *, has_focus: bool) -> None:
        """Draw the field in `rect`; what does not fit is scrolled out at the left."""
        theme, measures = canvas.theme, canvas.measures
        self._remember(rect, measures)
        u, size = measures.u, self._size
        canvas.rounded(rect, theme.empty)
        thin = max(1, u // 4)
        canvas.frame(
            rect,
            theme.selection if has_focus else theme.line,
            width=max(1, u // 2) if has_focus else thin,
        )
        room = rect.width - 2 * self._inset
        self._scroll(room)
        clip = canvas.surface.get_clip()
        inner = Rect(rect.x + self._inset - thin, rect.y, room + 2 * thin, rect.height)
        canvas.surface.set_clip(clip.clip(to_pygame(inner)))
        x, middle = rect.x + self._inset, rect.y + rect.height // 2
        high = size * 5 // 4
        start, end = (max(self._first, place) for place in self.selection)
        if end > start:
            left = x + self._width(self._first, start)
            mark = Rect(left, middle - high // 2, self._width(start, end), high)
            canvas.fill(mark, theme.selection if has_focus else theme.hover)
        shown = self._shown
        before, after = shown[self._first : self.cursor], shown[self.cursor :]
        if not self.text and not self.composing:
            canvas.label(self.placeholder, x, middle, size=size, colour=theme.text_second)
        elif not self.composing:
            canvas.label(before + after, x, middle, size=size, colour=theme.text)
        caret = x + self._width(self._first, self.cursor)
        if self.composing:
            canvas.label(before, x, middle, size=size, colour=theme.text)
            width = canvas.label(self.composing, caret, middle, size=size, colour=theme.text)
            line = Rect(caret, middle + high // 2, width, thin)
            canvas.fill(line, theme.text_second)
            canvas.label(after, caret + width, middle, size=size, colour=theme.text)
            caret += width
        if has_focus:
            canvas.fill(Rect(caret, middle - high // 2, max(1, u // 3), high), theme.text)
        canvas.surface.set_clip(clip)

    # --- places

    @property
    def _shown(self) -> str:
        return _DOT * len(self.text) if self.is_secret else self.text

    def _width(self, start: int, end: int) -> int:
        return self._fonts.width(self._shown[start:end], self._size) if self._size else 0

    def _remember(self, rect: Rect, measures: Measures) -> None:
        self._rect, self._size, self._inset = rect, measures.caption_text, 2 * measures.u

    def _scroll(self, room: int) -> None:
        self._first = min(self._first, self.cursor)
        while self._first < self.cursor and self._width(self._first, self.cursor) > room:
            self._first = after(self.text, self._first)
        while self._first and self._width(before(self.text, self._first), len(self.text)) <= room:
            self._first = before(self.text, self._first)

    def _place_at(self, x: int) -> int:
        place, left = self._first, self._rect.x + self._inset
        while place < len(self.text):
            following = after(self.text, place)
            middle = (
                left + (self._width(self._first, place) + self._width(self._first, following)) // 2
            )
            if x < middle:
                break
            place = following
        return place

    def _go(self, place: int, selects: bool) -> None:
        self.cursor = place
        if not selects:
            self.anchor = place

    def _left(self, by_word: bool) -> int:
        place = before(self.text, self.cursor)
        if not by_word:
            return place
        if self.is_secret:
            return 0  # where its words end is a secret too
        while place and not (self.text[place].isalnum() and not self.text[place - 1].isalnum()):
            place -= 1
        return place

    def _right(self, by_word: bool) -> int:
        place, length = after(self.text, self.cursor), len(self.text)
        if not by_word:
            return place
        if self.is_secret:
            return length
        while place < length and not (
            self.text[place].isalnum() and not self.text[place - 1].isalnum()
        ):
            place += 1
        return place

    # --- changes

    def _erase(self, place: int) -> None:
        """Take out what is selected, else what lies between the insertion point and `place`."""
        if self.cursor == self.anchor:
            self.anchor = place
        self.write("")

    def _command(self, key: int) -> bool:
        start, end = self.selection
        match key:
            case pygame.K_a:
                self.select_all()
            case pygame.K_c | pygame.K_x | pygame.K_INSERT:
                if start != end and not self.is_secret and self._store is not None:
                    self._store.write(self.text[start:end])
                    if key == pygame.K_x:
                        self.write("")
            case pygame.K_v:
                self._paste()
            case pygame.K_u:
                self.clear()
            case _:
                return False
        return True

    def _paste(self) -> None:
        if self._store is not None:
            # A line end at the end of what was copied is no part of a name or a password.
            self.write(self._store.read().strip("\r\n"))


def before(text: str, place: int) -> int:
    """Return the place one letter, with its marks, to the left."""
    place -= 1
    while place > 0 and _belongs(text, place):
        place -= 1
    return max(0, place)


def after(text: str, place: int) -> int:
    """Return the place one letter, with its marks, to the right."""
    place += 1
    while place < len(text) and _belongs(text, place):
        place += 1
    return min(len(text), place)


def _belongs(text: str, place: int) -> bool:
    """Whether the character at `place` is one letter with those before it."""
    character = text[place]
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character == _JOINER
        or text[place - 1] == _JOINER
        or 0x1F3FB <= ord(character) <= 0x1F3FF  # skin tones
    )
