"""One desktop in its cell: picture, caption, and what its status adds to them."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace

from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import RecordingState
from vncwall.settings.caption import STANDARD
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.caption import Caption
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.layout import picture_rect
from vncwall.wall.overlay import (
    LOOKS,
    RING_STEPS_PER_S,
    centre_rect,
    colour_of,
    draw_alert,
    draw_badge,
    draw_bell,
    draw_centre,
    draw_holder,
    treat_picture,
)
from vncwall.wall.picture import PreviewPicture

logger = logging.getLogger(__name__)

_SETTLES_NS = 3 * SECOND
"""What changes in a new picture is no news for so long."""

_WATCHED_NS = SECOND // 2
"""How often it is looked how much has changed."""

STANDARD_CAPTION = Caption(STANDARD)


@dataclass(frozen=True, slots=True)
class _Face:
    """Everything but the picture that decides how a tile looks; a change redraws the tile."""

    status: Status
    name: str
    recording: RecordingState
    caption: tuple[str, ...]
    """Sections; what does not fit is left out from the end."""
    size: Size | None
    part: Rect | None
    controlled_by: str = ""


class Tile:
    """Draws one `Desktop` in a cell. Says what changed; the window decides when to draw.

    Attributes:
        desktop: what it shows.
        caption: what is written on it.
        monitor: which of its monitors, from 0; None: all of it.
        is_watched: somebody wants to know how much it changes.
        change: then the share of the picture that changed with the last update, 0 to 1.
        cell: where in the window.
        picture: the shared preview.
        steady_until_ns: until then nothing but a notice changes how it looks.
    """

    def __init__(
        self,
        desktop: Desktop,
        *,
        text: Text,
        caption: Caption = STANDARD_CAPTION,
        monitor: int | None = None,
    ) -> None:
        self.desktop = desktop
        self.caption = caption
        self.monitor = monitor
        self.change = 0.0
        self.is_watched = False
        self._settled_ns = self._watched_ns = 0
        self._text = text
        self._is_captioned = False
        self.cell = Rect(0, 0, 0, 0)
        self.picture = PreviewPicture()
        self.steady_until_ns = 0
        self._face: _Face | None = None
        self._phase = 0
        self._has_failed = False

    @property
    def status(self) -> Status | None:
        """The status that was last drawn or is about to be."""
        return self._face.status if self._face else None

    @property
    def picture_rect(self) -> Rect:
        """Where the picture lies."""
        size = self.picture.size
        rect = picture_rect(self.cell, self.size or size)
        if self.monitor is None or size is None:
            return rect
        # A part of a reduced picture is a pixel larger or smaller: it is not scaled for that.
        if max(abs(size.width - rect.width), abs(size.height - rect.height)) > 2:
            return rect
        x, y = (rect.width - size.width) // 2, (rect.height - size.height) // 2
        return Rect(rect.x + x, rect.y + y, size.width, size.height)

    @property
    def part(self) -> Rect | None:
        """The part of the desktop that it shows; None: all of it, or not known yet."""
        screens = self.desktop.screens
        if self.monitor is None or self.monitor >= len(screens):
            return None
        return screens[self.monitor]

    @property
    def size(self) -> Size | None:
        """Of what it shows, in pixels of the desktop."""
        part = self.part
        return self.desktop.size if part is None else part.size

    def place(self, cell: Rect) -> None:
        """Move the tile."""
        self.cell = cell

    def preview_box(self) -> Size:
        """Return the box the session's preview should fit."""
        part, desktop = self.part, self.desktop.size
        if part is None or desktop is None or not self.cell.area:
            return self.cell.size
        shown = part.size.fit_inside(self.cell.size)
        scale = max(shown.width / part.width, shown.height / part.height)
        return Size(math.ceil(desktop.width * scale), math.ceil(desktop.height * scale))

    def update(self, now_ns: int, measures: Measures) -> list[Rect]:
        """Take in what was published and what time it is; return what must be redrawn."""
        descriptor = self.desktop.descriptors.get(FramebufferKind.PREVIEW)
        if descriptor is not None:
            self.picture.attach(descriptor)
        if self.desktop.size is not None:
            whole = Rect(0, 0, self.desktop.size.width, self.desktop.size.height)
            self.picture.crop(self.part or whole, self.desktop.size)
        damage = self.picture.refresh()
        if damage is None:
            self._settled_ns = now_ns + _SETTLES_NS
        self.change = self._change(now_ns) if damage and self.is_watched else 0.0
        is_behind = self.picture.serial < self.desktop.serials.get(FramebufferKind.PREVIEW, 0)
        self.steady_until_ns = now_ns if is_behind else self.desktop.steady_until_ns(now_ns)
        status = self.desktop.status(now_ns)
        caption = self.caption.texts(
            self.desktop, status, monitor=self.monitor if self.part else None
        )
        face = _Face(
            status,
            self.desktop.name,
            self.desktop.recording,
            caption,
            self.desktop.size,
            self.part,
            self.desktop.controlled_by,
        )
        phase = now_ns * RING_STEPS_PER_S // SECOND
        before, self._face = self._face, face
        if before is None or damage is None or face != replace(before, caption=face.caption):
            self._phase = phase
            return [self.cell]
        result = []
        target = self.picture_rect
        if damage:
            if self.picture.size == target.size:
                result = [rect.translate(target.x, target.y) for rect in damage]
            else:
                result = [target]
        if face.caption != before.caption:
            shade = measures.caption + measures.caption // 2
            result.append(Rect(self.cell.x, target.bottom - shade, self.cell.width, shade))
        if phase != self._phase:
            self._phase = phase
            if status.condition is Condition.CONNECTING:
                where = self._centre(target, status, measures, captioned=self._is_captioned)
                result.append(centre_rect(self._text, measures, where, status))
        return result

    def draw(self, canvas: Canvas, *, captioned: bool) -> None:
        """Draw the tile; a failure shows in the tile and is logged once, and never leaves it.

        Args:
            canvas: clipped to what is damaged.
            captioned: show the caption however small the tile is.
        """
        try:
            self._draw(canvas, captioned=captioned)
        except Exception:
            if not self._has_failed:
                self._has_failed = True
                logger.exception("tile %s cannot be drawn", self.desktop.name)
            canvas.fill(self.cell, canvas.theme.empty)
            middle = self.cell.y + self.cell.height // 2
            canvas.glyph(
                "warning",
                self.cell.x + self.cell.width // 2,
                middle,
                side=6 * canvas.measures.u,
                colour=canvas.theme.alert,
            )

    def _change(self, now_ns: int) -> float:
        if now_ns - self._watched_ns < _WATCHED_NS:
            return 0.0  # the next look will tell
        self._watched_ns = now_ns
        change = self.picture.change()
        return change if now_ns >= self._settled_ns else 0.0  # the first picture comes in pieces

    def close(self) -> None:
        """Let go of the shared memory."""
        self.picture.close()

    def _draw(self, canvas: Canvas, *, captioned: bool) -> None:
        face = self._face
        if face is None:
            return
        theme, measures = canvas.theme, canvas.measures
        status, look = face.status, LOOKS[face.status.condition]
        # Without a picture there is nothing to letterbox: the whole cell is the tile.
        target = self.picture_rect if self.picture.size else self.cell
        clip = canvas.surface.get_clip()
        if not to_pygame(target).contains(clip) or not self.picture.size:
            canvas.fill(self.cell, theme.ground if self.picture.size else theme.empty)
        if self.picture.size:
            self.picture.draw(canvas.surface, target, grey=look.grey)
            treat_picture(canvas, target, status)
        elif look.hatch:
            canvas.hatch(target, theme.unreachable)
        self._is_captioned = (
            captioned or status.needs_eyes or self.caption.is_shown(self.cell.width, measures)
        )
        room = self._room(target, measures)
        if look.centred:
            where = self._centre(target, status, measures, captioned=self._is_captioned)
            draw_centre(canvas, where, status, phase=self._phase)
        elif look.glyph:
            draw_badge(canvas, room, status)
        if status.alert:
            draw_alert(canvas, room, status)
        elif status.rings:
            draw_bell(canvas, room)
        elif face.controlled_by:
            draw_holder(canvas, room, face.controlled_by)
        if self._is_captioned:
            self._draw_caption(canvas, target, face)
        elif face.recording is not RecordingState.OFF:
            u = measures.u
            self._recording_dot(canvas, target.x + 3 * u, target.bottom - 3 * u, face.recording)
        canvas.round_off(target, theme.ground)
        if status.rings or (status.alert and not status.is_known):
            canvas.frame(room, theme.alert, width=measures.u)
        elif face.controlled_by:
            canvas.frame(room, theme.control, width=measures.u)
        elif look.framed:
            canvas.frame(room, colour_of(status.condition, theme), width=measures.u)

    def _room(self, target: Rect, measures: Measures) -> Rect:
        """Return where words and signs go: a narrow desktop's may use the room beside it."""
        is_narrow = target.width < min(40 * measures.u, self.cell.width * 3 // 5)
        return self.cell if is_narrow else target

    @staticmethod
    def _centre(target: Rect, status: Status, measures: Measures, *, captioned: bool) -> Rect:
        """Return the part of the tile above its caption."""
        height = target.height - (measures.caption if captioned else 0)
        return Rect(target.x, target.y, target.width, max(0, height))

    def _draw_caption(self, canvas: Canvas, target: Rect, face: _Face) -> None:
        theme, measures = canvas.theme, canvas.measures
        u = measures.u
        height = min(measures.caption, target.height)
        if canvas.surface.get_clip().bottom <= target.bottom - height - height // 2:
            return  # what is damaged lies above its shade
        look = LOOKS[face.status.condition]
        if self.picture.size and not (look.centred and target.height < 10 * height):
            # The shade begins above the words, so that it has no edge.
            shade = min(target.height, height + height // 2)
            canvas.shade(Rect(target.x, target.bottom - shade, target.width, shade))
        room = self._room(target, measures)
        middle = target.bottom - height // 2
        left, right = room.x + 2 * u, room.right - 2 * u
        first, *others = face.caption or ("",)
        size = measures.caption_text
        if room is not target:
            left = max(left, room.x + (room.width - self._text.width(first, size)) // 2)
        if face.recording is not RecordingState.OFF:
            left += self._recording_dot(canvas, left + u, middle, face.recording)
        left += canvas.label(
            first,
            left,
            middle,
            size=size,
            colour=theme.on_shade,
            weight=Weight.SEMIBOLD if face.status.needs_eyes else Weight.REGULAR,
            max_width=max(0, right - left),
        )
        for section in others:
            left += 2 * u
            if left + self._text.width(section, size) > right:
                break
            left += canvas.label(section, left, middle, size=size, colour=theme.on_shade_second)

    def _recording_dot(self, canvas: Canvas, x: int, y: int, recording: RecordingState) -> int:
        """Draw the dot centred on (x, y); return the room it takes."""
        theme, u = canvas.theme, canvas.measures.u
        names = {
            RecordingState.RECORDING: "record",
            RecordingState.WAITING: "record waiting",
            RecordingState.FAILED: "warning",
        }
        canvas.glyph(names[recording], x, y, side=3 * u, colour=theme.recording)
        return 4 * u
