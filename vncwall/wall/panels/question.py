"""A question to the operator: a sentence, perhaps fields to fill in, and two answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pygame

from vncwall.geometry import Rect
from vncwall.language import N_, _, ngettext
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.text_field import TextField, TextStore
from vncwall.ui.theme import Measures
from vncwall.wall.panels.base import Panel

_ENTER = (pygame.K_RETURN, pygame.K_KP_ENTER)
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Field:
    """A line of text that is asked for."""

    name: str
    """By which the answer has it."""
    label: str
    content: str = ""
    """What stands in it at first."""
    placeholder: str = ""
    """Said in the empty field."""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick."""

    name: str
    label: str
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the operator agreed to."""

    values: Mapping[str, str] = field(repr=False)
    """What stands in the fields, by their names."""
    ticked: frozenset[str] = frozenset()
    """Names of the boxes that are ticked."""


class Question(Panel):
    """Asks at the right edge of the wall; the tiles go on living.

    Enter in the last field agrees. Without fields a question whose yes does harm begins at its no,
    so that an Enter too many does nothing. Esc is no.

    Attributes:
        waiting: how many more questions come after this one.
    """

    takes_text = True
    stands_beside = True
    closes_outside = False

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        on_answer: Callable[[Answer | None], None],
        fields: Sequence[Field] = (),
        ticks: Sequence[Tick] = (),
        lines: Sequence[str] = (),
        yes: str = N_("Yes"),
        no: str = N_("No"),
        is_harmful: bool = True,
        glyph: str = "help",
        colour: str = "text",
        has_focus: bool = True,
        hint: str = "",
        check: Callable[[Answer], str] | None = None,
        text: Text | None = None,
        store: TextStore | None = None,
    ) -> None:
        """Ask; nothing is answered yet.

        Args:
            title: what it is about, in the operator's language.
            sentence: what is asked and what follows, in the operator's language.
            on_answer: called once, with None for no.
            fields: what is to be filled in.
            ticks: boxes to tick.
            lines: what it concerns, such as the names of hosts.
            yes: the word on the button that agrees.
            no: the word on the other.
            is_harmful: yes cannot be undone, so no is the answer at first.
            glyph: the sign beside the title.
            colour: name of the theme's colour for the sign.
            has_focus: it takes the keys at once, as the answer to what the operator did.
            hint: how to answer it, shown while it has not the focus.
            check: returns what is wrong with an answer, in words; "": nothing.
            text: the window's.
            store: the clipboard, for what is pasted.
        """
        super().__init__()
        text = text or Text()
        self.title, self.sentence = title, sentence
        self.lines = tuple(lines)
        self.takes_keys = has_focus
        self.waiting = 0
        self.complaint = ""
        self._on_answer: Callable[[Answer | None], None] | None = on_answer
        self._check = check
        self._hint = hint
        self._glyph, self._colour = glyph, colour
        self._text = text
        self._fields = tuple(fields)
        self._inputs = tuple(
            TextField(
                one.content, text=text, is_secret=one.is_secret,
                placeholder=one.placeholder, store=store,
            )
            for one in fields
        )  # fmt: skip
        self._ticks = tuple(ticks)
        self._ticked = {tick.name for tick in ticks if tick.is_on}
        self._buttons = ButtonRow(
            (
                Button("no", _(no), key=_("Esc") if is_harmful or not fields else ""),
                Button("yes", _(yes), key=_("Enter") if not is_harmful else ""),
            ),
            text=text,
        )
        self._field_rects: tuple[Rect, ...] = ()
        self._tick_rects: tuple[Rect, ...] = ()
        self._focus = 0 if fields or ticks else self._places - (2 if is_harmful else 1)
        self._is_harmful = is_harmful

    @property
    def has_focus(self) -> bool:
        """Whether keys go to it; without it they go where they went before."""
        return self.takes_keys

    def take_focus(self) -> None:
        """Let keys go to it."""
        self.takes_keys = True

    @property
    def focus(self) -> str:
        """Name of what keys go to: of a field, of a tick, "no" or "yes"."""
        names = [*(f.name for f in self._fields), *(t.name for t in self._ticks), "no", "yes"]
        return names[self._focus]

    def answer(self, agreed: bool) -> None:
        """Give the answer, unless what was filled in will not do."""
        if self._on_answer is None:
            return
        given: Answer | None = None
        if agreed:
            values = {f.name: i.text for f, i in zip(self._fields, self._inputs, strict=True)}
            given = Answer(values, frozenset(self._ticked))
            self.complaint = self._check(given) if self._check is not None else ""
            if self.complaint:
                return
        on_answer, self._on_answer = self._on_answer, None
        for one in self._inputs:
            one.clear()  # a password stays nowhere longer than it must
        self.is_closed = True
        on_answer(given)

    # --- events

    def key(self, event: pygame.event.Event) -> bool:
        """Take every key while it has the focus."""
        if not self.has_focus:
            return False
        self.complaint = ""
        key, mod = event.key, event.mod
        one = self._focused_input
        if key == pygame.K_ESCAPE:
            self.answer(False)
        elif key in _ENTER:
            self._enter()
        elif key == pygame.K_TAB:
            self._step(-1 if mod & pygame.KMOD_SHIFT else 1)
        elif key in (pygame.K_DOWN, pygame.K_UP):
            self._step(1 if key == pygame.K_DOWN else -1)
        elif one is not None:
            one.key(key, mod)
        elif key in (pygame.K_LEFT, pygame.K_RIGHT):
            self._step(-1 if key == pygame.K_LEFT else 1)
        elif key == pygame.K_SPACE and self._tick is not None:
            self._toggle(self._tick)
        return True

    def text(self, text: str) -> bool:
        """Write into the field that has the focus."""
        one = self._focused_input
        if one is not None:
            one.write(text)
        return self.has_focus

    def compose(self, text: str) -> bool:
        """Show it in the field that has the focus; what is secret is not composed in the open."""
        one = self._focused_input
        if one is not None and not one.is_secret:
            one.compose(text)
        return one is not None

    @property
    def caret(self) -> Rect | None:
        """In the field that has the focus."""
        one = self._focused_input
        return None if one is None else one.caret_rect()

    @property
    def _focused_input(self) -> TextField | None:
        has_one = self.has_focus and self._focus < len(self._inputs)
        return self._inputs[self._focus] if has_one else None

    def press(self, button: int, x: int, y: int) -> bool:
        """Take the focus, and what lies under the pointer."""
        self.take_focus()
        if button != pygame.BUTTON_LEFT:
            return True
        for index, rect in enumerate(self._field_rects):
            if rect.contains_point(x, y):
                self._focus = index
                self._inputs[index].press(x)
                self._inputs[index].release()
        for index, rect in enumerate(self._tick_rects):
            if rect.contains_point(x, y):
                self._focus = len(self._inputs) + index
                self._toggle(self._ticks[index])
        pressed = self._buttons.at(x, y)
        if pressed is not None:
            self.answer(self._buttons.buttons[pressed].action == "yes")
        return True

    def move(self, x: int, y: int) -> bool:
        """Follow the pointer."""
        return self._buttons.hover(x, y)

    # --- how it looks

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return the part at the right edge that it needs."""
        u = measures.u
        width = min(area.width, 110 * u)
        height = min(area.height, self._height(width, measures))
        return Rect(area.right - width, area.y, width, height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw it."""
        theme, measures = canvas.theme, canvas.measures
        u = measures.u
        rect = self.rect(area, measures)
        edge = max(1, u // 4)
        canvas.fill(rect, theme.panel)
        line = theme.selection if self.has_focus else theme.line
        canvas.fill(Rect(rect.x, rect.y, max(edge, u // 2), rect.height), line)
        canvas.fill(Rect(rect.x, rect.bottom - edge, rect.width, edge), theme.line)
        left, room, y = rect.x + 5 * u, rect.width - 10 * u, rect.y + 8 * u
        colour = getattr(theme, self._colour)
        canvas.glyph(self._glyph, left + 3 * u, y, side=6 * u, colour=colour)
        canvas.label(
            self.title, left + 9 * u, y, size=5 * u, colour=theme.text,
            weight=Weight.SEMIBOLD, max_width=room - 9 * u,
        )  # fmt: skip
        y += 8 * u
        for words, ink in self._said(room, measures):
            canvas.label(
                words, left, y, size=measures.caption_text, colour=getattr(theme, ink),
                max_width=room,
            )  # fmt: skip
            y += _line(measures)
        y += u
        self._draw_inputs(canvas, left, y, room)
        bottom = rect.bottom - 6 * u - (_line(measures) if self._foot else 0)
        self._buttons.focused = self._focus_of_buttons
        self._buttons.place(Rect(left, bottom - 4 * u, room, 8 * u), measures, align=1.0)
        self._buttons.draw(canvas)
        if self._foot:
            canvas.label(
                self._foot, left, rect.bottom - 3 * u, size=measures.detail_text,
                colour=theme.text_second, max_width=room,
            )  # fmt: skip

    def _draw_inputs(self, canvas: Canvas, left: int, y: int, room: int) -> None:
        theme, measures = canvas.theme, canvas.measures
        u, size = measures.u, measures.caption_text
        fields = []
        for index, (one, shown) in enumerate(zip(self._fields, self._inputs, strict=True)):
            canvas.label(
                one.label, left, y, size=measures.detail_text, colour=theme.text_second,
                max_width=room,
            )  # fmt: skip
            fields.append(Rect(left, y + 3 * u, room, 8 * u))
            shown.draw(canvas, fields[-1], has_focus=self.has_focus and index == self._focus)
            y += 15 * u
        self._field_rects = tuple(fields)
        ticks = []
        for index, tick in enumerate(self._ticks):
            row = Rect(left, y - 3 * u, room, 7 * u)
            ticks.append(row)
            box = Rect(left, row.y + u, 5 * u, 5 * u)
            canvas.rounded(box, theme.empty)
            focused = self.has_focus and index + len(self._inputs) == self._focus
            canvas.frame(
                box, theme.selection if focused else theme.line, width=max(1, u // 2)
            )  # fmt: skip
            middle = box.y + box.height // 2
            if tick.name in self._ticked:
                canvas.glyph(
                    "check", box.x + box.width // 2, middle, side=4 * u, colour=theme.text
                )  # fmt: skip
            canvas.label(
                tick.label, left + 7 * u, middle, size=size, colour=theme.text,
                max_width=room - 7 * u,
            )  # fmt: skip
            y += 8 * u
        self._tick_rects = tuple(ticks)
        if self.complaint:
            canvas.label(
                self.complaint, left, y, size=size, colour=theme.alert, weight=Weight.SEMIBOLD,
                max_width=room,
            )  # fmt: skip

    def _said(self, room: int, measures: Measures) -> list[tuple[str, str]]:
        """Return the lines above the fields, each with its colour's name."""
        size = measures.caption_text
        said = [
            (line, "text") for line in self._text.wrap(self.sentence, size, room, lines=_MOST_LINES)
        ]
        more = len(self.lines) - _MOST_LINES
        shown = self.lines if more <= 0 else self.lines[: _MOST_LINES - 1]
        said += [(line, "text_second") for line in shown]
        if more > 0:
            rest = more + 1
            said.append(
                (ngettext("and {n} more", "and {n} more", rest).format(n=rest), "text_second")
            )
        return said

    def _height(self, width: int, measures: Measures) -> int:
        u = measures.u
        said = len(self._said(width - 10 * u, measures)) * _line(measures)
        inputs = 15 * u * len(self._fields) + 8 * u * len(self._ticks)
        complaint = _line(measures) if self._check is not None else 0
        foot = _line(measures) if self._foot else 0
        return 14 * u + said + inputs + complaint + 13 * u + foot

    @property
    def _foot(self) -> str:
        parts = []
        if not self.has_focus:
            parts.append(self._hint or _("a click here answers"))
        if self.waiting:
            more = ngettext("{n} more question", "{n} more questions", self.waiting)
            parts.append(more.format(n=self.waiting))
        return " · ".join(parts)

    # --- focus

    @property
    def _places(self) -> int:
        """Number of things that can have the focus: fields, ticks, no, yes."""
        return len(self._fields) + len(self._ticks) + 2

    @property
    def _tick(self) -> Tick | None:
        index = self._focus - len(self._inputs)
        return self._ticks[index] if 0 <= index < len(self._ticks) else None

    @property
    def _focus_of_buttons(self) -> int | None:
        index = self._focus - self._places + 2
        return index if self.has_focus and index >= 0 else None

    def _step(self, by: int) -> None:
        self._focus = (self._focus + by) % self._places

    def _toggle(self, tick: Tick) -> None:
        self._ticked ^= {tick.name}

    def _enter(self) -> None:
        """Answer by the button in focus; in a field go on, and agree from the last one."""
        button = self._focus_of_buttons
        if button is not None:
            self.answer(button == 1)
        elif self._tick is not None:
            self._toggle(self._tick)
        elif self._focus < len(self._inputs) - 1:
            self._step(1)
        elif self._is_harmful:
            self._focus = self._places - 2
        else:
            self.answer(True)


def _line(measures: Measures) -> int:
    return round(measures.caption_text * 1.5)
