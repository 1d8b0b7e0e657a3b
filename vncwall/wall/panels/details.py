"""All that is known of one desktop, and why it is treated as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pygame

from vncwall.geometry import Rect
from vncwall.ipc.messages import ExplainSession
from vncwall.language import N_, _
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.actions.base import Hands
from vncwall.wall.desktop import SECOND
from vncwall.wall.explanation import lines
from vncwall.wall.panels.base import Panel

_ASK_NS = SECOND
_NOTE_LINES = 6
_TEXT_LINES = 8


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    """In second colour; "": the text goes on."""
    text: str
    is_heading: bool = False


class Details(Panel):
    """Stands at the right edge and follows the selection; the wall is used beside it.

    What it says is what `vncwall why HOST` prints, asked for anew every second, and the notes.
    """

    takes_keys = False
    closes_outside = False

    def __init__(self, hands: Hands, *, text: Text) -> None:
        """Show what `hands` act on."""
        super().__init__()
        self._hands = hands
        self._text = text
        self._session: int | None = None
        self._ask_at_ns = 0
        self._shown: object = None
        self._scrolled = 0  # lines
        self._room = 1

    @property
    def session(self) -> int | None:
        """The session that it is about; None: there is none yet."""
        return self._session

    def update(self, now_ns: int) -> bool:
        """Follow the selection, ask again; return whether there is something new to say."""
        hands = self._hands
        targets = hands.targets()
        if targets and targets[0] != self._session:
            self._session, self._ask_at_ns, self._scrolled = targets[0], 0, 0
        if self._session not in hands.desktops:
            self._session = None
        if self._session is not None and now_ns >= self._ask_at_ns:
            self._ask_at_ns = now_ns + _ASK_NS
            hands.send(ExplainSession(self._session))
        desktop = None if self._session is None else hands.desktops[self._session]
        shown = (self._session, None if desktop is None else desktop.explained)
        is_new, self._shown = shown != self._shown, shown
        return is_new

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the column at the right edge."""
        width = min(area.width, 130 * measures.u)
        return Rect(area.right - width, area.y, width, area.height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it; what does not fit is scrolled with the wheel."""
        theme, measures = canvas.theme, canvas.measures
        u, size = measures.u, measures.caption_text
        rect = self.rect(area, measures)
        canvas.fill(rect, theme.panel)
        canvas.fill(Rect(rect.x, rect.y, max(1, u // 4), rect.height), theme.line)
        left, room = rect.x + 4 * u, rect.width - 8 * u
        desktop = None if self._session is None else self._hands.desktops.get(self._session)
        canvas.label(
            desktop.name if desktop is not None else _("No desktop is selected"),
            left, rect.y + 6 * u, size=5 * u, colour=theme.text, weight=Weight.SEMIBOLD,
            max_width=room,
        )  # fmt: skip
        column = 24 * u
        found = self._lines(size, room - column, room)
        height = size * 3 // 2
        top = rect.y + 13 * u
        self._room = max(1, (rect.bottom - top - u) // height)
        self._scrolled = max(0, min(self._scrolled, len(found) - self._room))
        clip = canvas.surface.get_clip()
        inner = Rect(rect.x, top - height // 2, rect.width, rect.bottom - top + height // 2)
        canvas.surface.set_clip(clip.clip(to_pygame(inner)))
        y = top
        for line in found[self._scrolled : self._scrolled + self._room]:
            if line.is_heading:
                canvas.label(
                    line.title, left, y, size=size, colour=theme.text, weight=Weight.SEMIBOLD,
                    max_width=room,
                )  # fmt: skip
            else:
                canvas.label(
                    line.title, left, y, size=size, colour=theme.text_second,
                    max_width=column - u,
                )  # fmt: skip
                canvas.label(
                    line.text, left + column, y, size=size, colour=theme.text,
                    max_width=room - column,
                )  # fmt: skip
            y += height
        canvas.surface.set_clip(clip)

    def wheel(self, up: int) -> bool:
        """Scroll."""
        before = self._scrolled
        self._scrolled = max(0, self._scrolled - 3 * up)
        return self._scrolled != before

    def press(self, button: int, x: int, y: int) -> bool:
        """Stay: what it says may be read for long. A right click closes it."""
        self.is_closed = button == pygame.BUTTON_RIGHT
        return True

    def _lines(self, size: int, width: int, whole: int) -> list[_Line]:
        if self._session is None:
            return []
        explained = self._hands.desktops[self._session].explained
        if explained is None:
            return [_Line("", _("one moment"))]
        found: list[_Line] = []
        for title, text in lines(explained.answer):
            wrapped = self._text.wrap(text, size, width, lines=_TEXT_LINES) or [""]
            found += [_Line(_(title) if not n else "", part) for n, part in enumerate(wrapped)]
        found += [_Line("", ""), _Line(_("Notes"), "", is_heading=True)]
        if not explained.notes:
            key = self._hands.keys.label_of("note")
            found.append(_Line("", _("none; {key} takes one").format(key=key)))
        for note in reversed(explained.notes):
            moment = datetime.fromtimestamp(note.time_ns // SECOND)
            for n, part in enumerate(
                self._text.wrap(note.text, size, width, lines=_NOTE_LINES) or [""]
            ):
                found.append(_Line(f"{moment:%d %b %H:%M}" if not n else "", part))
            found.append(_Line("", _("by {who}").format(who=note.who)))
        return found


TITLES = (
    N_("host"), N_("state"), N_("asked"), N_("why"), N_("slowed"), N_("seen"), N_("received"),
    N_("line"), N_("costs"), N_("recording"), N_("worker"),
)  # fmt: skip
"""Titles of `explanation.lines`, for translators."""
