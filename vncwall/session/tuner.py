"""Chooses the rung of the ladder for one session, and says why. Pure: time comes in.

Two questions decide:

1. How long would a whole screen take? More than `SCREEN_S` is too long to wait for.
2. How much of the line do the updates take? More than `FULL` of it, and they come ever later.

It goes down as far as the first question wants at once, and a rung at a time for the second. It
goes up later, and only where both questions leave room to spare: finer settings cost a whole
screen, which must be earned back. An ascent that has to be taken back doubles the time before the
next one. So a line between two rungs changes them ever more seldom. Only who is under control and
is given a larger share goes up at once: somebody waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vncwall.session.tuning import Purpose, Rung, Situation, in_words, ladder
from vncwall.settings.model import PictureSettings

_NS = 1_000_000_000

SCREEN_S = 2.0
"""Longest time for a whole screen, where a coarser picture would be faster."""
ROOM = 0.5
"""Part of that which a finer picture may take at most, to be tried."""
FULL = 0.7
"""Part of the line that updates may take."""
SPARE = 0.35
"""Part of it that they may take with finer settings, to be tried."""
LEAST_INTERVAL_S = 0.1
"""Who asks more often than this asks without a pause."""
UPDATE_S = 0.4
"""Time for one update at which such a session has a full line."""
DESCENT_NS = 3 * _NS
"""Least time between two steps down: the effect of the first must have been seen."""
ASCENT_NS = 10 * _NS
"""There must have been room to spare for so long before a step up."""
CONTROL_ASCENT_NS = 4 * _NS
"""The same under control, where somebody waits for it."""
LONGEST_ASCENT_NS = 600 * _NS
RAISED = 1.3
"""A share that has grown by this factor is a new line."""
SETTLE_NS = _NS
"""A tile that has been made larger is asked for in finer quality when its size stays."""


@dataclass(frozen=True, slots=True)
class LineState:
    """What is known of a session's line at one moment."""

    throughput: float = 0.0
    """Bytes a second that it carries; 0: not yet known."""
    budget: float = 0.0
    """Bytes a second that the session may take; 0: no limit."""
    rate: float = 0.0
    """Bytes a second of changes, idle time included."""
    screen_bytes: float = 0.0
    """Of a whole screen with settings of weight 1; 0: not yet known."""
    update_bytes: float = 0.0
    """Of an update, averaged."""

    @property
    def capacity(self) -> float:
        """Bytes a second that there are to use; 0: not yet known."""
        if not self.budget or not self.throughput:
            return self.throughput or self.budget
        return min(self.throughput, self.budget)

    @property
    def is_budget(self) -> bool:
        """Whether it is the budget that limits it."""
        return bool(self.budget) and (not self.throughput or self.budget <= self.throughput)

    def load(self, interval_s: float) -> float:
        """Return the part of the line that updates take, asked for at this interval.

        Who asks without a pause fills any line, with many updates or few. There it is the time of
        one update that must not grow.
        """
        if not self.capacity:
            return 0.0
        if interval_s < LEAST_INTERVAL_S:
            return self.update_bytes / self.capacity / UPDATE_S
        return self.rate / self.capacity


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of the server, and why."""

    picture: PictureSettings
    rung: int
    why: str

    @property
    def asked(self) -> str:
        """The settings in words."""
        return in_words(self.picture)


class Tuner:
    """Keeps the present rung and changes it when there is reason to."""

    __slots__ = (
        "_ascent_ns",
        "_budget",
        "_changed_ns",
        "_climbed_ns",
        "_picture",
        "_reduction",
        "_room_ns",
        "_rung",
        "_rungs",
        "_situation",
        "_smaller_ns",
    )

    def __init__(self) -> None:
        self._situation: Situation | None = None
        self._rungs: tuple[Rung, ...] = ()
        self._picture: PictureSettings | None = None
        self._rung = 0
        self._changed_ns = 0
        self._climbed_ns = 0
        """When it last went up a rung; 0: it went down since."""
        self._ascent_ns = ASCENT_NS
        self._budget = 0.0
        self._room_ns: int | None = None
        """Since when the line has had room for the next finer rung."""
        self._reduction = 1.0
        self._smaller_ns: int | None = None

    def decide(
        self, situation: Situation, line: LineState, now_ns: int, *, notice: str = ""
    ) -> Choice:
        """Return what to ask for now.

        Args:
            situation: who looks, and what the user allows.
            line: what it carries.
            now_ns: the time.
            notice: what the operator should know of the server, for `Choice.why`.
        """
        if situation.purpose is Purpose.NOBODY:
            # What was asked last stays: who comes back to the page finds a picture as fine.
            picture = situation.best if self._picture is None else self._picture
            why = "nobody looks and nothing is recorded, so nothing is asked"
            return Choice(picture, self._rung, why)
        settled = self._settled(situation, now_ns)
        before, self._situation = self._situation, settled
        if settled != before:
            self._rungs = ladder(settled)
        rungs = self._rungs
        last = len(rungs) - 1
        enough = self._enough(rungs, line, SCREEN_S)
        if before is None or self._is_another(before, settled):
            self._rung, self._climbed_ns = enough, 0
            self._changed_ns, self._ascent_ns, self._room_ns = now_ns, ASCENT_NS, None
        elif settled.purpose is Purpose.CONTROL and self._is_raised(line):
            self._rung = min(self._rung, enough)
        self._budget = line.budget
        self._rung = min(self._rung, last)
        since_ns = now_ns - self._changed_ns
        load = line.load(settled.best.update_interval)
        if enough > self._rung:
            self._go(enough, now_ns)
        elif load > FULL and self._rung < last and since_ns >= DESCENT_NS:
            self._go(self._rung + 1, now_ns)
        elif self._rung and self._has_room(rungs, line, load, self._rung - 1):
            if self._room_ns is None:
                self._room_ns = now_ns
            if now_ns - self._room_ns >= self._patience_ns(settled.purpose):
                # As far as there is room: each step would cost a whole screen.
                finer = range(self._rung)
                self._go(next(n for n in finer if self._has_room(rungs, line, load, n)), now_ns)
        else:
            self._room_ns = None
        picture = self._picture = rungs[self._rung].picture
        return Choice(picture, self._rung, self._why(settled, rungs, line, notice, load=load))

    # --- the rung

    def _go(self, rung: int, now_ns: int) -> None:
        if rung < self._rung:
            self._climbed_ns = now_ns
        else:
            if self._climbed_ns and now_ns - self._climbed_ns < 2 * self._ascent_ns:
                self._ascent_ns = min(2 * self._ascent_ns, LONGEST_ASCENT_NS)
            self._climbed_ns = 0
        self._rung, self._changed_ns, self._room_ns = rung, now_ns, None

    def _has_room(self, rungs: tuple[Rung, ...], line: LineState, load: float, rung: int) -> bool:
        """Whether the line carries a finer `rung` with room to spare."""
        finer, now = rungs[rung], rungs[self._rung]
        grows = max(finer.rate_weight / now.rate_weight, finer.weight / now.weight)
        return self._enough(rungs, line, SCREEN_S * ROOM) <= rung and load * grows <= SPARE

    def _is_raised(self, line: LineState) -> bool:
        """Whether the session has been given a much larger share just now."""
        return bool(self._budget) and not 0 < line.budget < RAISED * self._budget

    def _patience_ns(self, purpose: Purpose) -> int:
        if purpose is Purpose.CONTROL:
            return min(self._ascent_ns, CONTROL_ASCENT_NS)
        return self._ascent_ns

    @staticmethod
    def _enough(rungs: tuple[Rung, ...], line: LineState, screen_s: float) -> int:
        """Return the finest rung on which a screen takes no longer; else the first that is least.

        Rungs that only make intervals longer do not make a screen lighter.
        """
        if not line.capacity or not line.screen_bytes:
            return 0
        least = min(rung.weight for rung in rungs)
        for number, rung in enumerate(rungs):
            seconds = line.screen_bytes * rung.weight / line.capacity
            if seconds <= screen_s or rung.weight <= least:
                return number
        return len(rungs) - 1

    @staticmethod
    def _is_another(before: Situation, now: Situation) -> bool:
        """Whether what was learned of rungs is of no use: another purpose, other settings.

        Another interval alone is not: a busy wall asks its least important tiles more seldom.
        """
        interval_s = now.best.update_interval
        return (
            before.purpose is not now.purpose
            or replace(before.best, update_interval=interval_s) != now.best
        )

    def _settled(self, situation: Situation, now_ns: int) -> Situation:
        """Return `situation` with the tile's size as it was while a larger one is not settled."""
        wanted = situation.reduction
        before = self._situation
        if before is None or before.purpose is not situation.purpose or wanted >= self._reduction:
            self._reduction, self._smaller_ns = wanted, None
        elif self._smaller_ns is None:
            self._smaller_ns = now_ns
        elif now_ns - self._smaller_ns >= SETTLE_NS:
            self._reduction, self._smaller_ns = wanted, None
        if self._reduction == wanted:
            return situation
        return replace(situation, reduction=self._reduction)

    # --- the sentence

    def _why(
        self,
        situation: Situation,
        rungs: tuple[Rung, ...],
        line: LineState,
        notice: str,
        *,
        load: float,
    ) -> str:
        if not situation.adapts:
            return "just as the settings say: adapt is off"
        parts = [self._reason(situation, rungs, line, load)]
        best = situation.best.jpeg_quality
        cap = visible = rungs[0].picture.jpeg_quality
        if not self._rung and best is not None and visible is not None and visible < best:
            parts.append(
                f"JPEG {cap} looks the same in a tile of 1/{situation.reduction:.2g} the size"
            )
        if situation.keeps_format:
            parts.append("a wire recording keeps the pixel format")
        if notice:
            parts.append(notice)
        return "; ".join(parts)

    def _reason(
        self, situation: Situation, rungs: tuple[Rung, ...], line: LineState, load: float
    ) -> str:
        purpose = {
            Purpose.TILE: "tile",
            Purpose.FULL: "full size or recorded",
            Purpose.CONTROL: "under control",
        }[situation.purpose]
        if not line.capacity:
            return f"{purpose}: as the settings say, the line has not been measured yet"
        carries = "its share of the line is" if line.is_budget else "the line carries"
        text = f"{purpose}: {carries} {rate_in_words(line.capacity)}"
        if not self._rung:
            return f"{text}, enough for what the settings say"
        seconds = line.screen_bytes * rungs[0].weight / line.capacity
        digits = 1 if seconds < 9.95 else 0
        if seconds > SCREEN_S * ROOM:
            return f"{text}, a screen as the settings say would take {seconds:.{digits}f} s"
        finer = rungs[self._rung - 1].rate_weight / rungs[self._rung].rate_weight
        if load * finer > SPARE:
            return f"{text}, and changes take {min(load, 1):.0%} of it"
        return f"{text}, more than before; finer settings follow if that lasts"


def rate_in_words(rate: float) -> str:
    """Return bytes a second as people say the speed of a line.

    >>> [rate_in_words(rate) for rate in (3200, 32000, 1.5e6, 9e9)]
    ['26 kbit/s', '260 kbit/s', '12 Mbit/s', 'over 100 Mbit/s']
    """
    kbit_s = rate * 8 / 1000
    if kbit_s > 1e5:
        return "over 100 Mbit/s"  # what is measured then is rather this computer
    if kbit_s >= 1e4:
        return f"{kbit_s / 1000:.0f} Mbit/s"
    if kbit_s >= 1e3:
        return f"{kbit_s / 1000:.1f} Mbit/s"
    return f"{kbit_s:.0f} kbit/s" if kbit_s < 100 else f"{round(kbit_s, -1):.0f} kbit/s"
