"""The table of keys, made from the actions."""

from __future__ import annotations

import pygame

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.ui.canvas import Canvas
from vncwall.ui.panel import Panel as Table
from vncwall.ui.panel import Section
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures
from vncwall.wall.key_table import KeyTable
from vncwall.wall.panels.base import Panel


class KeysPanel(Panel):
    """Every action with its key, at the right edge. It can stay open while the wall is used."""

    takes_keys = False

    def __init__(self, keys: KeyTable, chord: str) -> None:
        """`chord` lets go of a desktop under control."""
        super().__init__()
        control = Section(
            _("While you control a desktop"),
            (
                (chord, _("the control bar")),
                (_("{chord} again").format(chord=chord), _("give control back")),
                (_("Pointer at the top"), _("the control bar")),
                (_("Any other key"), _("goes to the desktop")),
            ),
        )
        self._place: tuple[Rect, Measures] | None = None
        self._table = Table(_("Keys"), (*keys.sections(), control), text=Text())

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the column that the table takes."""
        return self._table.rect(area, measures)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw the table."""
        self._place = (area, canvas.measures)
        self._table.draw(canvas, area)

    def key(self, event: pygame.event.Event) -> bool:
        """Turn its pages, where it has more than one."""
        step = {pygame.K_PAGEDOWN: 1, pygame.K_PAGEUP: -1}.get(event.key)
        return step is not None and self._turn(step)

    def wheel(self, up: int) -> bool:
        """Turn its pages."""
        return self._turn(-1 if up > 0 else 1)

    def _turn(self, step: int) -> bool:
        return self._place is not None and self._table.turn(step, *self._place)

    def press(self, button: int, x: int, y: int) -> bool:
        """Close it: a table is for reading."""
        self.is_closed = True
        return True
