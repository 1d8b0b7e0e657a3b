"""Short messages that come, are read, and go by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Toast:
    """One message."""

    text: str
    glyph: str
    until_ns: int
    key: str = ""


class Toasts:
    """The messages on the screen, newest lowest, in the lower right corner of an area."""

    def __init__(self, *, text: Text) -> None:
        self._text = text
        self._toasts: list[Toast] = []

    @property
    def messages(self) -> tuple[str, ...]:
        """What is shown, oldest first."""
        return tuple(toast.text for toast in self._toasts)

    def add(
        self,
        text: str,
        *,
        now_ns: int,
        glyph: str = "check",
        seconds: float = 5.0,
        key: str = "",
    ) -> None:
        """Show a message for a while; the oldest makes room, or the one of the same `key`."""
        self._toasts = [toast for toast in self._toasts if not key or toast.key != key]
        self._toasts.append(Toast(text, glyph, now_ns + round(seconds * 1e9), key))
        del self._toasts[:-_SHOWN]

    def expire(self, now_ns: int) -> bool:
        """Take down what has been shown long enough; return whether something went."""
        before = len(self._toasts)
        self._toasts = [toast for toast in self._toasts if toast.until_ns > now_ns]
        return len(self._toasts) != before

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the part of `area` that the messages take; empty without messages."""
        if not self._toasts:
            return Rect(0, 0, 0, 0)
        u = measures.u
        width = max(self._width(toast, area, measures) for toast in self._toasts)
        height = len(self._toasts) * 10 * u - 2 * u
        return Rect(area.right - width - 3 * u, area.bottom - height - 3 * u, width, height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw the messages."""
        theme, measures = canvas.theme, canvas.measures
        u = measures.u
        whole = self.rect(area, measures)
        for index, toast in enumerate(self._toasts):
            width = self._width(toast, area, measures)
            rect = Rect(whole.right - width, whole.y + index * 10 * u, width, 8 * u)
            canvas.rounded(rect, theme.raised)
            canvas.frame(rect, theme.line, width=max(1, u // 4))
            middle = rect.y + rect.height // 2
            canvas.glyph(toast.glyph, rect.x + 4 * u, middle, side=4 * u, colour=theme.text_second)
            canvas.label(
                toast.text,
                rect.x + 7 * u,
                middle,
                size=measures.caption_text,
                colour=theme.text,
                max_width=rect.width - 9 * u,
            )

    def _width(self, toast: Toast, area: Rect, measures: Measures) -> int:
        wanted = self._text.width(toast.text, measures.caption_text) + 9 * measures.u
        return max(0, min(wanted, area.width - 6 * measures.u))
