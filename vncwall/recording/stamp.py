"""Host name and UTC time, burnt into the frames of a recording.

The time is that of the frame in which it stands: a frame is written when something changed, or
repeats the one before (`recording.recorder`), and only then is the time in it another one. A still
screen is not encoded every second for the sake of its clock; between two frames the clock of the
player tells.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.glyphs import Coverage, Glyphs
from vncwall.settings.model import Stamp as Place

_LINES = 40
"""A line is this part of the picture's height ..."""
_LEAST_HEIGHT, _MOST_HEIGHT = 14, 64
"""... within these bounds, in pixels."""
_ELLIPSIS = "…"
_SECOND = 1_000_000_000


class Stamp:
    """One line of text at a fixed place of the frame, white on black.

    Attributes:
        rect: its place; all sides are even, so that it shares no chroma sample with the desktop.
    """

    def __init__(self, name: str, place: Place, desktop: Rect) -> None:
        """Choose size and place.

        Args:
            name: of the host; its end is left out where it does not fit.
            place: anything but OFF.
            desktop: where the desktop is in the frame.
        """
        self._glyphs, self._name, width = _fitting(name, desktop.size)
        height = self._glyphs.height
        if place is Place.BELOW:
            self.rect = Rect(0, desktop.bottom + (desktop.bottom & 1), desktop.right, height)
        else:
            width = min(width, desktop.width)
            is_right = place in (Place.TOP_RIGHT, Place.BOTTOM_RIGHT)
            is_bottom = place in (Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT)
            x = desktop.x + (desktop.width - width if is_right else 0)
            y = desktop.y + (desktop.height - height if is_bottom else 0)
            self.rect = Rect(max(0, x & ~1), max(0, y & ~1), width, height)
        self._shown: Coverage = np.zeros((height, self.rect.width), np.uint8)
        self._second = -1

    @staticmethod
    def height_below(desktop: Size) -> int:
        """Return how many lines of pixels a stamp needs below a desktop of this size."""
        return _height(desktop) + (desktop.height & 1)

    def draw(self, frame: Words, wall_ns: int, *, again: bool = False) -> list[Rect]:
        """Write the time into the frame; return what changed: the characters that are others.

        Args:
            frame: (height, width) words of the whole frame.
            wall_ns: nanoseconds since the Unix epoch.
            again: the frame was cleared; everything is drawn.
        """
        second = wall_ns // _SECOND
        if second == self._second and not again:
            return []
        self._second = second
        text = f"{self._name}  {datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S} UTC"
        picture = np.zeros_like(self._shown)
        line = self._glyphs.text(text)[:, : picture.shape[1] - self._margin]
        picture[:, self._margin : self._margin + line.shape[1]] = line
        columns = np.flatnonzero((picture != self._shown).any(axis=0))
        self._shown = picture
        left, right = (0, picture.shape[1]) if again else _even_span(columns, picture.shape[1])
        place = Rect(self.rect.x + left, self.rect.y, right - left, self.rect.height)
        place = place.intersection(Rect(0, 0, frame.shape[1], frame.shape[0]))
        if place.is_empty:
            return []
        grey = picture[: place.height, left : left + place.width].astype(np.uint32)
        frame[place.y : place.bottom, place.x : place.right] = 0xFF000000 | grey * 0x010101
        return [place]

    @property
    def _margin(self) -> int:
        return self._glyphs.height // 4


def _height(desktop: Size) -> int:
    height = max(_LEAST_HEIGHT, min(_MOST_HEIGHT, desktop.height // _LINES))
    return height + height % 2


def _fitting(name: str, desktop: Size) -> tuple[Glyphs, str, int]:
    """Return glyphs, the name as far as it fits, and the even width of the whole line."""
    name = " ".join(name.split())
    height = _height(desktop)
    while True:
        glyphs = Glyphs(height)
        time = glyphs.text("  0000-00-00 00:00:00 UTC").shape[1] + height // 2
        if time <= desktop.width or height <= _LEAST_HEIGHT:
            break
        height -= 2
    shown = name
    while shown and glyphs.text(shown).shape[1] + time > desktop.width:
        shown = shown.removesuffix(_ELLIPSIS)[:-1]
        shown = shown + _ELLIPSIS if shown else ""
    width = glyphs.text(shown).shape[1] + time
    return glyphs, shown, width + width % 2


def _even_span(columns: np.ndarray, width: int) -> tuple[int, int]:
    """Return the span of changed columns, grown to even ends."""
    if not columns.size:
        return 0, 0
    left, right = int(columns[0]), int(columns[-1]) + 1
    return left & ~1, min(right + (right & 1), width)
