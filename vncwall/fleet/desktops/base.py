"""What a demo desktop is: a picture that depends on its seed, the time and what was typed.

1. A desktop is made of parts: disjoint areas, each painted by itself. A part with an interval
   paints the picture of the last whole multiple of it, so the same time gives the same picture,
   whether the desktop was watched all along or is painted for the first time.
2. Nothing is painted before somebody asks (`advance`), and only the parts that are due.
3. After a part was painted, its old and new pixels are compared; only what differs is reported. A
   part that scrolls moves its pixels itself and says so, which becomes CopyRect on the wire.
4. `advance` returns the changes in the order in which they happened.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import numpy as np
import pygame
from numpy.typing import NDArray

from vncwall.fleet.painting.shapes import disc, ring
from vncwall.fleet.pixels import Words
from vncwall.geometry import Rect, Size
from vncwall.rfb.events import Screen

_CELL = 16
_MAX_BOXES = 12


@dataclass(frozen=True, slots=True)
class Damaged:
    """The pixels of `rect` are new."""

    rect: Rect


@dataclass(frozen=True, slots=True)
class Moved:
    """The pixels of `rect` stood (dx, dy) further left and up before."""

    rect: Rect
    dx: int
    dy: int


Change = Damaged | Moved


def pygame_rect(rect: Rect) -> pygame.Rect:
    """Return the same rectangle in pygame's class."""
    return pygame.Rect(rect.x, rect.y, rect.width, rect.height)


def words_of(surface: pygame.Surface, rect: Rect) -> Words:
    """Return a copy of the pixels of `rect`: (height, width) words, top byte undefined."""
    pixels = pygame.surfarray.pixels2d(surface)
    words: Words = np.array(
        pixels.T[rect.y : rect.bottom, rect.x : rect.right], np.uint32, order="C"
    )
    del pixels  # unlocks the surface
    return words


