"""Colours and measures of everything that is drawn.

A theme is a table of colour names; all themes have the same names, so a part that draws never
asks which one is on. Every length derives from one unit `u`, which follows the window's height
(4 pixels at 1080p, 8 at 2160p): the wall looks the same from three metres at any resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]
"""Red, green, blue, 0-255 each."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One table of colours."""

    name: str
    ground: Colour
    """Behind and between the tiles."""
    empty: Colour
    """A tile that has no picture, the bars beside a picture of another shape."""
    panel: Colour
    """Status bar, control bar, panels, toasts."""
    raised: Colour
    """A button on a panel."""
    hover: Colour
    """A button under the pointer or with the keyboard's focus."""
    text: Colour
    text_second: Colour
    line: Colour
    selection: Colour
    """The tile that keys act on; nothing else."""
    control: Colour
    """Control is on; nothing else."""
    on_control: Colour
    """Text on `control`."""
    recording: Colour
    """Recording is on; nothing else."""
    connecting: Colour
    stale: Colour
    frozen: Colour
    unreachable: Colour
    locked: Colour
    """Wrong or missing password, not allowed."""
    alert: Colour
    paused: Colour
    shade: Colour
    """What captions and dimmed pictures fade towards."""
    on_shade: Colour
    """Text on a shaded picture."""
    on_shade_second: Colour
    shade_alpha: int
    """Strength of the caption's shade at its foot, 0-255."""


DARK = Theme(
    name="dark",
    ground=(0x0B, 0x0E, 0x13),
    empty=(0x15, 0x1A, 0x21),
    panel=(0x12, 0x16, 0x1D),
    raised=(0x23, 0x2A, 0x34),
    hover=(0x33, 0x3D, 0x4B),
    text=(0xE6, 0xEA, 0xF0),
    text_second=(0x9A, 0xA4, 0xB2),
    line=(0x2A, 0x31, 0x3C),
    selection=(0x5B, 0x8D, 0xEF),
    control=(0xFF, 0xB0, 0x00),
    on_control=(0x1A, 0x12, 0x00),
    recording=(0xFF, 0x3B, 0x30),
    connecting=(0x5B, 0x8D, 0xEF),
    stale=(0x9A, 0xA4, 0xB2),
    frozen=(0x37, 0xB6, 0xC9),
    unreachable=(0x6B, 0x72, 0x80),
    locked=(0xEB, 0xC2, 0xFF),
    alert=(0xFF, 0x5A, 0x5F),
    paused=(0x9A, 0xA4, 0xB2),
    shade=(0x0B, 0x0E, 0x13),
    on_shade=(0xE6, 0xEA, 0xF0),
    on_shade_second=(0xB4, 0xBC, 0xC8),
    shade_alpha=225,
)

LIGHT = Theme(
    name="light",
    ground=(0xE9, 0xEC, 0xF1),
    empty=(0xD8, 0xDD, 0xE5),
    panel=(0xF7, 0xF8, 0xFA),
    raised=(0xE2, 0xE6, 0xEC),
    hover=(0xCF, 0xD6, 0xE0),
    text=(0x15, 0x1A, 0x21),
    text_second=(0x52, 0x5C, 0x6B),
    line=(0xC3, 0xCA, 0xD5),
    selection=(0x1F, 0x5F, 0xD6),
    control=(0xF0, 0x9A, 0x00),
    on_control=(0x1A, 0x12, 0x00),
    recording=(0xD9, 0x26, 0x1C),
    connecting=(0x1F, 0x5F, 0xD6),
    stale=(0x52, 0x5C, 0x6B),
    frozen=(0x0B, 0x7E, 0x91),
    unreachable=(0x5A, 0x61, 0x6E),
    locked=(0x5B, 0x1B, 0x99),
    alert=(0xC9, 0x24, 0x2B),
    paused=(0x52, 0x5C, 0x6B),
    shade=(0xF7, 0xF8, 0xFA),
    on_shade=(0x15, 0x1A, 0x21),
    on_shade_second=(0x42, 0x4B, 0x58),
    shade_alpha=235,
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    ground=(0x00, 0x00, 0x00),
    empty=(0x10, 0x10, 0x10),
    panel=(0x00, 0x00, 0x00),
    raised=(0x2A, 0x2A, 0x2A),
    hover=(0x55, 0x55, 0x55),
    text=(0xFF, 0xFF, 0xFF),
    text_second=(0xE0, 0xE0, 0xE0),
    line=(0x8A, 0x8A, 0x8A),
    selection=(0x6A, 0xA6, 0xFF),
    control=(0xFF, 0xC4, 0x00),
    on_control=(0x00, 0x00, 0x00),
    recording=(0xFF, 0x4A, 0x40),
    connecting=(0x7D, 0xB4, 0xFF),
    stale=(0xE0, 0xE0, 0xE0),
    frozen=(0x4F, 0xE3, 0xF7),
    unreachable=(0xC0, 0xC0, 0xC0),
    locked=(0xC8, 0x7E, 0xC2),
    alert=(0xFF, 0x6B, 0x70),
    paused=(0xE0, 0xE0, 0xE0),
    shade=(0x00, 0x00, 0x00),
    on_shade=(0xFF, 0xFF, 0xFF),
    on_shade_second=(0xE8, 0xE8, 0xE8),
    shade_alpha=255,
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT, HIGH_CONTRAST)}


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths in pixels, all multiples of the unit `u`."""

    u: int

    @classmethod
    def for_height(cls, window_height: int, scale: float = 1.0) -> Measures:
        """Return the measures for a window that is so many pixels high.

        Args:
            window_height: in pixels; four times as high is read from four times as far.
            scale: how much larger all shall be, for eyes that are nearer, farther, or tired.

        >>> Measures.for_height(1080).u, Measures.for_height(2160).u, Measures.for_height(300).u
        (4, 8, 4)
        >>> Measures.for_height(1080, 1.5).u
        6
        """
        return cls(max(4, round(max(4.0, window_height / 270) * scale)))

    @property
    def gap(self) -> int:
        """Between tiles."""
        return 2 * self.u

    @property
    def margin(self) -> int:
        """Round the wall."""
        return 2 * self.u

    @property
    def radius(self) -> int:
        """Of corners."""
        return self.u

    @property
    def caption(self) -> int:
        """Height of a tile's caption."""
        return 6 * self.u

    @property
    def heading(self) -> int:
        """Height of a group's heading."""
        return 7 * self.u

    @property
    def caption_from_width(self) -> int:
        """Tiles narrower than this show their caption only when they are pointed at or in trouble.

        The eighth part of a wall of 1920 pixels has one, the fifteenth has none.
        """
        return 50 * self.u

    @property
    def status_bar(self) -> int:
        """Height of the status bar and of the control banner."""
        return 8 * self.u

    @property
    def caption_text(self) -> int:
        """Type size of a caption."""
        return round(3.5 * self.u)

    @property
    def detail_text(self) -> int:
        """Type size of reasons and keys."""
        return 3 * self.u

    @property
    def status_text(self) -> int:
        """Type size of the status bar."""
        return 4 * self.u
