"""Parts of a desktop that are never recorded, as people write them.

``"0,0,400,30"`` is x, y, width and height in pixels of the desktop, ``"50%,0%,50%,10%"`` in parts
of its size, whatever that is. The two may be mixed: ``"0,0,100%,30"`` is a bar of 30 pixels.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from vncwall.geometry import Rect, Size

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_MOST_PIXELS = 65535  # sides of an RFB framebuffer are 16 bits


@dataclass(frozen=True, slots=True)
class Length:
    """A number of pixels, or a part of a side of the desktop."""

    value: float
    """Pixels; with `is_part`: 0 to 1."""
    is_part: bool = False

    def of(self, side: int) -> float:
        """Return the pixels that it is on a desktop with this side."""
        return self.value * side if self.is_part else self.value

    def __str__(self) -> str:
        return f"{self.value * 100:g}%" if self.is_part else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Mask:
    """A rectangle of the desktop that is not to be seen in a recording."""

    x: Length
    y: Length
    width: Length
    height: Length

    def rect(self, size: Size) -> Rect:
        """Return the pixels of a desktop of `size` that it touches."""
        left, top = self.x.of(size.width), self.y.of(size.height)
        right = math.ceil(left + self.width.of(size.width))
        bottom = math.ceil(top + self.height.of(size.height))
        x, y = math.floor(left), math.floor(top)
        return Rect(x, y, right - x, bottom - y).intersection(Rect(0, 0, size.width, size.height))

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"


def parse_mask(text: str) -> Mask:
    """Return the mask that `text` stands for.

    Raises:
        ValueError: it is none.

    >>> parse_mask("0,0,50%,30").rect(Size(640, 480))
    Rect(x=0, y=0, width=320, height=30)
    """
    parts = text.replace(" ", "").split(",")
    matches = [_LENGTH.fullmatch(part) for part in parts]
    if len(parts) != 4 or not all(matches):
        raise ValueError(
            f'{text!r} is not a mask; write "x,y,width,height" in pixels or per cent, '
            'for instance "0,0,400,30" or "50%,0%,50%,10%"'
        )
    lengths = [_length(match[1], match[2]) for match in matches if match]
    mask = Mask(*lengths)
    if mask.width.value <= 0 or mask.height.value <= 0:
        raise ValueError(f"{text!r} covers nothing; write a width and a height above 0")
    return mask


def _length(number: str, unit: str) -> Length:
    value = float(number)
    if unit:
        if value > 100:
            raise ValueError(f"{number}% is more than the whole desktop; write 0% to 100%")
        return Length(value / 100, is_part=True)
    if value > _MOST_PIXELS or value != int(value):
        raise ValueError(f"{number} is no number of pixels; write 0 to {_MOST_PIXELS}, or per cent")
    return Length(value)
