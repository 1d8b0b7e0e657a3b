"""Pixels from shared memory as something that can be drawn.

Two kinds, for two needs. A tile's `PreviewPicture` draws straight from the shared preview, which
the session's process has already made as large as the tile: no copy is made here. A promoted
desktop's `FullPicture` keeps a private copy, because it reduces or enlarges it, and both brings up
to date only what changed.

A segment can vanish between the notice and the attach (its process died, or the desktop changed
its size again): then nothing is attached and the last picture stays.
"""

from __future__ import annotations

import logging
import math

import numpy as np
import pygame

from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.ui.canvas import to_pygame

logger = logging.getLogger(__name__)

_SAMPLES = 4096
"""Least number of pixels that are compared, where a picture has so many."""
_HIGH_BITS = np.uint32(0x00F0F0F0)
"""Of the colours; where none differs, nothing differs much."""
_VISIBLE = 24
"""Of a colour's 255 steps: less may be what JPEG makes of the same picture."""


class SharedPixels:
    """The newest readable framebuffer of one kind; a new one takes over with its first picture."""

    def __init__(self) -> None:
        self.reader: SharedFramebufferReader | None = None
        self._next: SharedFramebufferReader | None = None

    def attach(self, descriptor: FramebufferDescriptor) -> None:
        """Map a framebuffer; the former one is shown until this one has a picture."""
        newest = self._next or self.reader
        if newest is not None and newest.descriptor == descriptor:
            return
        if self._next is not None:
            self._next.close()
            self._next = None
        try:
            self._next = SharedFramebufferReader(descriptor)
        except (OSError, ValueError) as error:
            logger.debug("framebuffer %s cannot be attached: %s", descriptor.name, error)

    def advance(self) -> bool:
        """Let the next framebuffer take over if it can; return whether it did.

        Drop every surface over the former one first and ask `is_ready` for whether to.
        """
        if not self.is_ready:
            return False
        if self.reader is not None:
            self.reader.close()
        self.reader, self._next = self._next, None
        return True

    @property
    def is_ready(self) -> bool:
        """Whether the next framebuffer has a picture."""
        return self._next is not None and self._next.serial > 0

    def close(self) -> None:
        """Unmap."""
        for reader in (self.reader, self._next):
            if reader is not None:
                reader.close()
        self.reader = self._next = None


