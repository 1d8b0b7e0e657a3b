"""What a desktop looks like, as far as pixels alone can tell.

Only what needs no guess is said: that everything is one colour, that it is dark, that for long
nothing has happened, that it looks like the picture which the user gave of its lock screen, that a
small thing wanders over a dark screen. Any other screen saver is a program like any other, and a
lock screen that nobody has shown us a picture like any other; who calls them so from pixels alone
is wrong on some wall every day.

A picture is looked at only after it has changed, and then seldom; a still desktop costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.damage import BLOCK
from vncwall.framebuffer.indexed import Picture, Words
from vncwall.framebuffer.known import KnownPicture
from vncwall.framebuffer.wanderer import Wanderer
from vncwall.geometry import Rect, Size
from vncwall.states import PictureLook

_NS = 1_000_000_000

LOOK_EVERY_S = 2.0
"""Changing pictures are looked at no more often."""
DARK = 24
"""No channel of a black picture is brighter, but for `STRAY` of its pixels."""
TOLERANCE = 10
"""Greatest distance of a channel from the one colour: JPEG and dithering are not content."""
STRAY = 0.001
"""Part of the pixels that may differ: a pointer or a text cursor alone is no content."""
STILL_BLOCKS = 0.01
"""Part of the blocks (three at least) in which an idle desktop may change: a clock, a cursor."""
_SAMPLES = 1 << 15
_MANY_RECTS = 64


class Looks:
    """Follows one desktop. Pure: time comes in as arguments.

    Attributes:
        look: what was seen last.
        since_ns: since when it has been so.
    """

    def __init__(
        self, idle_after_s: float, now_ns: int, *, locked: KnownPicture | None = None
    ) -> None:
        """Begin.

        Args:
            idle_after_s: time without a change after which it is idle; 0: it never is.
            now_ns: the time.
            locked: what it looks like when it is locked; None: not known.
        """
        self.look = PictureLook.BUSY
        self.since_ns = now_ns
        self._idle_after_ns = int(idle_after_s * _NS)
        self._busy_ns = now_ns
        self._touched: set[int] = set()
        """Blocks, each as its row and column in one number."""
        self._looked_ns = 0
        self._is_changed = False
        self._seen = PictureLook.BUSY
        """What its picture alone said last."""
        self._locked = locked
        self._wanderer = Wanderer()

    def replaced(self, now_ns: int) -> None:
        """The desktop is another one, or its connection is: nothing is known of before."""
        self._busy_ns = now_ns
        self._touched.clear()
        self._is_changed = True

    def changed(self, damage: Sequence[Rect], size: Size, now_ns: int) -> None:
        """An update has touched `damage` of a desktop of `size`."""
        self._is_changed = True
        most = max(3, int(STILL_BLOCKS * size.area / (BLOCK * BLOCK)))
        largest = (most + 1) * BLOCK**2
        if len(damage) <= _MANY_RECTS and all(w * h <= largest for _, _, w, h in damage):
            for x, y, width, height in damage:
                first, last = x // BLOCK, (x + width - 1) // BLOCK
                for row in range(y // BLOCK, (y + height - 1) // BLOCK + 1):
                    start = row << 16
                    self._touched.update(range(start + first, start + last + 1))
            if len(self._touched) <= most:
                return
        self._busy_ns = now_ns
        self._touched.clear()

    def see(self, words: Picture, now_ns: int) -> bool:
        """Look at the picture if that is due; return whether `look` is another one now.

        Args:
            words: the picture, or a reduced one.
            now_ns: the server has just shown that the picture is current.
        """
        if self._is_changed and now_ns - self._looked_ns >= LOOK_EVERY_S * _NS:
            self._is_changed = False
            self._looked_ns = now_ns
            self._seen = self._look_at(words, now_ns)
        look, since_ns = self._seen, now_ns
        is_idle = 0 < self._idle_after_ns <= now_ns - self._busy_ns
        if look is PictureLook.BUSY and is_idle:
            look, since_ns = PictureLook.IDLE, self._busy_ns
        if look is self.look:
            return False
        self.look, self.since_ns = look, since_ns
        return True

    def _look_at(self, words: Picture, now_ns: int) -> PictureLook:
        look = uniform_look(words)
        wanders = self._wanderer.see(words, now_ns)
        if look is not PictureLook.BUSY:
            return look
        if self._locked is not None and self._locked.resembles(words):
            return PictureLook.LOCKED
        return PictureLook.SAVER if wanders else look


def uniform_look(words: Picture) -> PictureLook:
    """Return `BLACK` or `BLANK` for a picture of one colour, else `BUSY`.

    >>> uniform_look(np.full((90, 160), 0xFF000000, np.uint32))
    <PictureLook.BLACK: 'black'>
    """
    height, width = words.shape
    if not words.size:
        return PictureLook.BUSY
    # A few pixels tell nearly every picture from a uniform one.
    few = _channels(words[:: max(1, height // 8), :: max(1, width // 8)])
    colour = np.sort(few, axis=0)[len(few) // 2]  # a tenth of the time of numpy's own median
    if _differing(few, colour) * 8 > len(few):
        return PictureLook.BUSY
    step = max(1, int((words.size / _SAMPLES) ** 0.5))
    samples = _channels(words[::step, ::step])
    if _differing(samples, colour) > STRAY * len(samples):
        return PictureLook.BUSY
    return PictureLook.BLACK if colour.max() <= DARK else PictureLook.BLANK


def _channels(words: Words) -> NDArray[np.int16]:
    """Return (pixels, 3): blue, green and red of each word."""
    pixels = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 4)
    return pixels[:, :3].astype(np.int16)


def _differing(pixels: NDArray[np.int16], colour: NDArray[np.int16]) -> int:
    """Return how many of `pixels` are far from a colour."""
    return int(np.count_nonzero((np.abs(pixels - colour) > TOLERANCE).any(axis=1)))
