"""Colours as people write them: ``"#ff8000"``, ``"red"``."""

from __future__ import annotations

import re

NAMED = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "green": (0, 160, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
    "magenta": (255, 0, 255),
    "cyan": (0, 255, 255),
}
_HEX = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


def colour_of(value: object) -> tuple[int, int, int]:
    """Return red, green and blue, 0-255 each.

    Raises:
        ValueError: it is no colour, and how to write one.

    >>> colour_of("#FF8000"), colour_of("red")
    ((255, 128, 0), (255, 0, 0))
    """
    if isinstance(value, str):
        if match := _HEX.fullmatch(value.strip()):
            red, green, blue = (int(part, 16) for part in match.groups())
            return red, green, blue
        if named := NAMED.get(value.strip().lower()):
            return named
    raise ValueError(f'{value!r} is no colour; write "#ff8000", or one of {", ".join(NAMED)}')
