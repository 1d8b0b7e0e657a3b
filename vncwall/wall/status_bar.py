"""The line at the foot of the wall: how many desktops are in which state, and a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ipc.messages import RecordingState
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Weight
from vncwall.wall.desktop import Condition, Desktop, Status
from vncwall.wall.overlay import LOOKS, colour_of

# Trouble first, worst first: what does not fit is cut at the right.
_ORDER = (
    Condition.FAILED,
    Condition.LOCKED,
    Condition.FROZEN,
    Condition.UNREACHABLE,
    Condition.RECONNECTING,
    Condition.STALE,
    Condition.CONNECTING,
    Condition.PAUSED,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the bar says; equal figures look equal."""

    title: str
    live: int
    total: int
    troubles: tuple[tuple[Condition, str, int], ...]
    """(condition, word, count), worst first."""
    recording: int
    kbit_s: float
    clock: str
    is_late: bool
    """The drawing loop was held up, or most pictures are old."""


def figures(
    desktops: Iterable[tuple[Desktop, Status]], *, title: str, clock: str, is_late: bool
) -> Figures:
    """Count what the bar shows."""
    pairs = list(desktops)
    counts: Counter[tuple[Condition, str]] = Counter()
    for _, status in pairs:
        word = status.word
        if status.condition is Condition.RECONNECTING:
            word = "reconnecting"  # the seconds are the tile's business
        counts[status.condition, word] += 1
    live = sum(count for (condition, _), count in counts.items() if condition is Condition.LIVE)
    stale = sum(count for (condition, _), count in counts.items() if condition is Condition.STALE)
    troubles = tuple(
        (condition, word, count)
        for condition in _ORDER
        for (found, word), count in sorted(counts.items())
        if found is condition
    )
    return Figures(
        title=title,
        live=live,
        total=len(pairs),
        troubles=troubles,
        recording=sum(d.recording is RecordingState.RECORDING for d, _ in pairs),
        kbit_s=sum(desktop.kbit_s for desktop, _ in pairs),
        clock=clock,
        is_late=is_late or stale > max(1, (live + stale) // 2),
    )


def bandwidth_in_words(kbit_s: float) -> str:
    """Return a rate in at most nine characters.

    >>> [bandwidth_in_words(k) for k in (0.0, 0.4, 37.2, 999.9, 1234.0, 56789.0)]
    ['0 kbit/s', '1 kbit/s', '37 kbit/s', '1.0 Mbit/s', '1.2 Mbit/s', '57 Mbit/s']
    """
    if kbit_s <= 0:
        return "0 kbit/s"
    if kbit_s < 999.5:
        return f"{max(1, round(kbit_s))} kbit/s"
    megabits = kbit_s / 1000
    return f"{megabits:.1f} Mbit/s" if megabits < 10 else f"{megabits:.0f} Mbit/s"


def draw_status_bar(canvas: Canvas, rect: Rect, shown: Figures) -> None:
    """Draw the bar."""
    theme, measures = canvas.theme, canvas.measures
    u, size = measures.u, measures.status_text
    canvas.fill(rect, theme.panel)
    canvas.fill(Rect(rect.x, rect.y, rect.width, max(1, u // 4)), theme.line)
    middle = rect.y + rect.height // 2
    right = rect.right - 3 * u
    ink = theme.alert if shown.is_late else theme.text
    right -= canvas.label(
        shown.clock, right, middle, size=size, colour=ink, weight=Weight.SEMIBOLD, align=1.0
    )
    if shown.is_late:
        right -= 4 * u
        canvas.glyph("warning", right, middle, side=4 * u, colour=theme.alert)
        right -= 2 * u
    right -= 5 * u
    second = theme.text_second
    rate = bandwidth_in_words(shown.kbit_s)
    canvas.label(rate, right, middle, size=size, colour=second, align=1.0)
    right -= canvas.text.width("88.8 Mbit/s", size) + 4 * u
    if shown.recording:
        words = f"{shown.recording} recording"
        right -= canvas.label(words, right, middle, size=size, colour=theme.text, align=1.0)
        right -= 3 * u
        canvas.glyph("record", right, middle, side=3 * u, colour=theme.recording)
        right -= 4 * u
    x = rect.x + 3 * u
    if right - x > 60 * u:
        x += canvas.label(shown.title, x, middle, size=size, colour=second) + 5 * u
    live = (
        f"{shown.live} live" if shown.live == shown.total else f"{shown.live} of {shown.total} live"
    )
    x += canvas.label(live, x, middle, size=size, colour=theme.text) + 5 * u
    for condition, word, count in shown.troubles:
        label = f"{count} {word}"
        needed = 6 * u + canvas.text.width(label, size, weight=Weight.SEMIBOLD)
        if x + needed > right:
            canvas.label("…", x, middle, size=size, colour=second)
            return
        look = LOOKS[condition]
        colour = colour_of(condition, theme)
        if look.glyph == "ring":
            canvas.glyph("record waiting", x + 2 * u, middle, side=3 * u, colour=colour)
        else:
            canvas.glyph(look.glyph, x + 2 * u, middle, side=4 * u, colour=colour)
        x += 5 * u
        weight = Weight.SEMIBOLD if condition.needs_eyes else Weight.REGULAR
        ink = theme.text if condition.needs_eyes else second
        x += canvas.label(label, x, middle, size=size, colour=ink, weight=weight) + 5 * u