class PreviewPicture:
    """The shared preview of one session, or a part of it, drawn in place."""

    def __init__(self) -> None:
        self._shared = SharedPixels()
        self._serial = 0
        self._crop: tuple[Rect, Size] | None = None
        self._sample: Words | None = None
        self._part: Rect | None = None
        self._still: pygame.Surface | None = None
        self._surface: pygame.Surface | None = None
        self._scaled: pygame.Surface | None = None
        self._grey: pygame.Surface | None = None

    @property
    def size(self) -> Size | None:
        """Size of the preview there is, or of the part of it; None without one."""
        return Size(*self._surface.get_size()) if self._surface else None

    @property
    def serial(self) -> int:
        """Number of the published picture that was last looked at; 0 before the first."""
        return self._serial

    @property
    def whole(self) -> Words | None:
        """The pixels of the whole preview, shared: another process draws in them; None: none."""
        return self._shared.reader.words if self._shared.reader is not None else None

    def show_still(self, still: pygame.Surface) -> None:
        """Show a picture of former days until there is a shared preview."""
        self._still = still
        if self._shared.reader is None:
            self._surface = still

    def attach(self, descriptor: FramebufferDescriptor) -> None:
        """Use another shared preview from its first picture on."""
        self._shared.attach(descriptor)

    def crop(self, part: Rect, desktop: Size) -> None:
        """Show only a part of the desktop from now on, in its pixels; all of it: no part."""
        crop = None if part.size == desktop else (part, desktop)
        if crop != self._crop:
            self._crop = crop
            self._look_at_part()

    def refresh(self) -> list[Rect] | None:
        """Look what was published; return the picture's damaged rectangles, None for all of it."""
        if self._shared.is_ready:
            self._surface = self._scaled = self._grey = None
            self._shared.advance()
            reader = self._shared.reader
            assert reader is not None
            self._serial, _ = reader.changed_since(0)
            self._look_at_part()
            return None
        reader = self._shared.reader
        if reader is None:
            return []
        self._serial, rects = reader.changed_since(self._serial)
        if rects and self._part is not None:
            part = self._part
            touched = (rect.intersection(part) for rect in rects)
            rects = [rect.translate(-part.x, -part.y) for rect in touched if not rect.is_empty]
        if rects:
            self._scaled = self._grey = None
        return rects

    def change(self) -> float:
        """Return the share of the picture that is not as it was at the last call, 0 to 1.

        Damage comes in blocks that are much larger than a letter. Some thousand pixels, evenly
        chosen, tell better whether a clock ticks or a window scrolls. 0 for another picture.
        """
        reader = self._shared.reader
        if reader is None or self._surface is None:
            return 0.0
        part = self._part or Rect(0, 0, reader.size.width, reader.size.height)
        step = max(1, math.isqrt(part.area // _SAMPLES))
        words = reader.words[part.y : part.bottom : step, part.x : part.right : step]
        before, self._sample = self._sample, words.copy()
        if before is None or before.shape != self._sample.shape:
            return 0.0
        rows, columns = np.nonzero((before ^ self._sample) & _HIGH_BITS)
        if not rows.size:
            return 0.0
        steps = _channels(before[rows, columns]) - _channels(self._sample[rows, columns])
        return float(np.count_nonzero((np.abs(steps) > _VISIBLE).any(axis=1))) / before.size

    def _look_at_part(self) -> None:
        """Take the surface anew, over all of the shared preview or over a part of it."""
        self._surface = self._scaled = self._grey = self._part = self._sample = None
        reader = self._shared.reader
        if reader is None:
            self._surface = self._still
            return
        self._still = None
        whole = as_surface(reader.words)
        if self._crop is not None:
            self._part = part_of_preview(*self._crop, reader.size)
            whole = opaque(whole.subsurface(to_pygame(self._part)))
        self._surface = whole

    def draw(self, surface: pygame.Surface, target: Rect, *, grey: bool = False) -> None:
        """Draw the picture into `target`; scaled when it was made for another size."""
        source = self._surface
        if source is None:
            return
        if source.get_size() != (target.width, target.height):
            if self._scaled is None or self._scaled.get_size() != (target.width, target.height):
                self._scaled = opaque(
                    pygame.transform.smoothscale(source, (target.width, target.height))
                )
                self._grey = None
            source = self._scaled
        if grey:
            if self._grey is None:
                self._grey = opaque(pygame.transform.grayscale(source))
            source = self._grey
        surface.blit(source, (target.x, target.y))

    def close(self) -> None:
        """Let go of the shared memory and of the picture."""
        self._surface = self._scaled = self._grey = self._sample = None
        self._shared.close()


class FullPicture:
    """The whole framebuffer of a promoted session at any size, or a part of that.

    Reduced, it is the mean of the pixels beneath, kept current from damage. Enlarged, only the part
    that is seen is made, and by a whole number of times only what changed of it.
    """

    def __init__(self) -> None:
        self._shared = SharedPixels()
        self._serial = 0
        self._words: Words | None = None
        self._source: pygame.Surface | None = None
        self._target = Size(1, 1)
        self._part = Rect(0, 0, 1, 1)
        self._preview: Preview | None = None
        self._shown: pygame.Surface | None = None
        self._shown_at = (0, 0)
        """Of the target's pixels, the one that is the first in `_shown`."""
        self._grey: pygame.Surface | None = None

    @property
    def size(self) -> Size | None:
        """Size of the desktop in the picture; None before the first."""
        if self._words is None:
            return None
        height, width = self._words.shape
        return Size(width, height)

    @property
    def words(self) -> Words | None:
        """The desktop's pixels as of the last refresh, (height, width); owned by the picture."""
        return self._words

    def attach(self, descriptor: FramebufferDescriptor) -> None:
        """Use another shared framebuffer from its first picture on."""
        self._shared.attach(descriptor)

    def fit(self, target: Size, part: Rect | None = None) -> None:
        """Show the desktop at this size from now on.

        Args:
            target: of the whole desktop.
            part: what of the target is seen, in its pixels; None: all of it.
        """
        seen = part or Rect(0, 0, target.width, target.height)
        before = self._target, self._part
        self._target, self._part = target, seen
        is_other = target != before[0] or self._shown is None
        if is_other or (self._is_enlarged and seen != before[1]):
            self._rebuild()

    def refresh(self) -> list[Rect] | None:
        """Copy what was published; return the damage in target pixels, None for all of it."""
        if self._shared.advance():
            reader = self._shared.reader
            assert reader is not None
            self._words = np.full((reader.size.height, reader.size.width), BLACK, np.uint32)
            self._source = as_surface(self._words)
            self._serial, _ = reader.copy_since(0, self._words)
            self._rebuild()
            return None
        reader = self._shared.reader
        if reader is None or self._words is None:
            return []
        self._serial, rects = reader.copy_since(self._serial, self._words)
        if not rects:
            return []
        self._grey = None
        if self._preview is not None:
            return self._preview.update(self._words, rects)
        if self._shown is self._source:
            return rects
        if self._times:
            return self._enlarge_again(rects)
        self._rebuild()
        return None

    def draw(self, surface: pygame.Surface, x: int, y: int, *, grey: bool = False) -> None:
        """Draw what is seen, so that the target's top left corner would be at (x, y)."""
        if self._shown is None:
            return
        if grey and self._grey is None:
            self._grey = opaque(pygame.transform.grayscale(self._shown))
        shown = self._grey if grey and self._grey is not None else self._shown
        part, (left, top) = self._part, self._shown_at
        area = pygame.Rect(part.x - left, part.y - top, part.width, part.height)
        surface.blit(shown, (x + part.x, y + part.y), area)

    def close(self) -> None:
        """Let go of the shared memory and of the picture."""
        self._shared.close()
        self._words = self._source = self._shown = self._grey = None
        self._preview = None

    @property
    def _is_enlarged(self) -> bool:
        return self._preview is None and self._shown is not self._source

    @property
    def _times(self) -> int:
        """How many times the picture is enlarged; 0: not by a whole number."""
        size = self.size
        assert size is not None
        times, rest = divmod(self._target.width, size.width)
        return times if not rest and self._target.height == times * size.height else 0

    def _rebuild(self) -> None:
        if self._words is None or self._source is None:
            return
        size, target = self.size, self._target
        assert size is not None
        self._preview = self._grey = None
        self._shown_at = (0, 0)
        if target == size:
            self._shown = self._source
            return
        if target.width <= size.width and target.height <= size.height:
            preview = Preview(size, target)
            if preview.size == target:
                preview.update(self._words, [Rect(0, 0, size.width, size.height)])
                self._preview, self._shown = preview, as_surface(preview.words)
                return
        self._enlarge()

    def _enlarge(self) -> None:
        """Make the part that is seen, in whole pixels of the desktop."""
        size, target, part = self.size, self._target, self._part
        assert size is not None
        assert self._source is not None
        left, top = part.x * size.width // target.width, part.y * size.height // target.height
        right = min(size.width, -(-part.right * size.width // target.width))
        bottom = min(size.height, -(-part.bottom * size.height // target.height))
        source = self._source.subsurface((left, top, right - left, bottom - top))
        x, y = left * target.width // size.width, top * target.height // size.height
        wanted = (
            max(part.right, right * target.width // size.width) - x,
            max(part.bottom, bottom * target.height // size.height) - y,
        )
        scale = pygame.transform.scale if self._times else pygame.transform.smoothscale
        self._shown, self._shown_at = opaque(scale(source, wanted)), (x, y)

    def _enlarge_again(self, rects: list[Rect]) -> list[Rect]:
        """Bring what changed of an enlarged part up to date; return it in target pixels."""
        assert self._source is not None
        assert self._shown is not None
        times, (x, y) = self._times, self._shown_at
        width, height = self._shown.get_size()
        seen = Rect(x // times, y // times, width // times, height // times)
        changed = []
        for rect in rects:
            box = rect.intersection(seen)
            if box.is_empty:
                continue
            source = self._source.subsurface(to_pygame(box))
            target = Rect(box.x * times, box.y * times, box.width * times, box.height * times)
            scaled = opaque(pygame.transform.scale(source, (target.width, target.height)))
            self._shown.blit(scaled, (target.x - x, target.y - y))
            changed.append(target)
        return changed


def _channels(words: Words) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """Return blue, green and red of each pixel, (pixels, 3)."""
    return words.view(np.uint8).reshape(-1, 4)[:, :3].astype(np.int16)


def part_of_preview(part: Rect, desktop: Size, preview: Size) -> Rect:
    """Return where a part of a desktop lies in a preview of all of it; at least one pixel.

    >>> part_of_preview(Rect(1920, 0, 1920, 1080), Size(3840, 1080), Size(640, 180))
    Rect(x=320, y=0, width=320, height=180)
    """
    left = min(preview.width - 1, round(part.x * preview.width / desktop.width))
    top = min(preview.height - 1, round(part.y * preview.height / desktop.height))
    right = round(part.right * preview.width / desktop.width)
    bottom = round(part.bottom * preview.height / desktop.height)
    return Rect(
        left,
        top,
        min(preview.width, max(left + 1, right)) - left,
        min(preview.height, max(top + 1, bottom)) - top,
    )


def as_surface(words: Words) -> pygame.Surface:
    """Return a surface over canonical words (contiguous, (height, width)); no copy is made."""
    height, width = words.shape
    return opaque(pygame.image.frombuffer(words.data.cast("B"), (width, height), "BGRA"))


def opaque(surface: pygame.Surface) -> pygame.Surface:
    """Make a surface ignore its alpha channel: blits then copy instead of blending."""
    surface.set_alpha(None)
    return surface
