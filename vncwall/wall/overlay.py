"""How a status looks on a picture: the colour, the sign, the word, and what is done to the picture.

`LOOKS` is the table of the design; the functions below it draw a row of it at any tile size. A
live desktop has no row's colour at all: healthy recedes, trouble rises.
"""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.language import _
from vncwall.ui.canvas import Canvas
from vncwall.ui.glyphs import dotted_ring
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Colour, Measures, Theme
from vncwall.wall.condition import Condition, Status
from vncwall.wall.phrases import age_in_words


@dataclass(frozen=True, slots=True)
class Look:
    """One row: how a condition is shown."""

    colour: str
    """Name of the theme's colour."""
    glyph: str
    dim: int = 0
    """Percent by which the last picture fades into the theme's shade."""
    grey: bool = False
    """Whether the last picture loses its colours."""
    hatch: bool = False
    framed: bool = False
    """Whether a frame in the colour surrounds the tile."""
    centred: bool = False
    """Sign and words stand in the middle; else in a badge at the upper right corner."""


LOOKS: dict[Condition, Look] = {
    Condition.LIVE: Look("text", ""),
    Condition.CONNECTING: Look("connecting", "ring", dim=60, centred=True),
    Condition.RECONNECTING: Look("connecting", "ring", dim=60, centred=True),
    Condition.STALE: Look("stale", "clock"),
    Condition.FROZEN: Look("frozen", "snowflake", dim=25, grey=True, framed=True),
    Condition.UNREACHABLE: Look("unreachable", "broken link", dim=75, hatch=True, centred=True),
    Condition.LOCKED: Look("locked", "key", dim=75, centred=True, framed=True),
    Condition.FAILED: Look("alert", "warning", dim=75, hatch=True, centred=True, framed=True),
    Condition.PAUSED: Look("paused", "pause", dim=40),
    Condition.MAINTENANCE: Look("paused", "pause", dim=40),
    Condition.BLACK: Look("paused", "dark screen"),
    Condition.BLANK: Look("paused", "empty screen"),
    Condition.IDLE: Look("paused", "moon"),
    Condition.SCREEN_LOCKED: Look("paused", "key"),
    Condition.SCREEN_SAVER: Look("paused", "dark screen"),
    Condition.UNSHOWN: Look("alert", "warning", dim=75, hatch=True, centred=True, framed=True),
}

RING_STEPS_PER_S = 8


def colour_of(condition: Condition, theme: Theme) -> Colour:
    """Return the colour that stands for a condition."""
    colour: Colour = getattr(theme, LOOKS[condition].colour)
    return colour


def treat_picture(canvas: Canvas, rect: Rect, status: Status) -> None:
    """Fade a picture that has just been drawn, and hatch it, as the status asks."""
    look = LOOKS[status.condition]
    if look.dim:
        canvas.fade(rect, look.dim)
    if look.hatch:
        canvas.hatch(rect, canvas.theme.unreachable)


@dataclass(frozen=True, slots=True)
class _Block:
    """Where sign, word and lines of reason stand in a tile; what does not fit is left out."""

    glyph: Rect
    word_y: int
    word_size: int
    lines: tuple[tuple[str, int], ...]
    """(text, height of its middle)"""


def centre_rect(text: Text, measures: Measures, rect: Rect, status: Status) -> Rect:
    """Return where in a tile the turning ring lies, for redrawing it alone."""
    return _arrange(text, measures, rect, status).glyph


def draw_centre(canvas: Canvas, rect: Rect, status: Status, *, phase: int) -> None:
    """Draw sign, word and reason in the middle of `rect`, as much of them as fits."""
    look = LOOKS[status.condition]
    theme = canvas.theme
    colour = colour_of(status.condition, theme)
    block = _arrange(canvas.text, canvas.measures, rect, status)
    side = block.glyph.width
    x, y = rect.x + rect.width // 2, block.glyph.y + side // 2
    if side and look.glyph == "ring":
        _ring(canvas, x, y, side=side, colour=colour, status=status, phase=phase)
    elif side:
        canvas.glyph(look.glyph, x, y, side=side, colour=_on_picture(colour, theme))
    room = rect.width - 4 * canvas.measures.u
    if block.word_size:
        canvas.label(
            status.word,
            x,
            block.word_y,
            size=block.word_size,
            colour=theme.on_shade,
            weight=Weight.SEMIBOLD,
            max_width=room,
            align=0.5,
        )
    for line, middle in block.lines:
        size = canvas.measures.detail_text
        canvas.label(line, x, middle, size=size, colour=theme.on_shade_second, align=0.5)


