"""Whether a text can be read on a desktop. The reading itself is a program's: tesseract."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from vncwall.alerting.checks.base import Check, Verdict
from vncwall.alerting.checks.sample import size_of
from vncwall.framebuffer.indexed import Picture, Words
from vncwall.settings.alert import PictureRule

SCALE = 3
"""Letters of a screen are about 10 pixels high; the program was taught on 30."""
MOST_PIXELS = 6 << 20
"""Of the enlarged picture; a larger region is enlarged less."""
MARGIN = 16
"""Letters at the very edge are not found."""
_LONGEST = 60

Grey = NDArray[np.uint8]  # (h, w)


class TextCheck(Check):
    """Prepares a region for the program, and judges what it has read."""

    def __init__(self, rule: PictureRule) -> None:
        super().__init__(rule)
        self._wanted = re.compile(rule.text, re.IGNORECASE)

    def see(self, words: Picture) -> None:
        """Return None: reading takes time, so it goes by `image` and `judge`."""
        return

    def image(self, words: Picture) -> bytes:
        """Return the region as a PGM picture: dark letters on light ground, enlarged."""
        size = size_of(words)
        region = self.region(size)
        part = words[region.y : region.bottom, region.x : region.right]
        if not part.size:
            return b""
        grey = _grey(part)
        if np.median(grey) < 110:
            grey = 255 - grey
        scale = SCALE
        while scale > 1 and grey.size * scale * scale > MOST_PIXELS:
            scale -= 1
        grey = np.pad(_enlarged(grey, scale), MARGIN, mode="edge")
        return b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + grey.tobytes()

    @property
    def arguments(self) -> tuple[str, ...]:
        """Options for the program: language, and how text lies on the picture."""
        lies = "6" if self.rule.region is not None else "11"  # a block of lines; anywhere
        return ("-l", self.rule.language, "--psm", lies)

    def judge(self, text: str) -> Verdict:
        """Return what it means that this was read."""
        flat = " ".join(text.split())
        match = self._wanted.search(flat)
        if self.rule.is_absent:
            return Verdict(match is None, f"{self.rule.text!r} cannot be read" if not match else "")
        if match is None:
            return Verdict(False, "")
        return Verdict(True, f"it says {_around(flat, *match.span())!r}")


def _grey(part: Words) -> Grey:
    pixels = np.ascontiguousarray(part).view(np.uint8).reshape(*part.shape, 4).astype(np.uint16)
    blue, green, red = (pixels[:, :, index] for index in range(3))
    return ((29 * blue + 150 * green + 77 * red) >> 8).astype(np.uint8)


def _enlarged(grey: Grey, scale: int) -> Grey:
    """Return it `scale` times as large, smoothly: steps at the edges of letters mislead."""
    if scale == 1:
        return grey
    height, width = grey.shape
    across = np.linspace(0, width - 1, width * scale)
    left = np.minimum(across.astype(int), width - 1)
    right = np.minimum(left + 1, width - 1)
    part = (across - left).astype(np.float32)
    wide = grey[:, left] * (1 - part) + grey[:, right] * part
    down = np.linspace(0, height - 1, height * scale)
    top = np.minimum(down.astype(int), height - 1)
    bottom = np.minimum(top + 1, height - 1)
    rest = (down - top).astype(np.float32)[:, None]
    enlarged: Grey = np.rint(wide[top] * (1 - rest) + wide[bottom] * rest).astype(np.uint8)
    return enlarged


def _around(text: str, start: int, end: int) -> str:
    """Return what was found with some words round it."""
    room = max(0, _LONGEST - (end - start)) // 2
    begin, stop = max(0, start - room), min(len(text), end + room)
    return ("..." if begin else "") + text[begin:stop] + ("..." if stop < len(text) else "")
