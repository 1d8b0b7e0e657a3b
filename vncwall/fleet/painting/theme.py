"""Colours of the demo desktops: two neutral themes and a set of accents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vncwall.fleet.painting.text import Colour


def rgb(code: str) -> Colour:
    """Return the colour of a code like "#1f6feb"."""
    value = int(code.lstrip("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with `share` (0 to 1) of `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Theme:
    """What the windows of one desktop are painted with."""

    is_dark: bool
    ground: Colour
    """Inside of a window."""
    panel: Colour
    """Cards and bars on the ground."""
    raised: Colour
    """Buttons and hovered rows."""
    line: Colour
    text: Colour
    dim: Colour
    accent: Colour
    good: Colour = (63, 185, 80)
    warn: Colour = (227, 160, 8)
    bad: Colour = (229, 72, 77)

    def with_accent(self, code: str) -> Theme:
        """Return the theme with another accent colour."""
        return replace(self, accent=rgb(code))


DARK = Theme(
    is_dark=True,
    ground=rgb("#12151b"),
    panel=rgb("#1a1e26"),
    raised=rgb("#262c37"),
    line=rgb("#2d3440"),
    text=rgb("#e5e9f0"),
    dim=rgb("#8b95a7"),
    accent=rgb("#4c8dff"),
)
LIGHT = Theme(
    is_dark=False,
    ground=rgb("#ffffff"),
    panel=rgb("#f4f6f9"),
    raised=rgb("#e6eaf0"),
    line=rgb("#d5dbe4"),
    text=rgb("#1c2430"),
    dim=rgb("#69758a"),
    accent=rgb("#2563eb"),
    good=rgb("#1a9c4b"),
    warn=rgb("#c77d00"),
    bad=rgb("#d23b40"),
)
