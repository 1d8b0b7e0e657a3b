"""The context menu: every action that applies to a desktop now, with its key."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.ui.canvas import Canvas
from vncwall.ui.list_box import ListBox, Row
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.actions.base import Action, Hands, Heading
from vncwall.wall.panels.base import Panel

_NEAREST = (
    Heading.DESKTOP,
    Heading.CONTROL,
    Heading.RECORDING,
    Heading.ALERTS,
    Heading.LOOK,
    Heading.WINDOW,
)
"""What is done to the desktop under the pointer comes before what is done to the wall."""


class Menu(Panel):
    """Opens where the pointer is, or beside the tile that is selected, and stays in the wall."""

    def __init__(
        self,
        hands: Hands,
        title: str,
        at: tuple[int, int],
        *,
        text: Text,
        headings: Sequence[Heading] = _NEAREST,
    ) -> None:
        """Offer what applies now.

        Args:
            hands: the wall.
            title: what the actions act on.
            at: the point of the window beside which it opens.
            text: the window's.
            headings: the groups of actions that are in it, in order.
        """
        super().__init__()
        self.title = title
        self._hands = hands
        self._text = text
        self._at = at
        rows: list[Row] = []
        self.actions: list[Action | None] = []
        """Of each row; None for a heading."""
        for heading in headings:
            actions = [
                action
                for action in hands.keys.actions
                if action.heading is heading and action.title and action.applies(hands)
            ]
            if actions:
                rows.append(Row(_(heading.value), is_heading=True))
                self.actions.append(None)
            for action in actions:
                rows.append(Row(_(action.title), key=hands.keys.label(action), glyph=action.glyph))
                self.actions.append(action)
        self.list = ListBox(rows, text=text)

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return where it fits: to the right of and below its point, else the other way."""
        u = measures.u
        head = self._head(measures)
        title = self._text.width(self.title, measures.caption_text, weight=Weight.SEMIBOLD)
        wanted = max(self.list.width(measures), title + 6 * u, 60 * u) + 2 * u
        width = min(area.width, wanted)
        rows = max(
            1, min(len(self.list.rows), (area.height - head - u) // ListBox.row_height(measures))
        )
        height = head + rows * ListBox.row_height(measures) + u
        x, y = self._at
        x = x if x + width <= area.right else max(area.x, x - width)
        y = max(area.y, min(y, area.bottom - height))
        return Rect(x, y, width, height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it."""
        theme, measures = canvas.theme, canvas.measures
        u, rect = measures.u, self.rect(area, measures)
        head = self._head(measures)
        canvas.rounded(rect, theme.panel)
        canvas.frame(rect, theme.line, width=max(1, u // 4))
        canvas.label(
            self.title, rect.x + 4 * u, rect.y + head // 2, size=measures.caption_text,
            colour=theme.text, weight=Weight.SEMIBOLD, max_width=rect.width - 6 * u,
        )  # fmt: skip
        inner = Rect(rect.x + u, rect.y + head, rect.width - 2 * u, rect.height - head - u)
        self.list.place(inner, measures)
        self.list.draw(canvas)

    def key(self, event: pygame.event.Event) -> bool:
        """Choose by the arrow keys, act by Enter or by the action's own key."""
        if event.key == pygame.K_ESCAPE:
            self.is_closed = True
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self._run(self.list.chosen)
        elif not self.list.key(event.key):
            action = self._hands.keys.action_for(event.key, event.mod, unicode=event.unicode)
            if action in self.actions:
                self._run(self.actions.index(action))
        return True

    def text(self, text: str) -> bool:
        """Keep what keys write from going elsewhere."""
        del text
        return True

    def press(self, button: int, x: int, y: int) -> bool:
        """Do what is under the pointer."""
        del button
        self._run(self.list.at(x, y))
        return True

    def move(self, x: int, y: int) -> bool:
        """Choose what is under the pointer."""
        return self.list.hover(x, y)

    def wheel(self, up: int) -> bool:
        """Scroll."""
        return self.list.wheel(up)

    def _run(self, index: int | None) -> None:
        action = None if index is None else self.actions[index]
        if action is not None:
            self.is_closed = True
            self._hands.act(action)

    @staticmethod
    def _head(measures: Measures) -> int:
        return 8 * measures.u
