"""The bar under the picture: timeline with the activity above it, position, clock, speed, name."""

from __future__ import annotations

from datetime import datetime

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.playback.player import Player
from vncwall.playback.readout import offset, wall_clock
from vncwall.playback.reel import Reel
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures

_HEIGHT = 16
"""In units of the theme; the strip of the timeline is `_STRIP` of them."""
_STRIP = 7
_BUTTON = 12
_SEPARATE_MS = 2_000
"""Less time between two files is no gap."""


class Bar:
    """Where time lies on the screen, and what is drawn there.

    Attributes:
        rect: the whole bar, at the lower edge of the window.
    """

    def __init__(self, reel: Reel, player: Player, *, text: Text) -> None:
        """Show what `player` does with `reel`; both stay the caller's."""
        self._reel = reel
        self._player = player
        self._text = text
        self.place(Rect(0, 0, 0, 0), Measures.for_height(0))

    @staticmethod
    def height(measures: Measures) -> int:
        """Return how many rows of pixels it takes."""
        return _HEIGHT * measures.u

    def place(self, window: Rect, measures: Measures) -> None:
        """Take the lower edge of `window`."""
        self._u = measures.u
        height = self.height(measures)
        self.rect = Rect(0, window.bottom - height, window.width, height)

    # --- where time lies

    @property
    def strip(self) -> Rect:
        """Where a click is a position."""
        return Rect(self.rect.x, self.rect.y, self.rect.width, _STRIP * self._u)

    @property
    def button(self) -> Rect:
        """Where a click pauses and plays."""
        top = self.strip.bottom
        return Rect(self.rect.x, top, _BUTTON * self._u, self.rect.bottom - top)

    def position_at(self, x: int) -> int:
        """Return the position in milliseconds at column `x`; may lie outside the timeline."""
        track = self._track
        return round((x - track.x) * self._player.duration_ms / track.width)

    def x_of(self, position_ms: int) -> int:
        """Return the column of a position."""
        track = self._track
        return track.x + round(track.width * position_ms / max(1, self._player.duration_ms))

    def columns(self, index: int) -> int:
        """Return how many columns of activity file `index` has."""
        timeline = self._reel.timeline
        start = timeline.starts[index]
        width = self.x_of(start + timeline.files[index].duration_ms) - self.x_of(start)
        return max(1, width // self._column_width)

    @property
    def _track(self) -> Rect:
        """The timeline's extent; its height is that of the activity above the line."""
        u, strip = self._u, self.strip
        return Rect(strip.x + 3 * u, strip.y + u, max(1, strip.width - 6 * u), strip.height - u)

    @property
    def _column_width(self) -> int:
        return max(2, self._u // 2)

    # --- drawing

    def draw(self, canvas: Canvas, position_ms: int) -> None:
        """Draw all of it, with the head at `position_ms`."""
        bar = self.rect
        canvas.fill(bar, canvas.theme.panel)
        canvas.fill(Rect(bar.x, bar.y, bar.width, max(1, self._u // 4)), canvas.theme.line)
        self._draw_timeline(canvas, position_ms)
        self._draw_captions(canvas, position_ms)

    def draw_tip(self, canvas: Canvas, position_ms: int) -> None:
        """Say over the timeline which time a position is."""
        theme, measures, u = canvas.theme, canvas.measures, self._u
        wall_ns = self._reel.timeline.wall_ns(position_ms)
        parts = [offset(position_ms)]
        if wall_ns is not None:
            parts.append(datetime.fromtimestamp(wall_ns / 1e9).strftime("%H:%M:%S"))
        text = "   ".join(parts)
        width = self._text.width(text, measures.caption_text) + 4 * u
        x = self.x_of(position_ms) - width // 2
        x = min(max(u, x), self.rect.right - width - u)
        box = Rect(x, self.rect.y - 8 * u, width, 7 * u)
        canvas.rounded(box, theme.raised)
        canvas.frame(box, theme.line, width=max(1, u // 4))
        canvas.label(
            text,
            box.x + width // 2,
            box.y + box.height // 2,
            size=measures.caption_text,
            colour=theme.text,
            align=0.5,
        )

    def _draw_timeline(self, canvas: Canvas, position_ms: int) -> None:
        theme, u = canvas.theme, self._u
        track, head = self._track, self.x_of(position_ms)
        line = Rect(track.x, track.bottom - u, track.width, u)
        timeline = self._reel.timeline
        step = self._column_width
        highest = track.height - 2 * u
        for index, start_ms in enumerate(timeline.starts):
            levels = self._reel.levels(index, self.columns(index)) or []
            x = self.x_of(start_ms)
            for level in levels:
                if level > 0:
                    height = max(1, round(level * highest))
                    colour = theme.text_second if x < head else theme.hover
                    canvas.fill(Rect(x, line.y - height, step - 1, height), colour)
                x += step
        canvas.rounded(line, theme.hover, radius=u // 2)
        played = Rect(line.x, line.y, max(u, head - line.x), line.height)
        canvas.rounded(played, theme.selection, radius=u // 2)
        for index, start_ms in enumerate(timeline.starts[1:], 1):
            # Where another file begins; wider where time between them was not recorded.
            width = max(1, u // 2) if timeline.gap_ms(index) < _SEPARATE_MS else u
            x = self.x_of(start_ms)
            canvas.fill(Rect(x - width // 2, line.y - u, width, 3 * u), theme.panel)
        knob = Rect(head - u, line.y + u // 2 - u, 2 * u, 2 * u)
        canvas.rounded(knob, theme.text, radius=u)

    def _draw_captions(self, canvas: Canvas, position_ms: int) -> None:
        theme, measures = canvas.theme, canvas.measures
        u, bar, button = self._u, self.rect, self.button
        middle = button.y + button.height // 2 + u // 2
        size, small = measures.status_text, measures.caption_text
        x = bar.x + 3 * u
        canvas.glyph(
            "pause" if self._player.is_moving else "play",
            x + 2 * u,
            middle,
            side=5 * u,
            colour=theme.text,
        )
        x += 7 * u
        total = offset(self._player.duration_ms)
        now = offset(min(position_ms, self._player.duration_ms)).rjust(len(total))
        x += canvas.label(now, x, middle, size=size, colour=theme.text, weight=Weight.SEMIBOLD)
        x += canvas.label(f" / {total}", x, middle, size=size, colour=theme.text_second)

        right = bar.right - 3 * u
        if self._player.speed != 1.0:
            speed = f"{self._player.speed:g}×"
            width = self._text.width(speed, small, weight=Weight.SEMIBOLD) + 3 * u
            pill = Rect(right - width, middle - 5 * u // 2, width, 5 * u)
            canvas.rounded(pill, theme.raised, radius=u)
            canvas.label(
                speed,
                pill.x + width // 2,
                middle,
                size=small,
                colour=theme.text,
                weight=Weight.SEMIBOLD,
                align=0.5,
            )
            right = pill.x - 2 * u
        hint = _("? keys")
        right -= canvas.label(hint, right, middle, size=small, colour=theme.text_second, align=1.0)
        right -= 3 * u

        wall_ns = self._reel.timeline.wall_ns(position_ms)
        centre = bar.x + bar.width // 2
        clock = "" if wall_ns is None else wall_clock(wall_ns)
        clock_width = self._text.width(clock, size) if clock else 0
        name = self._reel.caption
        if clock and centre - clock_width // 2 > x + 3 * u:
            canvas.label(clock, centre, middle, size=size, colour=theme.text, align=0.5)
            x = centre + clock_width // 2
        room = right - x - 4 * u
        if room > 12 * u:
            canvas.label(
                name,
                right,
                middle,
                size=small,
                colour=theme.text_second,
                max_width=room,
                align=1.0,
            )
