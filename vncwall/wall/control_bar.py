"""The buttons over a promoted desktop, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Rect
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures


class ControlBar:
    """Rows of buttons, for a mouse and for the arrow keys, which go through all of them.

    Attributes:
        buttons: all of them, in order.
        rects: where they are; empty before `place`.
        hovered: number of the button under the pointer.
        focused: number of the button that has the keyboard's focus.
    """

    def __init__(self, *, text: Text) -> None:
        self._text = text
        self.buttons: tuple[Button, ...] = ()
        self.rects: tuple[Rect, ...] = ()
        self.hovered: int | None = None
        self.focused: int | None = None
        self._rows: list[ButtonRow] = []

    def replace(self, buttons: Sequence[Button]) -> None:
        """Show other buttons; hover and focus stay with what the buttons do."""
        focused, hovered = (self._action(index) for index in (self.focused, self.hovered))
        self.buttons = tuple(buttons)
        actions = [button.action for button in buttons]
        self.focused = actions.index(focused) if focused in actions else None
        self.hovered = actions.index(hovered) if hovered in actions else None
        self.rects = ()

    def place(self, area: Rect, measures: Measures, *, middle: int | None = None) -> Rect:
        """Arrange the buttons under the top of `area`; return what they take.

        Args:
            area: what they may take.
            measures: lengths.
            middle: where their middle should be; None: that of the area.
        """
        u, height = measures.u, measures.status_bar
        room = area.width - 2 * u
        self._rows = self._wrapped(room, measures)
        # As few rows as the room allows, all about as long.
        total = sum(row.width(measures, with_keys=False) for row in self._rows)
        for narrower in range(total // len(self._rows), room, 8 * u):
            rows = self._wrapped(narrower, measures)
            if len(rows) <= len(self._rows):
                self._rows = rows
                break
        width = max(row.width(measures) for row in self._rows)
        width = min(area.width, width + 2 * u)
        wanted = (area.x + area.width // 2 if middle is None else middle) - width // 2
        left = max(area.x, min(wanted, area.right - width))
        taken = Rect(left, area.y, width, len(self._rows) * (height + u) + u)
        rects: list[Rect] = []
        for index, row in enumerate(self._rows):
            line = Rect(taken.x + u, taken.y + u + index * (height + u), width - 2 * u, height)
            row.place(line, measures, align=0.5)
            rects += row.rects
        self.rects = tuple(rects)
        return taken

    def _wrapped(self, room: int, measures: Measures) -> list[ButtonRow]:
        """Return rows that are no wider than `room`, but for single buttons."""
        rows = [ButtonRow((), text=self._text)]
        for button in self.buttons:
            row = rows[-1]
            row.replace((*row.buttons, button))
            if len(row.buttons) > 1 and row.width(measures, with_keys=False) > room:
                row.replace(row.buttons[:-1])
                rows.append(ButtonRow((button,), text=self._text))
        return rows

    def at(self, x: int, y: int) -> int | None:
        """Return the number of the button at (x, y)."""
        for index, rect in enumerate(self.rects):
            if rect.contains_point(x, y):
                return index
        return None

    def hover(self, x: int, y: int) -> None:
        """Note where the pointer is."""
        self.hovered = self.at(x, y)

    def move_focus(self, step: int) -> None:
        """Move the keyboard's focus by `step` buttons, round the ends."""
        if self.buttons:
            self.focused = ((self.focused or 0) + step) % len(self.buttons)

    def step_row(self, step: int) -> None:
        """Move the focus to the nearest button of the next row, round the ends."""
        if self.focused is None or not self.rects:
            self.move_focus(0)
            return
        here = self.rects[self.focused]
        tops = sorted({rect.y for rect in self.rects})
        top = tops[(tops.index(here.y) + step) % len(tops)]
        middle = here.x + here.width // 2
        row = [index for index, rect in enumerate(self.rects) if rect.y == top]
        self.focused = min(
            row, key=lambda i: abs(self.rects[i].x + self.rects[i].width // 2 - middle)
        )

    def draw(self, canvas: Canvas) -> None:
        """Draw all buttons."""
        first = 0
        for row in self._rows:
            count = len(row.buttons)
            row.hovered = _within(self.hovered, first, count)
            row.focused = _within(self.focused, first, count)
            row.draw(canvas)
            first += count

    def _action(self, index: int | None) -> str | None:
        known = index is not None and index < len(self.buttons)
        return self.buttons[index].action if known and index is not None else None


def _within(index: int | None, first: int, count: int) -> int | None:
    """Return a number of the bar as that of a row, or None if it is another row's."""
    return index - first if index is not None and first <= index < first + count else None
