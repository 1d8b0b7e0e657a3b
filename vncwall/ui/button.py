"""Buttons and rows of buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures


@dataclass(frozen=True, slots=True)
class Button:
    """One action with its sign and its word."""

    action: str
    """What the owner of the button is told when it is pressed."""
    label: str
    glyph: str = ""
    key: str = ""
    """The key that does the same, shown in second colour."""
    is_on: bool = False
    """An action that is in force now, such as a running recording."""


class ButtonRow:
    """Buttons side by side, for a mouse and for the arrow keys.

    Lay it out with `place`, then `draw`; the owner forwards pointer and key events.
    """

    def __init__(self, buttons: Sequence[Button], *, text: Text) -> None:
        self._text = text
        self.buttons = tuple(buttons)
        self.rects: tuple[Rect, ...] = ()
        self.hovered: int | None = None
        self.focused: int | None = None

    def replace(self, buttons: Sequence[Button]) -> None:
        """Show other buttons; hover and focus stay where they are as far as they exist."""
        self.buttons = tuple(buttons)
        self.rects = ()

    def width(self, measures: Measures, *, with_keys: bool = True) -> int:
        """Return the pixels that the whole row takes."""
        widths = [self._button_width(b, measures, with_keys=with_keys) for b in self.buttons]
        return sum(widths) + measures.u * max(0, len(widths) - 1)

    def place(self, area: Rect, measures: Measures, *, align: float = 0.0) -> None:
        """Arrange the buttons in `area`, its full height; keys are left out where room is short."""
        with_keys = self.width(measures) <= area.width
        x = area.x + round(align * max(0, area.width - self.width(measures, with_keys=with_keys)))
        rects = []
        for button in self.buttons:
            width = self._button_width(button, measures, with_keys=with_keys)
            rects.append(Rect(x, area.y, width, area.height))
            x += width + measures.u
        self.rects = tuple(rects)
        self._with_keys = with_keys

    def at(self, x: int, y: int) -> int | None:
        """Return the number of the button at (x, y)."""
        for index, rect in enumerate(self.rects):
            if rect.contains_point(x, y):
                return index
        return None

    def hover(self, x: int, y: int) -> bool:
        """Note where the pointer is; return whether the row looks different now."""
        before, self.hovered = self.hovered, self.at(x, y)
        return before != self.hovered

    def move_focus(self, step: int) -> None:
        """Move the keyboard's focus by `step` buttons, round the ends."""
        if self.buttons:
            self.focused = ((self.focused or 0) + step) % len(self.buttons)

    def draw(self, canvas: Canvas) -> None:
        """Draw all buttons."""
        theme, measures = canvas.theme, canvas.measures
        size, u = measures.detail_text, measures.u
        for index, (button, rect) in enumerate(zip(self.buttons, self.rects, strict=True)):
            active = index in (self.hovered, self.focused)
            canvas.rounded(rect, theme.hover if active else theme.raised)
            if index == self.focused:
                canvas.frame(rect, theme.selection, width=max(1, u // 2))
            x, middle = rect.x + 2 * u, rect.y + rect.height // 2
            if button.glyph:
                side = 4 * u
                colour = theme.recording if button.is_on else theme.text
                canvas.glyph(button.glyph, x + side // 2, middle, side=side, colour=colour)
                x += side + u
            x += canvas.label(
                button.label, x, middle, size=size, colour=theme.text, weight=Weight.SEMIBOLD
            )
            if button.key and self._with_keys:
                canvas.label(button.key, x + u, middle, size=size, colour=theme.text_second)

    def _button_width(self, button: Button, measures: Measures, *, with_keys: bool) -> int:
        size, u = measures.detail_text, measures.u
        width = 4 * u + self._text.width(button.label, size, weight=Weight.SEMIBOLD)
        if button.glyph:
            width += 5 * u
        if button.key and with_keys:
            width += u + self._text.width(button.key, size)
        return width
