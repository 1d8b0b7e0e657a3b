"""On which terms a session deals with its server: who looks, what the line carries, what is asked.

Connections come and go; this stays. It brings together what is measured (`meter`, `habits`), what
is allowed (`allowance`) and what is wanted (`wishes`), and keeps the `choice` that follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.options import PictureOptions
from vncwall.session.allowance import Allowance
from vncwall.session.average import AverageRate
from vncwall.session.habits import WITH_JPEG, Habits
from vncwall.session.meter import LinkMeter
from vncwall.session.picture import picture_options
from vncwall.session.thrift import Thrift
from vncwall.session.tuner import Choice, LineState, Tuner
from vncwall.session.tuning import Purpose, Situation, weight
from vncwall.session.wishes import Wishes
from vncwall.settings.model import EncodingName, HostSettings

_NS = 1_000_000_000
BAND_S = 1.0
"""Time that one band of a whole screen should take."""
LONG_UPDATE_S = 3.0
"""An update that takes longer is asked for in strips, until it takes half of that ..."""
STRIPS_BYTES = 8192
"""Fewer are no matter: who has next to no share, because little happens on it, has more at once."""
STRIP_S = 1.5
"""... each of which should take so long."""
TYPICAL_DENSITY = 0.12
"""Bytes a pixel of a desktop in Tight with JPEG quality 6, before one was seen."""
DECIDE_NS = _NS // 2
"""The choice is looked at again after so long where something holds the session back ..."""
REST_NS = 2 * _NS
"""... and after so long where nothing does."""
FAST = 2.5e6
"""Bytes a second (20 Mbit/s) from which on another encoding may take more of the line."""
TELLING_BYTES = 4096
"""A change of so many bytes shows what the settings save, where no pixels were only moved."""
STEP = 2.0
"""How many times as much a session may want that waits for its share all the time."""


class Terms:
    """Keeps the present choice for one session. Pure: time comes in as arguments.

    Attributes:
        wishes: changed by commands; `decide` follows.
        meter: what the line carries.
        habits: what the server does with what it is asked.
        allowance: the session's share of its line.
        choice: what to ask for.
        is_busy: whether the process that holds the session is; set from outside.
    """

    def __init__(self, host: HostSettings, now_ns: int) -> None:
        self.wishes = Wishes.of(host)
        self.meter = LinkMeter()
        self.habits = Habits()
        self.allowance = Allowance()
        self.is_busy = False
        self._has_strips = False
        self._tuner = Tuner()
        self._thrift = Thrift()
        self._drawn_pixels = 0
        self._asked_encoding = EncodingName.AUTO
        self._spent_ns = 0
        """Processor time at the last decision."""
        self._size = Size(0, 0)
        self._decided_ns = now_ns
        self._waits = AverageRate()
        self._waits_since_ns: int | None = None
        self.choice: Choice = self._choose(now_ns)

    @property
    def options(self) -> PictureOptions:
        """The present choice, as the protocol core is told."""
        return picture_options(self.choice.picture)

    @property
    def update_interval_s(self) -> float:
        """Least seconds between two requests."""
        return self.choice.picture.update_interval

    @property
    def allows_continuous(self) -> bool:
        """Whether the server may send unasked: only where nothing holds it back."""
        return (
            self.wishes.purpose is Purpose.CONTROL
            and self.update_interval_s <= 0
            and not self.choice.rung
            and not self.allowance.rate
        )

    # --- what happens

    def begin(self) -> None:
        """A new connection."""
        self.meter.begin()
        self.habits.begin()
        self._thrift.begin()
        self._size = Size(0, 0)

    def resized(self, size: Size) -> None:
        """The desktop has this size."""
        self._size = size

    def held(self, now_ns: int) -> None:
        """Reading waits for the allowance, until `released`."""
        self._waits_since_ns = now_ns
        self.meter.held()

    def released(self, now_ns: int) -> None:
        """Reading goes on."""
        if self._waits_since_ns is not None:
            self._waits.add((now_ns - self._waits_since_ns) / _NS, now_ns)
            self._waits_since_ns = None

    def updated(
        self,
        damage: Iterable[Rect],
        received: set[int],
        now_ns: int,
        *,
        is_whole: bool,
        is_part: bool = False,
    ) -> None:
        """An update has come.

        Args:
            damage: what it drew.
            received: encodings that the connection has received so far.
            now_ns: when its last bytes were read.
            is_whole: it is part of a whole screen. Changes weigh what they like: a window that was
                moved nothing, a photograph that was opened much.
            is_part: it shows the changes of a strip only.
        """
        damage = tuple(damage)
        if self.is_busy:
            self._drawn_pixels += sum(rect.area for rect in damage)
        size = self.meter.pending_bytes
        picture = self.choice.picture
        is_telling = is_whole or (size >= TELLING_BYTES and Encoding.COPYRECT not in received)
        pixels = sum(rect.area for rect in damage) if is_telling else 0
        self.meter.updated(
            now_ns, pixels=pixels if is_whole else 0, weight=self._weight, is_part=is_part
        )
        if is_whole:
            self.hurry()  # the next part may be asked for in other settings
        self.habits.updated(picture, received, pixels=pixels, size=size)

    def decide(self, now_ns: int) -> bool:
        """Choose anew; return whether another picture or interval is to be asked for."""
        before, self.choice = self.choice, self._choose(now_ns)
        self._decided_ns = now_ns
        return self.choice.picture != before.picture

    def hurry(self) -> None:
        """Have the choice looked at at the next occasion."""
        self._decided_ns -= REST_NS

    def is_due(self, now_ns: int) -> bool:
        """Whether it is time to look at the choice again."""
        is_held = self.choice.rung or self.allowance.rate
        return now_ns - self._decided_ns >= (DECIDE_NS if is_held else REST_NS)

    # --- what it says

    def band_pixels(self, now_ns: int) -> float:
        """Pixels that the line carries in the time of one band; 0: not known."""
        known = [rate for rate in (self.meter.throughput(now_ns), self.allowance.rate) if rate]
        density = self.meter.density or (TYPICAL_DENSITY if self.allowance.rate else 0.0)
        if not known or not density:
            return 0.0
        return min(known) * BAND_S / (density * self._weight)

    def wants_strips(self, now_ns: int, *, has_them: bool) -> bool:
        """Whether an update of all changes would take the line for too long.

        A tile's only: a recording should not show the halves of two pictures, and who is under
        control should not see them.
        """
        if self.wishes.purpose is not Purpose.TILE:
            self._has_strips = False
            return False
        bound_s = LONG_UPDATE_S / 2 if has_them else LONG_UPDATE_S
        capacity = self._line(now_ns).capacity
        is_long = self.meter.change_bytes > max(STRIPS_BYTES, bound_s * capacity)
        self._has_strips = bool(capacity) and is_long
        return self._has_strips

    def strip_rows(self, now_ns: int) -> float:
        """Return the rows whose changes the line carries in the time of one strip."""
        rows = self._size.height * self._line(now_ns).capacity * STRIP_S
        return rows / max(1.0, self.meter.change_bytes)

    def wanted_kbit_s(self, now_ns: int) -> float:
        """What the session would use if no budget held it back, with what it asks for now.

        What finer pictures would take is not in it: a share that is larger for their sake and too
        small for them lies idle.
        """
        if not self.wishes.needs_pictures:
            return 0.0
        # Without the waiting it would have done the same in the rest of the time.
        rest = max(1 - self._waits.at(now_ns), 1 / STEP)
        return self.meter.rate(now_ns) * 8 / 1000 / rest

    @property
    def _weight(self) -> float:
        return weight(self.choice.picture, has_jpeg=self._has_jpeg)

    @property
    def _has_jpeg(self) -> bool:
        return self.habits.has_jpeg and self.wishes.best.encoding in WITH_JPEG

    def _line(self, now_ns: int) -> LineState:
        meter, budget = self.meter, self.allowance.rate
        density = meter.density or (TYPICAL_DENSITY if budget else 0.0)
        return LineState(
            throughput=meter.throughput(now_ns) if meter.is_sure else 0.0,
            budget=budget,
            rate=meter.change_rate(now_ns),
            screen_bytes=density * self._size.area,
            update_bytes=meter.update_bytes,
        )

    def _choose(self, now_ns: int) -> Choice:
        wishes, habits = self.wishes, self.habits
        situation = Situation(
            purpose=wishes.purpose,
            best=wishes.best,
            reduction=wishes.reduction(self._size),
            adapts=wishes.adapts,
            keeps_format=wishes.keeps_picture,
            has_jpeg=self._has_jpeg,
            heeds_quality=not habits.ignores_quality,
            useless=habits.useless,
        )
        notices = [habits.sentence(situation.best.encoding)]
        if self._has_strips:
            notices.append("large changes come in strips")
        notice = "; ".join(filter(None, notices))
        line = self._line(now_ns)
        choice = self._tuner.decide(situation, line, now_ns, notice=notice)
        return self._thrifty(choice, line, now_ns)

    def _thrifty(self, choice: Choice, line: LineState, now_ns: int) -> Choice:
        """Return the choice in the encoding that costs least, where that is free and matters."""
        picture, wishes = choice.picture, self.wishes
        spent_ns, self._spent_ns = self.meter.cpu_ns - self._spent_ns, self.meter.cpu_ns
        pixels, self._drawn_pixels = self._drawn_pixels, 0
        if self.is_busy:
            self._thrift.spent(self._asked_encoding, spent_ns, pixels)
        is_open = (
            wishes.adapts
            and wishes.purpose is Purpose.TILE
            and wishes.best.encoding is EncodingName.AUTO
            and not choice.rung
            and not line.budget
            and line.throughput >= FAST
        )
        encoding = self._thrift.encoding(now_ns, is_busy=self.is_busy and is_open)
        self._asked_encoding = encoding
        if encoding is EncodingName.AUTO:
            return choice
        why = "; ".join(part for part in (choice.why, self._thrift.sentence()) if part)
        return replace(choice, picture=replace(picture, encoding=encoding), why=why)
