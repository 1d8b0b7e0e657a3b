"""The picture in the window: what of it has to be drawn again, and its drawing.

Parts say which rectangles look otherwise; each is composed anew, from the back to the front, under
a clip, and only those are handed to the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures, Theme

_FRAME_NS = 1_000_000_000 // 120
"""Frames follow each other no faster; what comes in between is gathered."""


class Frame:
    """One window's surface and its damage.

    Attributes:
        rect: all of the window.
        measures: lengths for a window of this height.
        painted: what the last frame drew, for tests and measurements.
    """

    def __init__(self, text: Text) -> None:
        """There is nothing to draw on before `take`."""
        self.rect = Rect(0, 0, 1, 1)
        self.measures = Measures(4)
        self.painted: tuple[Rect, ...] = ()
        self._text = text
        self._canvas: Canvas | None = None
        self._damage: list[Rect] = []
        self._paint_at_ns = 0

    @property
    def surface(self) -> pygame.Surface:
        """The window's own surface, which another one replaces when its size changes."""
        surface = pygame.display.get_surface()
        assert surface is not None
        return surface

    @property
    def canvas(self) -> Canvas:
        """To draw on it."""
        assert self._canvas is not None
        return self._canvas

    def take(self, theme: Theme, scale: float) -> None:
        """Use the window as it is now: of another size, in other colours or lengths."""
        surface = self.surface
        self.rect = Rect(0, 0, *surface.get_size())
        self.measures = Measures.for_height(self.rect.height, scale)
        self._canvas = Canvas(surface, theme, self.measures, text=self._text)
        self.redraw()

    def redraw(self, rects: Sequence[Rect] | None = None) -> None:
        """Have parts of the window drawn again, or all of it."""
        self._damage += [self.rect] if rects is None else rects

    def is_due(self, now_ns: int) -> bool:
        """Whether another frame may follow the last one now."""
        return now_ns >= self._paint_at_ns

    def paint(self, compose: Callable[[Canvas], None], now_ns: int) -> Sequence[Rect]:
        """Have what is damaged composed, and show it; return what was drawn."""
        if not self._damage or self._canvas is None:
            return ()
        rects = self._merged()
        self._damage = []
        self._paint_at_ns = now_ns + _FRAME_NS
        surface = self._canvas.surface
        for rect in rects:
            surface.set_clip(to_pygame(rect))
            compose(self._canvas)
        surface.set_clip(None)
        self.painted = tuple(rects)
        pygame.display.update([to_pygame(rect) for rect in rects])
        return rects

    def _merged(self) -> list[Rect]:
        """Return the damage without what lies in a larger part of it."""
        rects = [rect.intersection(self.rect) for rect in self._damage]
        rects = [rect for rect in dict.fromkeys(rects) if not rect.is_empty]
        if any(rect == self.rect for rect in rects):
            return [self.rect]
        boxes = [to_pygame(rect) for rect in rects]
        result: list[Rect] = []
        for rect, box in zip(rects, boxes, strict=True):
            near = box.collidelistall(boxes)
            if len(near) == 1 or not any(
                boxes[other].contains(box) for other in near if boxes[other] is not box
            ):
                result.append(rect)
        if sum(rect.area for rect in result) > self.rect.area:
            return [self.rect]
        return result
