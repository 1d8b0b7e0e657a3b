"""One desktop over the whole window: its picture, the sign that control is on, the control bar."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import RecordingState
from vncwall.language import _
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.actions.control import CTRL_ALT_DEL, RELEASE
from vncwall.wall.actions.desktops import SNAPSHOT
from vncwall.wall.actions.recording import RECORD, SAVE
from vncwall.wall.actions.window import FULL_SCREEN, HELP
from vncwall.wall.control import Control
from vncwall.wall.desktop import SECOND, Condition, Status
from vncwall.wall.overlay import (
    LOOKS,
    RING_STEPS_PER_S,
    centre_rect,
    draw_badge,
    draw_centre,
    treat_picture,
)
from vncwall.wall.picture import FullPicture, PreviewPicture

_BANNER_SHOWN_NS = 4 * SECOND
"""How long a full screen shows the banner at first."""
_WIDE_ROWS = 34
"""Width of a bar, in heights of a row of buttons, from which on it has room for all of them."""


@dataclass(frozen=True, slots=True)
class _Face:
    status: Status
    recording: RecordingState
    is_on: bool
    bar: str
    banner: bool
    notes: tuple[str, ...]


class PromotedView:
    """Draws a promoted desktop in the window and knows which part of it is what.

    `small` is the tile's own picture: it fills the view until the full one has come.
    """

    def __init__(self, control: Control, small: PreviewPicture, *, chord: str, text: Text) -> None:
        self.control = control
        self.picture = FullPicture()
        self.view = Rect(0, 0, 1, 1)
        self.area = Rect(0, 0, 1, 1)
        self.buttons = ButtonRow((), text=text)
        self.is_bar_open = False
        self._is_bar_keyed = False
        self._small = small
        self._chord = chord
        self._text = text
        self._full_screen_from_ns: int | None = None
        self._is_full_screen = False
        self._face: _Face | None = None
        self._phase = 0
        self._size: Size | None = None
        self._measures = Measures(4)
        self._release = ButtonRow((), text=text)

    @property
    def takes_keys(self) -> bool:
        """Whether the bar has the keyboard, so that no key goes to the desktop."""
        return self.is_bar_open and self._is_bar_keyed

    def place(self, area: Rect, measures: Measures, *, is_full_screen: bool) -> None:
        """Arrange the view in `area` of the window."""
        if is_full_screen and not self._is_full_screen:
            self._full_screen_from_ns = None  # the next update begins to show the banner
        self.area, self._measures, self._is_full_screen = area, measures, is_full_screen
        top = 0 if is_full_screen else measures.status_bar
        width = measures.u if is_full_screen else 2 * measures.u
        room = Rect(area.x, area.y + top, area.width, area.height - top).inset(width)
        self._size = self.control.desktop.size or self.picture.size
        shape = self._size or Size(16, 9)
        fitted = shape.fit_inside(room.size, enlarge=True)
        self.view = Rect(
            room.x + (room.width - fitted.width) // 2,
            room.y + (room.height - fitted.height) // 2,
            fitted.width,
            fitted.height,
        )
        self.picture.fit(self.view.size)
        self._face = None
        self._place_buttons()

    def update(self, now_ns: int) -> list[Rect]:
        """Take in what was published; return the damage."""
        desktop = self.control.desktop
        descriptor = desktop.descriptors.get(FramebufferKind.FULL)
        if descriptor is not None:
            self.picture.attach(descriptor)
        damage = self.picture.refresh()
        known = desktop.size or self.picture.size
        if known != self._size:
            self.place(self.area, self._measures, is_full_screen=self._is_full_screen)
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
        )
        if face != self._face:
            if self._face is None or face.recording != self._face.recording:
                self._place_buttons()
            self._face = face
            return [self.area]
        if damage is None:
            return [self.view]
        result = [rect.translate(self.view.x, self.view.y) for rect in damage]
        phase = now_ns * RING_STEPS_PER_S // SECOND
        if phase != self._phase:
            self._phase = phase
            if LOOKS[status.condition].glyph == "ring":
                result.append(centre_rect(self._text, self._measures, self.view, status))
        return result

    @property
    def banner_rect(self) -> Rect:
        """Where the banner is; empty where a full screen hides it."""
        is_shown = (
            not self._is_full_screen or self.is_bar_open or bool(self._face and self._face.banner)
        )
        height = self._measures.status_bar if is_shown else 0
        return Rect(self.area.x, self.area.y, self.area.width, height)

    @property
    def bar_rect(self) -> Rect:
        """Where the control bar is; empty while it is closed."""
        if not self.is_bar_open:
            return Rect(0, 0, 0, 0)
        u = self._measures.u
        width = min(self.area.width, self.buttons.width(self._measures) + 4 * u)
        notes = len(self._notes) * self._note_height
        return Rect(
            self.area.x + (self.area.width - width) // 2,
            self.area.y + self._measures.status_bar,
            width,
            self._measures.status_bar + 2 * u + notes,
        )

    @property
    def _notes(self) -> tuple[str, ...]:
        """What the bar says of the line: what is asked of the server, and why."""
        desktop = self.control.desktop
        return tuple(note for note in (desktop.asked, desktop.why) if note)

    @property
    def _note_height(self) -> int:
        return 3 * self._measures.caption_text // 2

    def open_bar(self, *, keyed: bool) -> None:
        """Open the control bar; `keyed` gives it the keyboard, with Release in focus."""
        self.is_bar_open, self._is_bar_keyed = True, keyed
        self.buttons.focused = 0 if keyed else None
        self._place_buttons()

    def close_bar(self) -> None:
        """Close the control bar."""
        self.is_bar_open = self._is_bar_keyed = False
        self.buttons.focused = self.buttons.hovered = None

    def point(self, x: int, y: int) -> bool:
        """Follow the pointer: the top edge opens the bar; return whether it is over the chrome."""
        over = self.banner_rect.contains_point(x, y) or self.bar_rect.contains_point(x, y)
        at_edge = self.area.x <= x < self.area.right and y - self.area.y < self._measures.u
        if (at_edge or over) and not self.is_bar_open:
            self.open_bar(keyed=False)
            over = True
        elif self.is_bar_open and not over and not self._is_bar_keyed:
            self.close_bar()
        self.buttons.hover(x, y)
        self._release.hover(x, y)
        return over

    def action_at(self, x: int, y: int) -> str | None:
        """Return the action of the button at a point of the window."""
        for row in (self._release, self.buttons if self.is_bar_open else None):
            index = row.at(x, y) if row else None
            if row is not None and index is not None:
                return row.buttons[index].action
        return None

    def focused_action(self) -> str | None:
        """Return the action of the button that has the keyboard's focus."""
        focused = self.buttons.focused
        return None if focused is None else self.buttons.buttons[focused].action

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
            self.picture.draw(canvas.surface, self.view.x, self.view.y, grey=look.grey)
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
            self._draw_banner(canvas, status)
        if self.is_bar_open:
            self._draw_bar(canvas)

    def close(self) -> None:
        """Let go of the shared memory."""
        self.picture.close()

    def _draw_banner(self, canvas: Canvas, status: Status) -> None:
        theme, measures = canvas.theme, canvas.measures
        u, rect = measures.u, self.banner_rect
        is_on = self.control.is_on
        ground, ink = (theme.control, theme.on_control) if is_on else (theme.panel, theme.text)
        canvas.fill(rect, ground)
        middle = rect.y + rect.height // 2
        x = rect.x + 4 * u
        canvas.glyph("hand" if is_on else "eye", x, middle, side=5 * u, colour=ink)
        x += 4 * u
        desktop = self.control.desktop
        if desktop.recording is RecordingState.RECORDING:
            plate = Rect(x, middle - 5 * u // 2, 5 * u, 5 * u)
            canvas.rounded(plate, theme.ground)
            canvas.glyph("record", x + 5 * u // 2, middle, side=3 * u, colour=theme.recording)
            x += 7 * u
        right = self._release.rects[0].x - 3 * u if self._release.rects else rect.right
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
        hint = self._hint(status)
        if x + canvas.text.width(hint, measures.caption_text) <= right:
            canvas.label(hint, right, middle, size=measures.caption_text, colour=ink, align=1.0)
        self._release.draw(canvas)

    def _hint(self, status: Status) -> str:
        if self.control.desktop.host.view_only:
            return _("view only by configuration · Esc goes back")
        if not self.control.is_on:
            return _("Enter takes control · Esc goes back")
        if not status.condition.is_live and status.condition is not Condition.STALE:
            return _("keys reach it when it is live again")
        return _("{chord} opens the menu, twice gives control back").format(chord=self._chord)

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
        u, measures = self._measures.u, self._measures
        is_on = self.control.is_on
        recording = self.control.desktop.recording is not RecordingState.OFF
        is_wide = self.bar_rect.width >= _WIDE_ROWS * measures.status_bar
        leave = Button(
            RELEASE.name,
            _("Release control") if is_on else _("Back"),
            "release",
            _("Enter") if is_on else _("Esc"),
        )
        self.buttons.replace(
            (
                leave,
                Button(
                    FULL_SCREEN.name,
                    _("Window") if self._is_full_screen else _("Full screen"),
                    "window" if self._is_full_screen else "full screen",
                ),
                *((Button(CTRL_ALT_DEL.name, "Ctrl+Alt+Del", "keyboard"),) if is_on else ()),
                Button(
                    RECORD.name,
                    _("Stop recording") if recording else _("Record"),
                    "record",
                    is_on=recording,
                ),
                *((Button(SAVE.name, _("Save last minutes"), "clock"),) if is_wide else ()),
                Button(SNAPSHOT.name, _("Snapshot"), "camera"),
                Button(HELP.name, _("Keys"), "help"),
            )
        )
        bar = self.bar_rect.inset(u)
        row = Rect(bar.x, bar.y, bar.width, min(bar.height, measures.status_bar))
        self.buttons.place(row, measures, align=0.5)
        self._release.replace(
            (Button(RELEASE.name, _("Release") if is_on else _("Back"), "release"),)
        )
        strip = Rect(self.area.x, self.area.y, self.area.width, measures.status_bar)
        self._release.place(strip.inset(u), measures, align=1.0)

    def _bar_state(self) -> str:
        if not self.is_bar_open:
            return f"closed {self._release.hovered}"
        return f"{self.buttons.hovered} {self.buttons.focused} {self._release.hovered}"
