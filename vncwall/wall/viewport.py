"""Which part of a desktop is seen where in the window, and how large.

Three measures meet here: pixels of the desktop, pixels of the whole desktop at the size in which it
is shown (`scaled`), and pixels of the window. `whole` is where the scaled desktop would lie if the
window had no end; `view` is what of it is seen. Whoever maps a point of the window to the desktop
needs `whole` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Point, Rect, Size
from vncwall.ui.theme import Measures

STEPS = (1 / 8, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Window pixels for one of the desktop, along an edge."""
_LARGEST = 32000
"""Pixels along an edge of the scaled desktop."""


class Viewport:
    """Fits a desktop, or one of its monitors, or shows it at a scale and lets it be moved.

    Attributes:
        monitor: number of the one that is seen alone; None: all of the desktop.
        scale: window pixels a desktop pixel; None: as large as the room allows.
        view: what of the window shows the desktop.
        whole: where all of the scaled desktop lies, in window pixels.
    """

    def __init__(self, monitor: int | None = None) -> None:
        self.monitor = monitor
        self.scale: float | None = None
        self.view = Rect(0, 0, 1, 1)
        self.whole = Rect(0, 0, 1, 1)
        self._room = Rect(0, 0, 1, 1)
        self._desktop = Size(16, 9)
        self._screens: tuple[Rect, ...] = ()
        self._centre: tuple[float, float] | None = None
        """In the middle of the view, as parts of the desktop's sides; None: of the monitor."""

    @property
    def scaled(self) -> Size:
        """Size of the whole desktop as it is shown."""
        return self.whole.size

    @property
    def part(self) -> Rect:
        """What of the scaled desktop is seen, in its pixels."""
        return self.view.translate(-self.whole.x, -self.whole.y)

    @property
    def percent(self) -> int:
        """Size in which the desktop is shown."""
        return round(100 * self.whole.width / self._desktop.width)

    @property
    def is_cut(self) -> bool:
        """Whether there is more to see than the room allows."""
        return self.view.size != self._scaled(self._bounds).size

    @property
    def monitors(self) -> int:
        """Number of monitors that there are to choose from."""
        return len(self._screens)

    def place(self, room: Rect, desktop: Size, screens: Sequence[Rect] = ()) -> None:
        """Arrange a desktop with its monitors in `room` of the window."""
        self._room, self._desktop, self._screens = room, desktop, tuple(screens)
        if self.monitor is not None and self.monitor >= len(self._screens):
            self.monitor = None
        self._arrange()

    def look_at(self, monitor: int | None) -> None:
        """Show one monitor, or all of the desktop, as large as the room allows."""
        self.monitor, self.scale, self._centre = monitor, None, None
        self._arrange()

    def next_monitor(self) -> None:
        """Show the next monitor alone; after the last one all of them."""
        if self.monitors > 1:
            following = 0 if self.monitor is None else self.monitor + 1
            self.look_at(following if following < self.monitors else None)

    def fit(self) -> None:
        """Show it as large as the room allows."""
        self.scale, self._centre = None, None
        self._arrange()

    def show_at(self, scale: float, at: Point | None = None) -> None:
        """Show it at a scale.

        Args:
            scale: window pixels a desktop pixel.
            at: the point of the window beneath which the desktop stays; None: the view's middle.
        """
        point = at or _middle(self._room)
        across = (point.x - self.whole.x) / self.whole.width
        down = (point.y - self.whole.y) / self.whole.height
        longest = max(self._desktop.width, self._desktop.height)
        self.scale = max(STEPS[0], min(scale, STEPS[-1], _LARGEST / longest))
        middle, scaled = _middle(self._room), self._scaled_size()
        self._centre = (
            across + (middle.x - point.x) / scaled.width,
            down + (middle.y - point.y) / scaled.height,
        )
        self._arrange()

    def zoom(self, step: int, at: Point | None = None) -> None:
        """Go to the next larger or smaller of `STEPS`; beyond the smallest that is cut, fit."""
        now = self.whole.width / self._desktop.width
        if step > 0:
            larger = [one for one in STEPS if one > now * 1.01]
            if larger:
                self.show_at(larger[0], at)
            return
        smaller = [one for one in STEPS if one < now * 0.99 and one > self._fit_scale()]
        if smaller:
            self.show_at(smaller[-1], at)
        else:
            self.fit()

    def pan(self, dx: int, dy: int) -> bool:
        """Move the view over the desktop by window pixels; return whether it moved."""
        if not self.is_cut:
            return False
        before = self.whole
        middle = _middle(self.view)
        self._centre = (
            (middle.x + dx - self.whole.x) / self.whole.width,
            (middle.y + dy - self.whole.y) / self.whole.height,
        )
        self._arrange()
        return self.whole != before

    def pull(self, x: int, y: int, zone: int) -> tuple[int, int]:
        """Return in which directions a pointer that is at the view's edge wants to see more."""
        view = self.view.inset(zone)
        if not self.view.contains_point(x, y) or not self.is_cut:
            return 0, 0
        return (x >= view.right) - (x < view.x), (y >= view.bottom) - (y < view.y)

    # --- inside

    @property
    def _bounds(self) -> Rect:
        """What is to be seen at most, in pixels of the desktop."""
        whole = Rect(0, 0, self._desktop.width, self._desktop.height)
        return whole if self.monitor is None else self._screens[self.monitor]

    def _fit_scale(self) -> float:
        bounds = self._bounds
        return min(self._room.width / bounds.width, self._room.height / bounds.height)

    def _scaled_size(self) -> Size:
        """Return the size of the whole desktop, with sides as the reducing of pictures makes them.

        That takes whole numbers of pixels with the desktop's aspect ratio.
        """
        desktop, bounds = self._desktop, self._bounds
        if self.scale is None and bounds.size == desktop:
            return desktop.fit_inside(self._room.size, enlarge=True)
        scale = self._fit_scale() if self.scale is None else self.scale
        size = Size(max(1, round(desktop.width * scale)), max(1, round(desktop.height * scale)))
        if scale >= 1:
            return size
        for _ in range(4):
            size = desktop.fit_inside(size)
        return size

    def _scaled(self, rect: Rect) -> Rect:
        """Return a rectangle of the desktop in pixels of the scaled one."""
        desktop, scaled = self._desktop, self.scaled
        left, right = (_edge(x, scaled.width, desktop.width) for x in (rect.x, rect.right))
        top, bottom = (_edge(y, scaled.height, desktop.height) for y in (rect.y, rect.bottom))
        width, height = max(1, right - left), max(1, bottom - top)
        return self._limited(Rect(left, top, width, height))

    def _limited(self, rect: Rect) -> Rect:
        """Return no more of a scaled rectangle than the room holds, when it is to fit."""
        if self.scale is None:
            return Rect(
                rect.x, rect.y, min(rect.width, self._room.width),
                min(rect.height, self._room.height),
            )  # fmt: skip
        return rect

    def _arrange(self) -> None:
        room = self._room
        size = self._scaled_size()
        self.whole = Rect(0, 0, size.width, size.height)
        bounds = self._scaled(self._bounds)
        width, height = min(bounds.width, room.width), min(bounds.height, room.height)
        if self._centre is None:
            middle = _middle(bounds)
        else:
            middle = Point(
                round(self._centre[0] * size.width), round(self._centre[1] * size.height)
            )
        left = max(bounds.x, min(middle.x - width // 2, bounds.right - width))
        top = max(bounds.y, min(middle.y - height // 2, bounds.bottom - height))
        x = room.x + (room.width - width) // 2
        y = room.y + (room.height - height) // 2
        self.view = Rect(x, y, width, height)
        self.whole = Rect(x - left, y - top, size.width, size.height)


def area_around(cell: Rect, wall: Rect, measures: Measures, desktop: Size) -> Rect:
    """Return where a desktop is large in place: over its tile, in three fifths of the wall.

    Args:
        cell: of its tile.
        wall: what of the window has tiles.
        measures: lengths.
        desktop: its size; banner and frame lie close around it.
    """
    inner, frame = wall.inset(measures.margin), 4 * measures.u
    top = measures.status_bar
    room = Size(inner.width * 31 // 50 - frame, inner.height * 33 // 50 - frame)
    fitted = desktop.fit_inside(room, enlarge=True)
    width = min(inner.width, max(fitted.width + frame, inner.width // 3))
    height = min(inner.height, fitted.height + frame + top)
    x = cell.x + cell.width // 2 - width // 2
    y = cell.y + cell.height // 2 - height // 2
    return Rect(
        max(inner.x, min(x, inner.right - width)),
        max(inner.y, min(y, inner.bottom - height)),
        width,
        height,
    )


def _edge(place: int, scaled: int, desktop: int) -> int:
    """Return the first scaled pixel whose middle lies at or behind a place of the desktop."""
    return -((desktop - 2 * place * scaled) // (2 * desktop))


def _middle(rect: Rect) -> Point:
    return Point(rect.x + rect.width // 2, rect.y + rect.height // 2)
