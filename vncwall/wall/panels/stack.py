"""The panels that are open, the newest uppermost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.theme import Measures
from vncwall.wall.panels.base import Panel


class Panels:
    """Opens and closes panels, passes events to them and has them drawn."""

    def __init__(self, redraw: Callable[[Sequence[Rect] | None], None]) -> None:
        """`redraw` is told which parts of the window look different; None: all of it."""
        self._redraw = redraw
        self._open: list[Panel] = []
        self._area = Rect(0, 0, 1, 1)
        self._measures = Measures(4)

    @property
    def top(self) -> Panel | None:
        """The uppermost panel."""
        return self._open[-1] if self._open else None

    @property
    def takes_keys(self) -> bool:
        """Whether an open panel keeps the keyboard from the desktop under control."""
        return any(panel.takes_keys for panel in self._open)

    @property
    def takes_text(self) -> bool:
        """Whether what is written goes into a panel."""
        return any(panel.takes_keys and panel.takes_text for panel in self._open[-1:])

    @property
    def covered(self) -> tuple[Rect, ...]:
        """Parts of the window that panels cover, lowest first."""
        return tuple(self._rect(panel) for panel in self._open)

    def place(self, area: Rect, measures: Measures) -> None:
        """Let them cover parts of `area` of the window."""
        self._area, self._measures = area, measures

    def open(self, panel: Panel) -> None:
        """Show a panel over all others; one of the same kind gives way to it."""
        self._open = [*(other for other in self._open if type(other) is not type(panel)), panel]
        self._redraw(None)

    def close(self, kind: type[Panel] = Panel) -> bool:
        """Close the uppermost panel of a kind; return whether there was one."""
        for panel in reversed(self._open):
            if isinstance(panel, kind):
                panel.is_closed = True
                self._sweep()
                return True
        return False

    def is_open(self, kind: type[Panel]) -> bool:
        """Whether a panel of this kind is open."""
        return any(isinstance(panel, kind) for panel in self._open)

    def update(self, now_ns: int) -> None:
        """Bring all up to this turn's time."""
        for panel in self._open:
            if panel.update(now_ns):
                self._redraw([self._rect(panel)])
        self._sweep()

    def draw(self, canvas: Canvas) -> None:
        """Draw what of them lies in the surface's clip."""
        for panel in self._open:
            panel.draw(canvas, self._room(panel))

    # --- events, to the uppermost first

    def key(self, event: pygame.event.Event) -> bool:
        """Pass a KEYDOWN on; return whether a panel took it."""
        return self._offer(lambda panel: panel.key(event))

    def text(self, text: str) -> bool:
        """Pass typed text on; return whether a panel took it."""
        return self._offer(lambda panel: panel.text(text))

    def compose(self, text: str) -> None:
        """Show in the panel that takes text what an input method is about to write."""
        top = self.top
        if self.takes_text and top is not None and top.compose(text):
            self._redraw([self._rect(top)])

    @property
    def caret(self) -> Rect | None:
        """Where the panel that takes text writes it; None: there is none."""
        return self.top.caret if self.takes_text and self.top is not None else None

    def press(self, button: int, x: int, y: int) -> bool:
        """Pass a press to the panel under it; return whether it was the panels'."""
        top = self.top
        under = self._at(x, y)
        if under is not None:
            taken = under.press(button, x, y)
            self._redraw([self._rect(under)])
            self._sweep()
            return taken
        if top is not None and top.closes_outside:
            return self.close()
        return False

    def move(self, x: int, y: int) -> bool:
        """Tell all where the pointer is; return whether it is over one."""
        for panel in self._open:
            if panel.move(x, y):
                self._redraw([self._rect(panel)])
        return self._at(x, y) is not None

    def wheel(self, up: int, x: int, y: int) -> bool:
        """Pass a turn of the wheel to the panel under the pointer."""
        under = self._at(x, y)
        if under is None:
            return False
        if under.wheel(up):
            self._redraw([self._rect(under)])
        return True

    def _rect(self, panel: Panel) -> Rect:
        return panel.rect(self._room(panel), self._measures)

    def _room(self, panel: Panel) -> Rect:
        """Return where a panel may stand: all of the wall, or what columns at the side leave."""
        area = self._area
        if not panel.stands_beside:
            return area
        others = [one.rect(area, self._measures) for one in self._open if not one.stands_beside]
        columns = [r for r in others if r.right == area.right and r.height == area.height]
        right = min((r.x for r in columns if r.x - area.x > area.width // 3), default=area.right)
        return Rect(area.x, area.y, right - area.x, area.height)

    def _at(self, x: int, y: int) -> Panel | None:
        for panel in reversed(self._open):
            if self._rect(panel).contains_point(x, y):
                return panel
        return None

    def _offer(self, take: Callable[[Panel], bool]) -> bool:
        for panel in reversed(self._open):
            if take(panel):
                self._redraw([self._rect(panel)])
                self._sweep()
                return True
        return False

    def _sweep(self) -> None:
        """Take away panels that have done their work."""
        left = [panel for panel in self._open if not panel.is_closed]
        if len(left) != len(self._open):
            self._open = left
            self._redraw(None)
