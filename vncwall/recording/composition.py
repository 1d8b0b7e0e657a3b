"""The frame of a recording: what of the desktop is in it, where, and what is drawn over it.

Most recordings show the desktop as it is, and their damage goes from shared memory into the
encoder's planes without another copy. A frame of its own is kept only where something is done to
the picture: it is scaled, stamped, fitted into a frame of another size, or shows a pointer.

Masks cost nothing in either case. What they cover is cut out of the damage, so it is never read,
let alone stored; there the frame stays black, as it begins. In a scaled picture they cover every
pixel into which a masked one would have been mixed. They grow to even columns and rows, because
in 4:2:0 four pixels share their colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size, subtract
from vncwall.recording.pointer import Pointer
from vncwall.recording.stamp import Stamp
from vncwall.settings.model import RecordingSettings
from vncwall.settings.model import Stamp as Place


class Composition:
    """Puts desktops into frames of one size. Not safe for threads.

    Attributes:
        size: of the frames; it never changes.
        desktop: size of the desktop that is put in now.
    """

    def __init__(
        self, settings: RecordingSettings, desktop: Size, name: str, pointer: Pointer
    ) -> None:
        """Choose the size of the frames by the first desktop.

        Args:
            settings: of the recording.
            desktop: size of the desktop.
            name: of the host, for the stamp.
            pointer: drawn over the desktop while it is visible, where the settings want that.
        """
        self._settings = settings
        self._pointer = pointer
        inner = desktop if settings.max_size is None else desktop.fit_inside(settings.max_size)
        below = Stamp.height_below(inner) if settings.stamp is Place.BELOW else 0
        self._inner = inner
        self.size = Size(inner.width, inner.height + below)
        self._frame: Words | None = None
        self._under: list[tuple[Rect, Words]] = []  # what the pointer covers
        self._stamp: Stamp | None = None
        if settings.stamp is not Place.OFF:
            self._stamp = Stamp(name, settings.stamp, Rect(0, 0, inner.width, inner.height))
        self._is_unstamped = True
        self.fit(desktop)

    def fit(self, desktop: Size) -> None:
        """Put in desktops of this size from now on; the whole of it is to be drawn next."""
        self.desktop = desktop
        self._preview: Preview | None = Preview(desktop, self._inner)
        fitted = self._preview.size
        if fitted == desktop:
            self._preview = None
        x, y = (self._inner.width - fitted.width) // 2, (self._inner.height - fitted.height) // 2
        self._place = Rect(x & ~1, y & ~1, fitted.width, fitted.height)
        self._holes = [self._hole(mask.rect(desktop)) for mask in self._settings.masks]
        if self._stamp is not None:
            self._holes.append(self._stamp.rect)
        self._is_new = True
        if self._stamp or self._frame is not None or self._place != Rect(0, 0, *_sides(desktop)):
            self._make_frame()

    @property
    def words(self) -> Words:
        """The composed frame, (height, width); only where there is one: after `stamp`."""
        assert self._frame is not None
        return self._frame

    def draw(self, words: Words, damage: Sequence[Rect]) -> tuple[Words, list[Rect]]:
        """Bring the frame up to date with the desktop's `words` where `damage` says.

        Returns:
            The words of a whole frame, and the parts of it that may be others. The words are the
            desktop's own where nothing is done to it.
        """
        wants_pointer = self._settings.cursor and self._pointer.is_visible
        if self._frame is None:
            if not wants_pointer:
                self._is_new = False
                return words, self._cut(damage)
            self._make_frame()
            self._update(words, [Rect(0, 0, *_sides(self.desktop))])
            self._is_new = False
        changed = self._lift()
        if self._is_new:
            self._is_new = False
            damage = [Rect(0, 0, *_sides(self.desktop))]
            changed = [Rect(0, 0, *_sides(self.size))]
        changed += self._update(words, damage)
        if wants_pointer:
            changed += self._put()
        return self.words, changed

    def stamp(self, wall_ns: int) -> list[Rect]:
        """Burn the time of the frame that is written now in; return what changed in `words`."""
        if self._stamp is None or self._frame is None:
            return []
        again, self._is_unstamped = self._is_unstamped, False
        return self._stamp.draw(self._frame, wall_ns, again=again)

    # --- inside

    def _make_frame(self) -> None:
        self._frame = np.full((self.size.height, self.size.width), BLACK, np.uint32)
        self._under = []
        self._is_unstamped = True

    def _hole(self, mask: Rect) -> Rect:
        """Return the even pixels of the frame in which something of `mask` would be seen."""
        if mask.is_empty:
            return Rect(0, 0, 0, 0)
        mask = _reduced(mask, self.desktop, self._place.size)
        mask = mask.translate(self._place.x, self._place.y)
        x, y = mask.x & ~1, mask.y & ~1
        return Rect(x, y, mask.right + (mask.right & 1) - x, mask.bottom + (mask.bottom & 1) - y)

    def _cut(self, rects: Iterable[Rect]) -> list[Rect]:
        """Return `rects` without masks and stamp."""
        result = list(rects)
        for hole in self._holes:
            result = [piece for rect in result for piece in subtract(rect, hole)]
        return result

    def _update(self, words: Words, damage: Sequence[Rect]) -> list[Rect]:
        """Copy the damage into the frame; return where it went."""
        source = words
        if self._preview is not None:
            damage = self._preview.update(words, damage)
            source = self._preview.words
        place = self._place
        changed = self._cut(rect.translate(place.x, place.y) for rect in damage)
        for rect in changed:
            self.words[rect.y : rect.bottom, rect.x : rect.right] = source[
                rect.y - place.y : rect.bottom - place.y, rect.x - place.x : rect.right - place.x
            ]
        return changed

    def _lift(self) -> list[Rect]:
        """Take the pointer away."""
        lifted, self._under = self._under, []
        for rect, words in lifted:
            self.words[rect.y : rect.bottom, rect.x : rect.right] = words
        return [rect for rect, _ in lifted]

    def _put(self) -> list[Rect]:
        """Draw the pointer, but not over the stamp; remember what is under it."""
        whole = self._pointer.rect(self._place.width / self.desktop.width, self._place)
        inside = whole.intersection(self._place)
        parts = [] if inside.is_empty else [inside]
        if self._stamp is not None:
            parts = [piece for part in parts for piece in subtract(part, self._stamp.rect)]
        for part in parts:
            under = self.words[part.y : part.bottom, part.x : part.right].copy()
            self._under.append((part, under))
            self._pointer.blend(self.words, whole, part)
        return parts


def _reduced(rect: Rect, source: Size, size: Size) -> Rect:
    """Return the pixels of a reduced picture that depend on a pixel of `rect` (`kernels.scale`)."""
    left = rect.x * size.width // source.width
    top = rect.y * size.height // source.height
    right = -(-rect.right * size.width // source.width)
    bottom = -(-rect.bottom * size.height // source.height)
    return Rect(left, top, right - left, bottom - top)


def _sides(size: Size) -> tuple[int, int]:
    return size.width, size.height
