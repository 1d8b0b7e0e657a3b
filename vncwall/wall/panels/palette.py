"""The command palette: type a few letters of any action or desktop, Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pygame

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.ui.canvas import Canvas
from vncwall.ui.list_box import ListBox, Row
from vncwall.ui.text import Text
from vncwall.ui.text_field import TextField, TextStore
from vncwall.ui.theme import Measures
from vncwall.wall.actions.base import Hands
from vncwall.wall.fuzzy import score
from vncwall.wall.panels.base import Panel

_ROWS = 12
_FOUND = 200
_BESIDE = 30
"""Off for what is found only with the help of what stands beside a title."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the palette can do."""

    title: str
    """In the operator's language."""
    run: Callable[[], None]
    detail: str = ""
    """Said beside it, and found by too."""
    key: str = ""
    glyph: str = ""
    weight: int = 0
    """Added to how well it matches: between equals the greater comes first."""


Source = Callable[[Hands], Iterable[Choice]]
"""Yields what the palette offers of one kind now."""


class Palette(Panel):
    """A field over a list of all that matches what stands in it, the best at the top."""

    takes_text = True

    def __init__(
        self, hands: Hands, sources: Sequence[Source], *, text: Text, store: TextStore | None
    ) -> None:
        """Offer what `sources` yield now. `text` is the window's, `store` the clipboard."""
        super().__init__()
        self._choices = [choice for source in sources for choice in source(hands)]
        self._field = TextField(
            text=text, store=store, placeholder=_("an action, or go to a desktop")
        )
        self._list = ListBox(text=text)
        self.found: tuple[Choice, ...] = ()
        """What matches, best first."""
        self._look()

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return a column in the middle of the upper part."""
        u = measures.u
        width = min(area.width, 180 * u)
        rows = min(_ROWS, max(1, len(self._choices)))
        height = min(area.height, 16 * u + rows * ListBox.row_height(measures))
        top = area.y + max(0, min(area.height - height, area.height // 8))
        return Rect(area.x + (area.width - width) // 2, top, width, height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it."""
        theme, measures = canvas.theme, canvas.measures
        u, rect = measures.u, self.rect(area, measures)
        canvas.rounded(rect, theme.panel)
        canvas.frame(rect, theme.line, width=max(1, u // 2))
        field = Rect(rect.x + 2 * u, rect.y + 2 * u, rect.width - 4 * u, 9 * u)
        self._field.draw(canvas, field, has_focus=True)
        top = field.bottom + u
        self._list.place(
            Rect(rect.x + 2 * u, top, rect.width - 4 * u, rect.bottom - top - 2 * u), measures
        )
        self._list.draw(canvas)
        if not self.found:
            canvas.label(
                _("nothing is called so"),
                rect.x + rect.width // 2,
                top + 4 * u,
                size=measures.caption_text,
                colour=theme.text_second,
                align=0.5,
            )

    def key(self, event: pygame.event.Event) -> bool:
        """Edit, choose, or do what is chosen."""
        if event.key == pygame.K_ESCAPE:
            self.is_closed = True
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._run(self._list.chosen)
        elif event.key in (pygame.K_HOME, pygame.K_END) or not self._list.key(event.key):
            before = self._field.text
            self._field.key(event.key, event.mod)
            if self._field.text != before:
                self._look()
        return True

    def text(self, text: str) -> bool:
        """Look for more."""
        self._field.write(text)
        self._look()
        return True

    def compose(self, text: str) -> bool:
        """Show it in the field; what it finds shows when it is written."""
        self._field.compose(text)
        return True

    @property
    def caret(self) -> Rect:
        """In the field."""
        return self._field.caret_rect()

    def press(self, button: int, x: int, y: int) -> bool:
        """Do what is under the pointer."""
        del button
        self._run(self._list.at(x, y))
        return True

    def move(self, x: int, y: int) -> bool:
        """Choose what is under the pointer."""
        return self._list.hover(x, y)

    def wheel(self, up: int) -> bool:
        """Scroll."""
        return self._list.wheel(up)

    def _look(self) -> None:
        typed = self._field.text
        scored = []
        for number, choice in enumerate(self._choices):
            best = score(typed, choice.title)
            if best is None:
                best = score(typed, f"{choice.title} {choice.detail}")
                best = None if best is None else best - _BESIDE
            if best is not None:
                length = len(choice.title) if typed else 0
                scored.append((-best - choice.weight, length, number))
        self.found = tuple(self._choices[number] for *_, number in sorted(scored)[:_FOUND])
        self._list.replace([Row(one.title, one.detail, one.key, one.glyph) for one in self.found])

    def _run(self, index: int | None) -> None:
        if index is not None and index < len(self.found):
            self.is_closed = True
            self.found[index].run()
