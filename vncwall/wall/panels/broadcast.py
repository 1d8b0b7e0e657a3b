"""The banner that says that every key goes to several desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vncwall.geometry import Rect
from vncwall.language import _, ngettext
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.combination import held_in_words
from vncwall.wall.panels.base import Panel

if TYPE_CHECKING:
    from vncwall.wall.controls import Controls


class BroadcastBanner(Panel):
    """Lies over the top of the wall for as long as the keys go to several desktops."""

    takes_keys = False
    closes_outside = False

    def __init__(self, controls: Controls, chord: str) -> None:
        """`chord` gives all of them back."""
        super().__init__()
        self._controls = controls
        self._chord = chord
        self._release = ButtonRow((Button("release", _("Release all"), "release"),), text=Text())
        self._said: tuple[str, ...] = ()

    @staticmethod
    def height(measures: Measures) -> int:
        """Return the pixels that it takes of the wall."""
        return measures.status_bar + 2 * measures.u

    def rect(self, area: Rect, measures: Measures) -> Rect:
        """Return a strip above the tiles."""
        height = self.height(measures)
        return Rect(area.x, area.y - height, area.width, height)

    def update(self, now_ns: int) -> bool:
        """Follow what is typed and to whom."""
        del now_ns
        said = (self._sentence(), self._names(), self._facts())
        is_other, self._said = said != self._said, said
        return is_other

    def draw(self, canvas: Canvas, area: Rect) -> None:
        """Draw the sentence, the names, and the button that ends it."""
        theme, measures = canvas.theme, canvas.measures
        u, rect = measures.u, self.rect(area, measures)
        canvas.fill(rect, theme.control)
        middle = rect.y + rect.height // 2
        self._release.place(rect.inset(u), measures, align=1.0)
        right = self._release.rects[0].x - 3 * u
        canvas.glyph("keyboard", rect.x + 5 * u, middle, side=6 * u, colour=theme.on_control)
        x = rect.x + 10 * u
        x += canvas.label(
            self._sentence(), x, middle, size=measures.status_text, colour=theme.on_control,
            weight=Weight.SEMIBOLD, max_width=max(0, right - x),
        )  # fmt: skip
        x += 3 * u
        hint = self._facts() or _("{chord} gives all back").format(chord=self._chord)
        width = canvas.text.width(hint, measures.caption_text)
        if x + width > right:
            width = 0
        else:
            canvas.label(
                hint, right, middle, size=measures.caption_text, colour=theme.on_control, align=1.0
            )  # fmt: skip
        if right - width - 3 * u - x > 10 * u:
            canvas.label(
                self._names(), x, middle, size=measures.caption_text, colour=theme.on_control,
                max_width=right - width - 3 * u - x,
            )  # fmt: skip
        self._release.draw(canvas)

    def press(self, button: int, x: int, y: int) -> bool:
        """End it by its button; the rest of the banner does nothing."""
        del button
        if self._release.at(x, y) is not None:
            self._controls.end_broadcast()
        return True

    def move(self, x: int, y: int) -> bool:
        """Show the button under the pointer."""
        return self._release.hover(x, y)

    def _sentence(self) -> str:
        count = len(self._controls.receivers)
        said = ngettext("Typing into {n} desktop", "Typing into {n} desktops", count)
        return said.format(n=count)

    def _names(self) -> str:
        return ", ".join(control.desktop.name for control in self._controls.receivers)

    def _facts(self) -> str:
        receivers, facts = self._controls.receivers, []
        typists = [one.typist for one in receivers if one.typist is not None]
        if typists:
            done = min(typist.done for typist in typists)
            total = max(typist.total for typist in typists)
            facts.append(_("typing {done} of {total}, Esc stops").format(done=done, total=total))
        if receivers and receivers[0].held:
            facts.append(_("{keys} held down").format(keys=held_in_words(receivers[0].held)))
        return " · ".join(facts)
