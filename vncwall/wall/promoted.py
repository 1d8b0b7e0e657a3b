"""One desktop shown large: its picture, the sign that control is on, the control bar."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Point, Rect, Size
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import RecordingState
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures
from vncwall.wall.banner import Banner
from vncwall.wall.bar_buttons import bar_buttons
from vncwall.wall.condition import Status
from vncwall.wall.control import Control
from vncwall.wall.control_bar import ControlBar
from vncwall.wall.desktop import SECOND
from vncwall.wall.overlay import (
    LOOKS,
    RING_STEPS_PER_S,
    centre_rect,
    draw_badge,
    draw_centre,
    treat_picture,
)
from vncwall.wall.picture import FullPicture, PreviewPicture
from vncwall.wall.viewport import Viewport

_BANNER_SHOWN_NS = 4 * SECOND
"""How long a full screen shows the banner at first."""
_EDGE = 3
"""Base units from the view's edge in which the pointer moves the view of a larger desktop."""


@dataclass(frozen=True, slots=True)
class _Face:
    status: Status
    recording: RecordingState
    is_on: bool
    bar: str
    banner: bool
    notes: tuple[str, ...]
    facts: str
    view: Rect
    whole: Rect


class PromotedView:
    """Draws a promoted desktop in the window and knows which part of it is what.

    `small` is the tile's own picture: it fills the view until the full one has come.

    Attributes:
        control: the operator's hands on it.
        viewport: which part of the desktop is seen, and how large.
        area: what of the window it covers, banner and frame included.
        is_in_place: it lies among the tiles instead of over all of them.
    """

    def __init__(
        self,
        control: Control,
        small: PreviewPicture,
        *,
        chord: str,
        text: Text,
        is_in_place: bool = False,
        monitor: int | None = None,
    ) -> None:
        self.control = control
        self.picture = FullPicture()
        self.viewport = Viewport(monitor)
        self.area = Rect(0, 0, 1, 1)
        self.is_in_place = is_in_place
        self.buttons = ControlBar(text=text)
        self.is_bar_open = False
        self.bar_rect = Rect(0, 0, 0, 0)
        """Where the control bar is; empty while it is closed."""
        self._is_bar_keyed = False
        self._small = small
        self._text = text
        self._full_screen_from_ns: int | None = None
        self._is_full_screen = False
        self._face: _Face | None = None
        self._phase = 0
        self._size: Size | None = None
        self._screens: tuple[Rect, ...] = ()
        self._measures = Measures(4)
        self._window = Rect(0, 0, 1, 1)
        self._banner = Banner(control, self.viewport, chord=chord, text=text)

    @property
    def view(self) -> Rect:
        """What of the window shows the desktop."""
        return self.viewport.view

    def covers(self, x: int, y: int) -> bool:
        """Whether it, or its bar, is at a point of the window."""
        return self.area.contains_point(x, y) or self.bar_rect.contains_point(x, y)

    @property
    def covers_status(self) -> bool:
        """Whether the status bar is hidden: in full screen."""
        return self._is_full_screen

    @property
    def reach(self) -> Rect:
        """All of the window in which it may draw."""
        return self.area.union(self.bar_rect)

    @property
    def takes_keys(self) -> bool:
        """Whether the bar has the keyboard, so that no key goes to the desktop."""
        return self.is_bar_open and self._is_bar_keyed

    def place(
        self, area: Rect, measures: Measures, *, is_full_screen: bool, window: Rect | None = None
    ) -> None:
        """Arrange the view.

        Args:
            area: of the window, that it covers.
            measures: lengths.
            is_full_screen: the banner goes after a while.
            window: in which the control bar may lie; None: `area`.
        """
        if is_full_screen and not self._is_full_screen:
            self._full_screen_from_ns = None  # the next update begins to show the banner
        self.area, self._measures, self._is_full_screen = area, measures, is_full_screen
        self._window = window or area
        desktop = self.control.desktop
        self._size = desktop.size or self.picture.size
        self._screens = desktop.screens
        self.viewport.place(self.room, self._size or Size(16, 9), self._screens)
        self._fit()
        self._place_buttons()

    @property
    def shape(self) -> Size:
        """Size of what is to be seen of the desktop: all of it, or of one monitor."""
        desktop, monitor = self.control.desktop, self.viewport.monitor
        if monitor is not None and monitor < len(desktop.screens):
            return desktop.screens[monitor].size
        return desktop.size or Size(16, 9)

    @property
    def room(self) -> Rect:
        """What of the window the desktop may fill: all but banner and frame."""
        area, measures = self.area, self._measures
        top = 0 if self._is_full_screen else measures.status_bar
        width = measures.u if self._is_full_screen else 2 * measures.u
        return Rect(area.x, area.y + top, area.width, area.height - top).inset(width)

    # --- which part is seen

    def zoom(self, step: int, at: tuple[int, int] | None = None) -> None:
        """Show the desktop larger or smaller; what is at a point of the window stays there."""
        self.viewport.zoom(step, None if at is None else Point(*at))
        self._fit()

    def toggle_actual_size(self) -> None:
        """Show every pixel as one, or all of the desktop again."""
        if self.viewport.scale == 1.0:
            self.viewport.fit()
        else:
            self.viewport.show_at(1.0)
        self._fit()

    def fit(self) -> None:
        """Show all of the desktop, or of its monitor."""
        self.viewport.fit()
        self._fit()

    def next_monitor(self) -> None:
        """Show the next monitor alone; after the last one all of them."""
        self.viewport.next_monitor()
        self._fit()

    def pan(self, dx: int, dy: int) -> None:
        """Move the view over a desktop that is larger."""
        if self.viewport.pan(dx, dy):
            self._fit()

    def pull(self, x: int, y: int) -> bool:
        """Move the view on if the pointer is at its edge; return whether it moved."""
        u = self._measures.u
        dx, dy = self.viewport.pull(x, y, _EDGE * u)
        if not (dx or dy) or self._is_chrome(x, y) or not self.viewport.pan(4 * u * dx, 4 * u * dy):
            return False
        self._fit()
        return True

    def _fit(self) -> None:
        self.picture.fit(self.viewport.scaled, self.viewport.part)
        self._face = None

    # --- the pointer on the desktop

    def move(self, x: int, y: int) -> None:
        """Take the pointer to a point of the window, or to the nearest of the view."""
        self.control.move(*self._aim(x, y), self.viewport.whole)

    def press(self, button: int, x: int, y: int) -> None:
        """Press a button there."""
        self.control.press(button, *self._aim(x, y), view=self.viewport.whole)

    def release(self, button: int, x: int, y: int) -> None:
        """Release a button there."""
        self.control.release(button, *self._aim(x, y), view=self.viewport.whole)

    def wheel(self, right: int, up: int, x: int, y: int) -> None:
        """Turn the wheel there."""
        x, y = self._aim(x, y)
        self.control.wheel(right, up, x, y=y, view=self.viewport.whole)

    def _aim(self, x: int, y: int) -> tuple[int, int]:
        view = self.view
        return (
            max(view.x, min(x, view.right - 1)),
            max(view.y, min(y, view.bottom - 1)),
        )

    # --- time

    def update(self, now_ns: int) -> list[Rect]:
        """Take in what was published; return the damage."""
        desktop = self.control.desktop
        descriptor = desktop.descriptors.get(FramebufferKind.FULL)
        if descriptor is not None:
            self.picture.attach(descriptor)
        damage = self.picture.refresh()
        known = desktop.size or self.picture.size
        if known != self._size or desktop.screens != self._screens:
            self.place(
                self.area,
                self._measures,
                is_full_screen=self._is_full_screen,
                window=self._window,
            )
        status = desktop.status(now_ns)
        if self._full_screen_from_ns is None:
            self._full_screen_from_ns = now_ns
        face = _Face(
            status,
            desktop.recording,
            self.control.is_on,
            self._bar_state(),
            now_ns - self._full_screen_from_ns < _BANNER_SHOWN_NS,
            self._notes if self.is_bar_open else (),
            self._banner.facts(),
            self.view,
            self.viewport.whole,
        )
        if face != self._face:
            before, self._face = self.bar_rect, face
            self._place_buttons()
            return [self.area, before, self.bar_rect]
        if damage is None:
            return [self.view]
        whole = self.viewport.whole
        moved = (rect.translate(whole.x, whole.y).intersection(self.view) for rect in damage)
        result = [rect for rect in moved if not rect.is_empty]
        phase = now_ns * RING_STEPS_PER_S // SECOND
        if phase != self._phase:
            self._phase = phase
            if LOOKS[status.condition].glyph == "ring":
                result.append(centre_rect(self._text, self._measures, self.view, status))
        return result

    @property
    def banner_rect(self) -> Rect:
        """Where the banner is; empty where a full screen hides it."""
        has_news = bool(self._face and self._face.banner) or bool(self.control.composing)
        is_shown = not self._is_full_screen or self.is_bar_open or has_news
        height = self._measures.status_bar if is_shown else 0
        return Rect(self.area.x, self.area.y, self.area.width, height)

    @property
    def _notes(self) -> tuple[str, ...]:
        """What the bar says of the line: what is asked of the server, and why."""
        desktop = self.control.desktop
        return tuple(note for note in (desktop.asked, desktop.why) if note)

    @property
    def _note_height(self) -> int:
        return 3 * self._measures.caption_text // 2

    # --- the control bar

    def open_bar(self, *, keyed: bool) -> None:
        """Open the control bar; `keyed` gives it the keyboard, with Release in focus."""
        self.is_bar_open, self._is_bar_keyed = True, keyed
        self._place_buttons()
        self.buttons.focused = 0 if keyed else None

    def close_bar(self) -> None:
        """Close the control bar."""
        self.is_bar_open = self._is_bar_keyed = False
        self.buttons.focused = self.buttons.hovered = None
        self._face = None

    def point(self, x: int, y: int) -> bool:
        """Follow the pointer: the top edge opens the bar; return whether it is over the chrome."""
        over = self._is_chrome(x, y)
        at_edge = self.area.x <= x < self.area.right and 0 <= y - self.area.y < self._measures.u
        if (at_edge or over) and not self.is_bar_open:
            self.open_bar(keyed=False)
            over = True
        elif self.is_bar_open and not over and not self._is_bar_keyed:
            self.close_bar()
        self.buttons.hover(x, y)
        self._banner.release.hover(x, y)
        return over

    def _is_chrome(self, x: int, y: int) -> bool:
        return self.banner_rect.contains_point(x, y) or self.bar_rect.contains_point(x, y)

    def action_at(self, x: int, y: int) -> str | None:
        """Return the action of the button at a point of the window."""
        index = self._banner.release.at(x, y)
        if index is not None:
            return self._banner.release.buttons[index].action
        index = self.buttons.at(x, y) if self.is_bar_open else None
        return None if index is None else self.buttons.buttons[index].action

    def focused_action(self) -> str | None:
        """Return the action of the button that has the keyboard's focus."""
        focused = self.buttons.focused
        return None if focused is None else self.buttons.buttons[focused].action

    # --- drawing

    def draw(self, canvas: Canvas) -> None:
        """Draw what of the view lies in the surface's clip."""
        theme, measures = canvas.theme, canvas.measures
        clip = canvas.surface.get_clip()
        damaged = Rect(clip.x, clip.y, clip.width, clip.height)
        status = self.control.desktop.status(0) if self._face is None else self._face.status
        look = LOOKS[status.condition]
        if not self.view.contains(damaged):
            canvas.fill(damaged.intersection(self.area), theme.ground)
        if self.picture.size:
            whole = self.viewport.whole
            self.picture.draw(canvas.surface, whole.x, whole.y, grey=look.grey)
        elif self._small.size:
            self._small.draw(canvas.surface, self.view, grey=look.grey)
        else:
            canvas.fill(self.view, theme.empty)
        treat_picture(canvas, self.view, status)
        if look.centred:
            draw_centre(canvas, self.view, status, phase=self._phase)
        elif look.glyph:
            draw_badge(canvas, self.view, status)
        colour = theme.control if self.control.is_on else theme.line
        top = 0 if self._is_full_screen else measures.status_bar
        frame = Rect(self.area.x, self.area.y + top, self.area.width, self.area.height - top)
        width = measures.u if self._is_full_screen else 2 * measures.u
        canvas.frame(frame, colour, width=width, radius=0)
        if not self.banner_rect.is_empty:
            self._banner.draw(canvas, self.banner_rect, status)
        if self.is_bar_open:
            self._draw_bar(canvas)

    def close(self) -> None:
        """Let go of the shared memory."""
        self.picture.close()

    def _draw_bar(self, canvas: Canvas) -> None:
        theme, u = canvas.theme, canvas.measures.u
        rect = self.bar_rect
        canvas.rounded(rect, theme.panel)
        canvas.frame(rect, theme.line, width=max(1, u // 4))
        self.buttons.draw(canvas)
        height = self._note_height
        y = rect.bottom - len(self._notes) * height - u + height // 2
        for note, colour in zip(self._notes, (theme.text_second, theme.text), strict=False):
            canvas.label(
                note,
                rect.x + rect.width // 2,
                y,
                size=canvas.measures.caption_text,
                colour=colour,
                max_width=rect.width - 4 * u,
                align=0.5,
            )
            y += height

    def _place_buttons(self) -> None:
        measures = self._measures
        strip = Rect(self.area.x, self.area.y, self.area.width, measures.status_bar)
        self._banner.place(strip, measures)
        if not self.is_bar_open:
            self.bar_rect = Rect(0, 0, 0, 0)
            return
        self.buttons.replace(
            bar_buttons(self.control, self.viewport, is_full_screen=self._is_full_screen)
        )
        below = Rect(
            self._window.x, strip.bottom, self._window.width, self._window.bottom - strip.bottom
        )
        notes = len(self._notes) * self._note_height + measures.u if self._notes else 0
        middle = self.area.x + self.area.width // 2
        taken = self.buttons.place(below, measures, middle=middle)
        self.bar_rect = Rect(taken.x, taken.y, taken.width, taken.height + notes)

    def _bar_state(self) -> str:
        if not self.is_bar_open:
            return f"closed {self._banner.release.hovered}"
        return f"{self.buttons.hovered} {self.buttons.focused} {self._banner.release.hovered}"
