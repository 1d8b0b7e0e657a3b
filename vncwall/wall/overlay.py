"""How a status looks on a picture: the colour, the sign, the word, and what is done to the light.

`LOOKS` is the table of the design; the functions below it draw a row of it at any tile size. A
live desktop has no row's colour at all: healthy recedes, trouble rises.
"""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.glyphs import dotted_ring
from vncwall.ui.text import Weight
from vncwall.ui.theme import Colour, Theme
from vncwall.wall.desktop import Condition, Status, age_in_words


@dataclass(frozen=True, slots=True)
class Look:
    """One row: how a condition is shown."""

    colour: str
    """Name of the theme's colour."""
    glyph: str
    dim: int = 0
    """Percent of light taken off the last picture."""
    grey: bool = False
    """Whether the last picture loses its colours."""
    hatch: bool = False
    framed: bool = False
    """Whether a frame in the colour surrounds the tile."""
    centred: bool = False
    """Sign and words stand in the middle; else in a badge at the upper right corner."""


LOOKS: dict[Condition, Look] = {
    Condition.LIVE: Look("text", ""),
    Condition.CONNECTING: Look("connecting", "ring", dim=40, centred=True),
    Condition.RECONNECTING: Look("connecting", "ring", dim=60, centred=True),
    Condition.STALE: Look("stale", "clock"),
    Condition.FROZEN: Look("frozen", "snowflake", dim=25, grey=True, framed=True),
    Condition.UNREACHABLE: Look("unreachable", "broken link", dim=70, hatch=True, centred=True),
    Condition.LOCKED: Look("locked", "key", dim=70, centred=True, framed=True),
    Condition.FAILED: Look("alert", "warning", dim=70, hatch=True, centred=True, framed=True),
    Condition.PAUSED: Look("paused", "pause", dim=40),
}

RING_STEPS_PER_S = 8


def colour_of(condition: Condition, theme: Theme) -> Colour:
    """Return the colour that stands for a condition."""
    colour: Colour = getattr(theme, LOOKS[condition].colour)
    return colour


def treat_picture(canvas: Canvas, rect: Rect, status: Status) -> None:
    """Take light off a picture that has just been drawn, and hatch it, as the status asks."""
    look = LOOKS[status.condition]
    if look.dim:
        canvas.dim(rect, look.dim)
    if look.hatch:
        canvas.hatch(rect, canvas.theme.unreachable)


def centre_rect(rect: Rect, u: int) -> Rect:
    """Return where in a tile the turning ring lies, for redrawing it alone."""
    side = _glyph_side(rect, u)
    middle = _glyph_middle(rect, side)
    return Rect(rect.x + rect.width // 2 - side // 2, middle - side // 2, side, side)


def draw_centre(canvas: Canvas, rect: Rect, status: Status, *, phase: int) -> None:
    """Draw sign, word and reason in the middle of a tile, as much of them as fits."""
    look = LOOKS[status.condition]
    theme, u = canvas.theme, canvas.measures.u
    colour = colour_of(status.condition, theme)
    side = _glyph_side(rect, u)
    if side < 2 * u:
        return
    x, y = rect.x + rect.width // 2, _glyph_middle(rect, side)
    if look.glyph == "ring":
        _ring(canvas, x, y, side=side, colour=colour, status=status, phase=phase)
    else:
        canvas.glyph(look.glyph, x, y, side=side, colour=_on_picture(colour, theme))
    room = rect.width - 4 * u
    y += side // 2 + u
    size = max(3 * u, min(6 * u, rect.height // 11))
    if y + size > rect.bottom - canvas.measures.caption // 2:
        return
    y += size * 3 // 4
    canvas.label(
        status.word,
        x,
        y,
        size=size,
        colour=theme.on_shade,
        weight=Weight.SEMIBOLD,
        max_width=room,
        align=0.5,
    )
    y += size * 3 // 4
    detail = status.detail
    if status.retry_s is not None and status.condition is not Condition.RECONNECTING:
        again = f"again in {status.retry_s} s"
        detail = f"{detail} · {again}" if detail else again
    size = canvas.measures.detail_text
    if rect.width < 50 * u or not detail:
        return
    for line in canvas.text.wrap(detail, size, room, lines=2):
        if y + size * 3 // 2 > rect.bottom - canvas.measures.caption:
            return
        y += size
        canvas.label(line, x, y, size=size, colour=theme.on_shade_second, align=0.5)
        y += size // 3


def draw_badge(canvas: Canvas, rect: Rect, status: Status) -> None:
    """Draw sign, word and age on a plate in the upper right corner of a tile."""
    look = LOOKS[status.condition]
    theme, u = canvas.theme, canvas.measures.u
    age = "" if status.age_s is None else age_in_words(status.age_s)
    word = f"{status.word} {age}".strip() if rect.width >= 60 * u else age
    loud = look.framed
    ground = colour_of(status.condition, theme) if loud else theme.raised
    ink = theme.ground if loud else theme.text
    size = 4 * u if rect.width >= 90 * u else canvas.measures.caption_text
    height = size + round(2.5 * u)
    side = size
    text_width = canvas.text.width(word, size, weight=Weight.SEMIBOLD) if word else 0
    width = side + 3 * u + (text_width + u if word else 0)
    plate = Rect(rect.right - width - 2 * u, rect.y + 2 * u, width, height)
    if not rect.contains(plate):
        plate = Rect(rect.right - width, rect.y, width, height)
    canvas.rounded(plate, ground)
    middle = plate.y + height // 2
    canvas.glyph(look.glyph, plate.x + round(1.5 * u) + side // 2, middle, side=side, colour=ink)
    if word:
        canvas.label(
            word,
            plate.x + side + round(2.5 * u),
            middle,
            size=size,
            colour=ink,
            weight=Weight.SEMIBOLD,
        )


def draw_bell(canvas: Canvas, rect: Rect) -> None:
    """Draw the sign that the server rang, in the upper left corner."""
    u = canvas.measures.u
    plate = Rect(rect.x + 2 * u, rect.y + 2 * u, 7 * u, 7 * u)
    canvas.rounded(plate, canvas.theme.alert)
    canvas.glyph(
        "bell",
        plate.x + plate.width // 2,
        plate.y + plate.height // 2,
        side=5 * u,
        colour=canvas.theme.ground,
    )


def _glyph_side(rect: Rect, u: int) -> int:
    return max(0, min(14 * u, rect.height // 4, rect.width - 2 * u))


def _glyph_middle(rect: Rect, side: int) -> int:
    return rect.y + rect.height * 2 // 5 - side // 8


def _ring(
    canvas: Canvas, x: int, y: int, *, side: int, colour: Colour, status: Status, phase: int
) -> None:
    if status.condition is Condition.RECONNECTING and status.retry_s is not None:
        # A count-down: one dot a second for the last twelve.
        ring = dotted_ring(side, colour, turn=0, dots=min(12, status.retry_s))
    else:
        ring = dotted_ring(side, colour, turn=phase % 12, dots=8)
    canvas.surface.blit(ring, (x - side // 2, y - side // 2))


def _on_picture(colour: Colour, theme: Theme) -> Colour:
    # The grey of unreachable is a good word for absence and a poor one to read on a dark hatch.
    return theme.on_shade_second if colour == theme.unreachable else colour
