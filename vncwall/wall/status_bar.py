"""The line at the foot of the wall: how many desktops are in which state, and a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vncwall.geometry import Rect
from vncwall.ipc.messages import LoadChanged, RecordingState
from vncwall.language import _, ngettext
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Weight
from vncwall.ui.theme import Colour
from vncwall.wall.condition import WORST_FIRST, Condition, Status
from vncwall.wall.desktop import Desktop
from vncwall.wall.overlay import LOOKS, colour_of
from vncwall.wall.phrases import bandwidth_in_words


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
    showing: str = ""
    """What of all desktops is shown, in words; "": all of them."""
    alerts: int = 0
    """Desktops with an alert that nobody has acknowledged."""
    known_alerts: int = 0
    """Desktops with alerts that all are known."""
    chosen: int = 0
    """Desktops that actions act on together."""
    processors: str = ""
    """How busy they are, in words."""
    overload: str = ""
    """That the machine is overloaded and what follows, in a few words; "": it is not."""


def figures(
    desktops: Iterable[tuple[Desktop, Status]],
    *,
    title: str,
    clock: str,
    is_late: bool,
    showing: str = "",
    load: LoadChanged | None = None,
    chosen: int = 0,
    processors: str = "",
) -> Figures:
    """Count what the bar shows."""
    pairs = list(desktops)
    counts: Counter[tuple[Condition, str]] = Counter()
    for _desktop, status in pairs:
        word = status.word
        if status.condition is Condition.RECONNECTING:
            word = _("reconnecting")  # the seconds are the tile's business
        elif status.condition is Condition.MAINTENANCE:
            word = _("maintenance")
        counts[status.condition, word] += 1
    live = sum(count for (condition, _word), count in counts.items() if condition.is_live)
    stale = sum(
        count for (condition, _word), count in counts.items() if condition is Condition.STALE
    )
    troubles = tuple(
        (condition, word, count)
        for condition in WORST_FIRST  # what does not fit is cut at the right
        if condition is not Condition.LIVE
        for (found, word), count in sorted(counts.items())
        if found is condition
    )
    return Figures(
        title=title,
        live=live,
        total=len(pairs),
        troubles=troubles,
        recording=sum(d.recording is RecordingState.RECORDING for d, _status in pairs),
        kbit_s=sum(desktop.kbit_s for desktop, _status in pairs),
        clock=clock,
        is_late=is_late or stale > max(1, (live + stale) // 2),
        showing=showing,
        processors=processors,
        overload=overload_in_words(load),
        chosen=chosen,
        alerts=sum(bool(s.alert) and not s.is_known for _desktop, s in pairs),
        known_alerts=sum(bool(s.alert) and s.is_known for _desktop, s in pairs),
    )


def overload_in_words(load: LoadChanged | None) -> str:
    """Return what the bar says of an overload; the whole sentence is in the log and the toast.

    >>> overload_in_words(LoadChanged(1, 12, "a worker is busy; 12 desktops are asked less often"))
    'overloaded: 12 slowed'
    """
    if load is None or not load.detail:
        return ""
    return _("overloaded: {n} slowed").format(n=load.slowed) if load.level else load.detail


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
    right -= canvas.text.width(_("{rate} Mbit/s").format(rate="88.8"), size) + 4 * u
    if shown.recording:
        words = _("{n} recording").format(n=shown.recording)
        right -= canvas.label(words, right, middle, size=size, colour=theme.text, align=1.0)
        right -= 3 * u
        canvas.glyph("record", right, middle, side=3 * u, colour=theme.recording)
        right -= 4 * u
    if shown.overload:
        right -= canvas.label(
            shown.overload, right, middle, size=size, colour=theme.alert, align=1.0,
            weight=Weight.SEMIBOLD,
        )  # fmt: skip
        right -= 4 * u
        canvas.glyph("warning", right, middle, side=4 * u, colour=theme.alert)
        right -= 5 * u
    live = _("{n} live") if shown.live == shown.total else _("{n} of {total} live")
    live = live.format(n=shown.live, total=shown.total)
    # Where room is short the processors go first, then the title, then the words beside the signs.
    left = rect.x + 3 * u
    cpu = canvas.text.width(shown.processors, size) + 5 * u if shown.processors else 0
    end = _draw_left(canvas, left, middle, shown.title, live, shown, True, measure=True)
    if cpu and end <= right - cpu:
        canvas.label(shown.processors, right, middle, size=size, colour=second, align=1.0)
        right -= cpu
    for title, with_words in ((shown.title, True), ("", True), ("", False)):
        end = _draw_left(canvas, left, middle, title, live, shown, with_words, measure=True)
        if end <= right:
            break
    _draw_left(canvas, left, middle, title, live, shown, with_words, measure=False)


def _draw_left(
    canvas: Canvas,
    x: int,
    middle: int,
    title: str,
    live: str,
    shown: Figures,
    with_words: bool,
    *,
    measure: bool,
) -> int:
    """Draw title, live count and troubles from `x` on, or only measure; return where they end."""
    theme, u, size = canvas.theme, canvas.measures.u, canvas.measures.status_text

    def put(words: str, x: int, *, colour: Colour, weight: Weight = Weight.REGULAR) -> int:
        if measure:
            return canvas.text.width(words, size, weight=weight)
        return canvas.label(words, x, middle, size=size, colour=colour, weight=weight)

    if shown.showing:
        x += put(shown.showing, x, colour=theme.selection, weight=Weight.SEMIBOLD) + 5 * u
    elif title:
        x += put(title, x, colour=theme.text_second) + 5 * u
    x += put(live, x, colour=theme.text) + 5 * u
    if shown.chosen:
        if not measure:
            canvas.glyph("check", x + 2 * u, middle, side=4 * u, colour=theme.selection)
        words = ngettext("{n} chosen", "{n} chosen", shown.chosen).format(n=shown.chosen)
        x += 5 * u
        x += put(words, x, colour=theme.selection, weight=Weight.SEMIBOLD) + 5 * u
    for count, is_known in ((shown.alerts, False), (shown.known_alerts, True)):
        if count:
            if not measure:
                canvas.glyph("bell", x + 2 * u, middle, side=5 * u, colour=theme.alert)
            words = ngettext("{n} alert", "{n} alerts", count) if not is_known else _("{n} known")
            label = words.format(n=count) if with_words else str(count)
            x += 5 * u + put(
                label, x + 5 * u, colour=theme.text_second if is_known else theme.alert,
                weight=Weight.REGULAR if is_known else Weight.SEMIBOLD,
            )  # fmt: skip
            x += 5 * u
    troubles = shown.troubles if with_words else _by_condition(shown.troubles)
    for condition, word, count in troubles:
        name, side = LOOKS[condition].glyph, 4 * u
        if name == "ring":
            name, side = "record waiting", 3 * u
        if not measure:
            canvas.glyph(name, x + 2 * u, middle, side=side, colour=colour_of(condition, theme))
        x += 5 * u
        label = f"{count} {word}" if with_words else str(count)
        colour = theme.text if condition.needs_eyes else theme.text_second
        weight = Weight.SEMIBOLD if condition.needs_eyes else Weight.REGULAR
        x += put(label, x, colour=colour, weight=weight) + 5 * u
    return x


def _by_condition(
    troubles: tuple[tuple[Condition, str, int], ...],
) -> tuple[tuple[Condition, str, int], ...]:
    """Add up what has the same sign."""
    counts: Counter[Condition] = Counter()
    for condition, _word, count in troubles:
        counts[condition] += count
    return tuple((condition, "", count) for condition, count in counts.items())