def differing_rects(before: Words, after: Words, x: int, y: int) -> list[Rect]:
    """Return disjoint rectangles that cover where two pictures differ.

    In cells of 16 pixels, or of 64 where that would be many rectangles.

    Args:
        before: (h, w) pixels.
        after: the same shape.
        x: column of the pictures on the desktop, added to the result.
        y: row of the pictures on the desktop, added to the result.
    """
    height, width = before.shape
    rows, columns = -(-height // _CELL), -(-width // _CELL)
    differs = np.zeros((rows * _CELL, columns * _CELL), np.bool_)
    np.not_equal(before, after, out=differs[:height, :width])
    # A cell's 16 columns are two 8-byte words, which are joined over its 16 rows.
    octets = differs.view(np.uint64).reshape(rows, _CELL, columns, 2)
    cells = np.bitwise_or.reduce(octets, axis=1).any(axis=2)
    side, boxes = _CELL, _runs(cells)
    if len(boxes) > _MAX_BOXES:
        # Each box costs the encoder and the client a rectangle: fewer, larger ones are cheaper.
        coarse: NDArray[np.bool_] = np.zeros((-(-rows // 4) * 4, -(-columns // 4) * 4), np.bool_)
        coarse[:rows, :columns] = cells
        side = 4 * _CELL
        blocks = coarse.reshape(coarse.shape[0] // 4, 4, -1, 4)
        boxes = _runs(np.logical_or.reduce(blocks, axis=(1, 3)))
    return [
        Rect(
            left * side + x,
            top * side + y,
            min(right * side, width) - left * side,
            min(bottom * side, height) - top * side,
        )
        for left, top, right, bottom in boxes
    ]


def _runs(cells: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Return (left, top, right, bottom) of disjoint boxes that cover the set cells.

    A picture that changed in most places is one box.
    """
    count = int(np.count_nonzero(cells))
    if not count:
        return []
    filled_rows = np.flatnonzero(cells.any(axis=1))
    filled_columns = np.flatnonzero(cells.any(axis=0))
    left, right = int(filled_columns[0]), int(filled_columns[-1]) + 1
    top, bottom = int(filled_rows[0]), int(filled_rows[-1]) + 1
    if count * 3 > (right - left) * (bottom - top) * 2:
        return [(left, top, right, bottom)]
    edges = np.diff(cells.astype(np.int8), axis=1, prepend=0, append=0)
    open_runs: dict[tuple[int, int], int] = {}
    boxes = []
    for row in range(top, bottom + 1):
        starts: list[int] = []
        ends: list[int] = []
        if row < bottom:
            starts = np.flatnonzero(edges[row] == 1).tolist()
            ends = np.flatnonzero(edges[row] == -1).tolist()
        runs = set(zip(starts, ends, strict=True))
        for run in [run for run in open_runs if run not in runs]:
            boxes.append((run[0], open_runs.pop(run), run[1], row))
        for run in runs:
            open_runs.setdefault(run, row)
    return boxes


class Part(ABC):
    """An area of a desktop that is painted as a whole."""

    interval_s: float = 0.0
    """Seconds between pictures; 0: it changes only when something is done to it."""
    cursor: str = "arrow"
    """Shape of the pointer above it."""
    takes_keys: bool = False
    """A click here directs the keyboard to it."""

    def __init__(self, rect: Rect) -> None:
        self.rect = rect
        self.has_focus = False
        self.is_dirty = True
        self.tick: int | None = None

    @abstractmethod
    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the whole part on a surface of its size, for the time `now` (Unix seconds)."""

    def update(self, surface: pygame.Surface, now: float) -> list[Change]:
        """Bring an already painted part to `now`; return what changed in desktop coordinates."""
        whole = Rect(0, 0, self.rect.width, self.rect.height)
        before = words_of(surface, whole)
        self.paint(surface, now)
        after = words_of(surface, whole)
        return [Damaged(rect) for rect in differing_rects(before, after, self.rect.x, self.rect.y)]

    def touch(self) -> None:
        """Have it painted anew at the next occasion."""
        self.is_dirty = True

    def key(self, key: Key) -> None:
        """Take a key press; only a part with the focus gets any."""
        del key

    def click(self, x: int, y: int, button: int) -> bool:
        """Take a button press at a point of the part; return False to leave a mark there."""
        return False

    def wheel(self, steps: int) -> None:
        """Take the wheel: positive is down."""
        del steps


@dataclass(frozen=True, slots=True)
class Key:
    """A key press: `text` for what types a character, else `name`."""

    text: str = ""
    name: str = ""


_KEY_NAMES = {
    0xFF08: "backspace",
    0xFF09: "tab",
    0xFF0D: "return",
    0xFF8D: "return",
    0xFF1B: "escape",
    0xFF50: "home",
    0xFF51: "left",
    0xFF52: "up",
    0xFF53: "right",
    0xFF54: "down",
    0xFF55: "page up",
    0xFF56: "page down",
    0xFF57: "end",
    0xFFFF: "delete",
    0xFE20: "tab",
}


def key_of(keysym: int) -> Key:
    """Return the key of a keysym: Latin-1, Unicode (0x01000000 up), keypad digits, the named."""
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return Key(text=chr(keysym))
    if 0x01000020 <= keysym <= 0x0110FFFF:
        return Key(text=chr(keysym - 0x01000000))
    if 0xFFAA <= keysym <= 0xFFB9:
        return Key(text=chr(keysym - 0xFF80))
    return Key(name=_KEY_NAMES.get(keysym, ""))


class Desktop(ABC):
    """One demo desktop. Not shared between threads."""

    kind: ClassVar[str]

    def __init__(self, name: str, size: Size, seed: int, *, utc_offset_s: int = 0) -> None:
        """Make the desktop without painting it.

        Args:
            name: host name, shown here and there.
            size: of the framebuffer in pixels.
            seed: of all that is random in its content.
            utc_offset_s: what its clocks add to UTC.
        """
        self.name = name
        self.size = size
        self.seed = seed
        self.screens: tuple[Screen, ...] = (Screen(1, Rect(0, 0, size.width, size.height)),)
        self.parts: list[Part] = []
        self.focus: Part | None = None
        self.cursor = "arrow"
        self.clipboard = ""
        self.cut_texts: list[str] = []
        """Texts that the desktop put on its clipboard; the server sends and clears them."""
        self.bells = 0
        """Bells that the server is to ring."""
        self._zone_offset = timedelta(seconds=utc_offset_s)
        self._surface: pygame.Surface | None = None
        self._marks: list[Rect] = []
        self._buttons = 0
        self._lay_out()

    @property
    def rect(self) -> Rect:
        """The whole desktop."""
        return Rect(0, 0, self.size.width, self.size.height)

    @property
    def surface(self) -> pygame.Surface:
        """What was painted; only after `advance`."""
        assert self._surface is not None
        return self._surface

    @abstractmethod
    def build(self) -> list[Part]:
        """Return the parts for the present size, disjoint; the first that takes keys has them."""

    @abstractmethod
    def paint_background(self, surface: pygame.Surface) -> None:
        """Draw everything that is no part and never changes."""

    def local_time(self, now: float) -> datetime:
        """Return the desktop's own time of day."""
        return datetime.fromtimestamp(now, UTC) + self._zone_offset

    def advance(self, now: float) -> list[Change]:
        """Bring the picture to `now` (Unix seconds) and return what changed since the last call.

        The first call paints everything.
        """
        changes: list[Change] = []
        if self._surface is None:
            self._surface = pygame.Surface((self.size.width, self.size.height), 0, 32)
            self.paint_background(self._surface)
            for part in self.parts:
                part.tick = None
            changes.append(Damaged(self.rect))
        for part in self.parts:
            tick = math.floor(now / part.interval_s) if part.interval_s else 0
            if part.tick == tick and not part.is_dirty:
                continue
            inside = self._surface.subsurface(pygame_rect(part.rect))
            then = tick * part.interval_s if part.interval_s else now
            if part.tick is None:
                part.paint(inside, then)
                changes.append(Damaged(part.rect))
            else:
                changes += part.update(inside, then)
            part.tick, part.is_dirty = tick, False
        changes += self._paint_marks()
        return changes

    def next_change(self, now: float) -> float:
        """Return the time of the next change that time alone brings; infinity for none."""
        if self._surface is None or self._marks or any(part.is_dirty for part in self.parts):
            return now
        return min(
            (
                (math.floor(now / part.interval_s) + 1) * part.interval_s
                for part in self.parts
                if part.interval_s
            ),
            default=math.inf,
        )

    def words(self, rect: Rect) -> Words:
        """Return a copy of the pixels of `rect`, (height, width), each 0x??RRGGBB."""
        return words_of(self.surface, rect)

    def release(self) -> None:
        """Give the memory of the picture back; the next `advance` paints it again."""
        self._surface = None

    def resize(self, size: Size, screens: tuple[Screen, ...]) -> None:
        """Take another size; what was typed into parts is lost."""
        self.size = size
        self.screens = screens
        self._surface = None
        self._lay_out()

    def key_event(self, keysym: int, *, down: bool) -> None:
        """Take a KeyEvent: what types goes to the part with the focus."""
        if down and self.focus:
            key = key_of(keysym)
            if key.text or key.name:
                self.focus.key(key)

    def pointer_event(self, x: int, y: int, buttons: int) -> None:
        """Take a PointerEvent; buttons 4 and 5 are the wheel."""
        pressed = buttons & ~self._buttons
        self._buttons = buttons
        part = next((part for part in self.parts if part.rect.contains_point(x, y)), None)
        self.cursor = part.cursor if part else "arrow"
        if pressed & 0b11000 and part:
            part.wheel(-3 if pressed & 0b01000 else 3)
        for button in range(3):
            if pressed >> button & 1:
                if part and part.takes_keys:
                    self.set_focus(part)
                local = (x - part.rect.x, y - part.rect.y) if part else (0, 0)
                if not part or not part.click(*local, button):
                    self._marks.append(Rect(x - 14, y - 14, 28, 28))

    def set_focus(self, part: Part) -> None:
        """Direct the keyboard to `part`."""
        if self.focus:
            self.focus.has_focus = False
            self.focus.touch()
        self.focus = part
        part.has_focus = True
        part.touch()

    def cut_text(self, text: str) -> None:
        """Take the client's clipboard; the task bar shows it."""
        self.clipboard = text
        for part in self.parts:
            part.touch()

    def copy(self, text: str) -> None:
        """Put a text on the desktop's clipboard, for the clients."""
        self.clipboard = text
        self.cut_texts.append(text)

    def _lay_out(self) -> None:
        self.focus = None
        self.parts = self.build()
        for part in self.parts:
            assert self.rect.contains(part.rect), (self.name, part, part.rect)
        first = next((part for part in self.parts if part.takes_keys), None)
        if first:
            self.set_focus(first)

    def _paint_marks(self) -> list[Change]:
        changes: list[Change] = []
        for mark in self._marks:
            centre = (mark.x + mark.width // 2, mark.y + mark.height // 2)
            ring(self.surface, centre, 11, 2.5, (255, 176, 0))
            disc(self.surface, centre, 3, (255, 176, 0))
            changes.append(Damaged(mark.intersection(self.rect)))
        self._marks.clear()
        return changes
