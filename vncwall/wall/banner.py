"""The strip over a promoted desktop: whose it is, what is special now, and the way out."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.ipc.messages import RecordingState
from vncwall.language import _
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.actions.control import RELEASE
from vncwall.wall.combination import held_in_words
from vncwall.wall.condition import Condition, Status
from vncwall.wall.control import Control
from vncwall.wall.viewport import Viewport


class Banner:
    """Draws the strip and knows its button.

    Attributes:
        release: the button at its right end.
    """

    def __init__(self, control: Control, viewport: Viewport, *, chord: str, text: Text) -> None:
        self.release = ButtonRow((), text=text)
        self._control = control
        self._viewport = viewport
        self._chord = chord

    def place(self, strip: Rect, measures: Measures) -> None:
        """Put the button at the right end of the strip."""
        word = _("Release") if self._control.is_on else _("Back")
        self.release.replace((Button(RELEASE.name, word, "release"),))
        self.release.place(strip.inset(measures.u), measures, align=1.0)

    def draw(self, canvas: Canvas, rect: Rect, status: Status) -> None:
        """Draw it into a part of the window."""
        theme, measures = canvas.theme, canvas.measures
        u = measures.u
        is_on = self._control.is_on
        ground, ink = (theme.control, theme.on_control) if is_on else (theme.panel, theme.text)
        canvas.fill(rect, ground)
        middle = rect.y + rect.height // 2
        x = rect.x + 4 * u
        canvas.glyph("hand" if is_on else "eye", x, middle, side=5 * u, colour=ink)
        x += 4 * u
        desktop = self._control.desktop
        if desktop.recording is RecordingState.RECORDING:
            plate = Rect(x, middle - 5 * u // 2, 5 * u, 5 * u)
            canvas.rounded(plate, theme.ground)
            canvas.glyph("record", x + 5 * u // 2, middle, side=3 * u, colour=theme.recording)
            x += 7 * u
        right = self.release.rects[0].x - 3 * u if self.release.rects else rect.right
        sentence = _("Controlling {name}") if is_on else _("Viewing {name}")
        x += canvas.label(
            sentence.format(name=desktop.name),
            x,
            middle,
            size=measures.status_text,
            colour=ink,
            weight=Weight.SEMIBOLD,
            max_width=max(0, right - x),
        )
        x += 4 * u
        facts = self.facts()
        if facts and x + 10 * u < right:
            x += canvas.label(
                facts, x, middle, size=measures.caption_text, colour=ink, max_width=right - x
            )
            x += 4 * u
        hint = self._hint(status)
        if x + canvas.text.width(hint, measures.caption_text) <= right:
            canvas.label(hint, right, middle, size=measures.caption_text, colour=ink, align=1.0)
        self.release.draw(canvas)

    def facts(self) -> str:
        """Return what the banner says of keys, size and quality, in a few words."""
        control, viewport = self._control, self._viewport
        facts = []
        if control.typist is not None:
            typist = control.typist
            said = _("typing {done} of {total}, Esc stops")
            facts.append(said.format(done=typist.done, total=typist.total))
        if control.desktop.controlled_by:
            facts.append(_("{who} has control, too").format(who=control.desktop.controlled_by))
        if control.composing:
            facts.append(_("writing {text}").format(text=control.composing))
        if control.held:
            facts.append(_("{keys} held down").format(keys=held_in_words(control.held)))
        if viewport.monitor is not None:
            said = _("monitor {n} of {count}")
            facts.append(said.format(n=viewport.monitor + 1, count=viewport.monitors))
        if viewport.scale is not None:
            facts.append(f"{viewport.percent} %")
        quality = quality_in_a_word(control.desktop.asked)
        if control.is_on and quality:
            facts.append(quality)
        return " · ".join(facts)

    def _hint(self, status: Status) -> str:
        if self._control.desktop.host.view_only:
            return _("view only by configuration · Esc goes back")
        if not self._control.is_on:
            return _("Enter takes control · Esc goes back")
        if not status.condition.is_live and status.condition is not Condition.STALE:
            return _("keys reach it when it is live again")
        return _("{chord} opens the menu, twice gives control back").format(chord=self._chord)


def quality_in_a_word(asked: str) -> str:
    """Return how good a picture is that was asked for so, for an operator under control.

    >>> quality_in_a_word("best encoding, compression 2, JPEG 8, rgb888, as fast as it comes")
    'JPEG 8'
    >>> quality_in_a_word("best encoding, no JPEG, rgb888, every 1 s")
    'lossless'
    """
    words = [word.strip() for word in asked.split(",")]
    colours = next((word for word in words if word.startswith(("rgb", "bgr"))), "")
    if colours and colours != "rgb888":
        return _("few colours")
    if "no JPEG" in words:
        return _("lossless")
    return next((word for word in words if word.startswith("JPEG")), "")