def _arrange(text: Text, measures: Measures, rect: Rect, status: Status) -> _Block:
    u = measures.u
    word_size = max(3 * u, min(6 * u, rect.height // 10, rect.width // 9))
    side = max(0, min(14 * u, rect.height // 3, rect.width - 2 * u))
    word_height = word_size * 3 // 2
    if rect.height < 3 * u + word_height:
        side, word_height, word_size = min(rect.height, 5 * u), 0, 0
    elif side + word_height > rect.height - u:
        side = rect.height - u - word_height
    detail = status.detail
    if status.retry_s is not None and status.condition is not Condition.RECONNECTING:
        again = _("again in {n} s").format(n=status.retry_s)
        detail = f"{detail} · {again}" if detail else again
    line_height = measures.detail_text * 4 // 3
    room = (rect.height - side - word_height - 2 * u) // line_height
    lines: list[str] = []
    if detail and word_size and rect.width >= 45 * u and room > 0:
        lines = text.wrap(detail, measures.detail_text, rect.width - 6 * u, lines=min(3, room))
        if room == 1 and lines and lines != [detail]:
            lines = []  # half a sentence says less than the word
    height = side + word_height + len(lines) * line_height
    top = rect.y + (rect.height - height) // 2
    glyph = Rect(rect.x + rect.width // 2 - side // 2, top, side, side)
    word_y = top + side + word_height // 2
    first = top + side + word_height + line_height // 2
    return _Block(
        glyph,
        word_y,
        word_size,
        tuple((line, first + index * line_height) for index, line in enumerate(lines)),
    )


def draw_badge(canvas: Canvas, rect: Rect, status: Status) -> None:
    """Draw sign, word and age on a plate in the upper right corner of a tile."""
    look = LOOKS[status.condition]
    theme, u = canvas.theme, canvas.measures.u
    age = "" if status.age_s is None else age_in_words(status.age_s)
    # On a small tile what needs no eyes takes the room of its sign alone.
    short = age if status.condition.needs_eyes else ""
    word = f"{status.word} {age}".strip() if rect.width >= 60 * u else short
    loud = look.framed
    ground = colour_of(status.condition, theme) if loud else theme.raised
    ink = theme.ground if loud else theme.text
    size = _plate_text(canvas.measures, rect)
    text_width = canvas.text.width(word, size, weight=Weight.SEMIBOLD) if word else 0
    width = _plate_width(u, size, text_width)
    x = rect.right - width - (0 if _is_small(canvas.measures, rect) else 2 * u)
    _draw_plate(
        canvas, rect, x, width, sign=look.glyph, side=size, words=word, text_width=text_width,
        ground=ground, ink=ink, sign_ink=ink,
    )  # fmt: skip


def draw_bell(canvas: Canvas, rect: Rect) -> None:
    """Draw the sign that the server rang, in the upper left corner."""
    u = canvas.measures.u
    is_small = _is_small(canvas.measures, rect)
    off, side = (0, 5 * u) if is_small else (2 * u, 7 * u)
    plate = Rect(rect.x + off, rect.y + off, side, side)
    canvas.rounded(plate, canvas.theme.alert)
    canvas.glyph(
        "bell",
        plate.x + plate.width // 2,
        plate.y + plate.height // 2,
        side=side - 2 * u,
        colour=canvas.theme.ground,
    )


def draw_alert(canvas: Canvas, rect: Rect, status: Status) -> None:
    """Draw the name of an alert on a plate in the upper left corner; loud until it is known."""
    theme, u = canvas.theme, canvas.measures.u
    ground, ink = (theme.raised, theme.text) if status.is_known else (theme.alert, theme.ground)
    sign = theme.alert if status.is_known else theme.ground
    size = _plate_text(canvas.measures, rect)
    # The other corner may have a badge for the state.
    room = rect.width - 4 * u - (7 * u if rect.width < 60 * u else rect.width // 3)
    # In a small tile the word for a lost host stands in the middle and needs its room.
    is_crowded = LOOKS[status.condition].centred and rect.height < 40 * u
    is_crowded = is_crowded or _is_small(canvas.measures, rect)
    words = status.alert if room >= 20 * u and not is_crowded else ""
    needed = canvas.text.width(words, size, weight=Weight.SEMIBOLD) if words else 0
    text_width = min(needed, max(0, room - size - 6 * u))
    if text_width < needed * 3 // 4:
        words, text_width = "", 0  # the first letters of a name are no name
    x = rect.x + (0 if _is_small(canvas.measures, rect) else 2 * u)
    _draw_plate(
        canvas, rect, x, _plate_width(u, size, text_width), sign="bell", side=size + u,
        words=words, text_width=text_width, ground=ground, ink=ink, sign_ink=sign,
    )  # fmt: skip


def draw_holder(canvas: Canvas, rect: Rect, who: str) -> None:
    """Draw in the upper left corner of a tile who controls it at another wall."""
    theme, u = canvas.theme, canvas.measures.u
    size = _plate_text(canvas.measures, rect)
    room = rect.width - (9 * u if rect.width < 60 * u else rect.width // 3) - size - 8 * u
    words = who if room >= 10 * u and not _is_small(canvas.measures, rect) else ""
    needed = canvas.text.width(words, size, weight=Weight.SEMIBOLD) if words else 0
    text_width = min(needed, max(0, room))
    x = rect.x + (0 if _is_small(canvas.measures, rect) else 2 * u)
    _draw_plate(
        canvas, rect, x, _plate_width(u, size, text_width), sign="hand", side=size,
        words=words, text_width=text_width, ground=theme.control, ink=theme.on_control,
        sign_ink=theme.on_control,
    )  # fmt: skip


def _is_small(measures: Measures, rect: Rect) -> bool:
    """Whether a plate must leave all of the tile that it can: it then stands in the very corner."""
    return rect.height < 26 * measures.u


def _plate_text(measures: Measures, rect: Rect) -> int:
    if _is_small(measures, rect):
        return measures.detail_text
    return 4 * measures.u if rect.width >= 90 * measures.u else measures.caption_text


def _plate_width(u: int, size: int, text_width: int) -> int:
    return size + 3 * u + (text_width + u if text_width else 0)


def _draw_plate(
    canvas: Canvas,
    rect: Rect,
    x: int,
    width: int,
    *,
    sign: str,
    side: int,
    words: str,
    text_width: int,
    ground: Colour,
    ink: Colour,
    sign_ink: Colour,
) -> None:
    """Draw a sign, and words beside it, on a plate at the upper edge of a tile."""
    u, size = canvas.measures.u, _plate_text(canvas.measures, rect)
    is_small = _is_small(canvas.measures, rect)
    height = size + (3 * u // 2 if is_small else 5 * u // 2)
    plate = Rect(x, rect.y + (0 if is_small else 2 * u), width, height)
    if not rect.contains(plate):
        plate = Rect(rect.x if x == rect.x + 2 * u else rect.right - width, rect.y, width, height)
    canvas.rounded(plate, ground)
    middle = plate.y + height // 2
    canvas.glyph(sign, plate.x + 3 * u // 2 + size // 2, middle, side=side, colour=sign_ink)
    if words:
        canvas.label(
            words,
            plate.x + size + 5 * u // 2,
            middle,
            size=size,
            colour=ink,
            weight=Weight.SEMIBOLD,
            max_width=text_width,
        )


def draw_chosen(canvas: Canvas, rect: Rect) -> None:
    """Draw that a tile is one of those that are acted on together: a frame, and a mark on it."""
    theme, u = canvas.theme, canvas.measures.u
    canvas.frame(rect, theme.selection, width=u)
    side = min(8 * u, rect.width // 3, rect.height // 3)
    plate = Rect(rect.x + u, rect.y + (rect.height - side) // 2, side, side)
    canvas.fill(plate, theme.selection)
    x, y = plate.x + side // 2, plate.y + side // 2
    canvas.glyph("check", x, y, side=side * 3 // 4, colour=theme.ground)


def draw_controlled(canvas: Canvas, rect: Rect) -> None:
    """Draw that a tile gets the operator's keys: the frame of control, and a hand on a plate."""
    theme, u = canvas.theme, canvas.measures.u
    canvas.frame(rect, theme.control, width=2 * u)
    side = min(12 * u, rect.width // 3, rect.height // 3)
    plate = Rect(rect.x, rect.y, side, side)
    canvas.fill(plate, theme.control)
    x, y = plate.x + side // 2, plate.y + side // 2
    canvas.glyph("keyboard", x, y, side=side * 3 // 4, colour=theme.on_control)


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
