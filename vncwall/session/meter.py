"""What a session's line carries, and what its pictures weigh.

An answer has three times: of its request, of its first bytes and of its last. From the first two
comes the round trip; what arrives between the last two tells what the line carries while it has
something to carry (`Answer`). Idle time is in neither.
"""

from __future__ import annotations

from collections import deque

from vncwall.session.answer import Answer
from vncwall.session.average import AverageRate

_NS = 1_000_000_000

LONG_NS = _NS // 2
"""An answer that has been coming for so long is taken into account before it is whole."""
KEPT_NS = 60 * _NS
"""Older samples are of another time."""
SAMPLES = 8
SURE = 2
"""So many samples tell the truth; one may be of a moment in which the computer was busy."""
FADES_S = 15.0
"""The weight of a large update counts half when it is so old: who turned a page turns another."""
TELLING_PART = 0.2
"""Part of the screen that tells what the rest of it will weigh."""
LARGE_PIXELS = 1 << 14
"""Updates of fewer pixels say little about the weight of a whole screen."""


class LinkMeter:
    """Measures over all connections of a session. Pure: time comes in as arguments.

    Attributes:
        bytes_received: from the server.
        updates_received: FramebufferUpdates.
        cpu_ns: processor time spent on decoding and publishing.
    """

    __slots__ = (
        "_answer",
        "_asked_ns",
        "_change_bytes",
        "_change_ns",
        "_changes",
        "_density",
        "_heard_ns",
        "_is_held",
        "_is_quick",
        "_part_bytes",
        "_pass_bytes",
        "_rate",
        "_round_trips",
        "_samples",
        "_since_update",
        "_update_bytes",
        "bytes_received",
        "cpu_ns",
        "updates_received",
    )

    def __init__(self) -> None:
        self.bytes_received = 0
        self.updates_received = 0
        self.cpu_ns = 0
        self._asked_ns: int | None = None
        self._answer: Answer | None = None
        self._is_quick = False
        self._is_held = False
        self._since_update = 0
        self._heard_ns = 0
        self._samples: deque[tuple[int, float]] = deque(maxlen=SAMPLES)
        self._round_trips: deque[int] = deque(maxlen=SAMPLES)
        self._update_bytes = 0.0
        self._change_bytes = 0.0
        self._change_ns = 0
        self._part_bytes = 0
        self._pass_bytes = 0.0
        self._density = 0.0
        self._rate = AverageRate()
        self._changes = AverageRate()

    # --- what happens

    def begin(self) -> None:
        """A new connection: nothing is under way; what was learned of the line stays."""
        self._asked_ns = self._answer = None
        self._since_update = self._part_bytes = 0
        self._pass_bytes = 0.0

    def asked(self, now_ns: int) -> None:
        """Something was sent that is answered at once, or as soon as something changes."""
        if self._answer is None:
            self._asked_ns = now_ns

    def received(self, count: int, now_ns: int) -> None:
        """Bytes have come."""
        self.bytes_received += count
        self._since_update += count
        self._heard_ns = now_ns
        self._rate.add(count, now_ns)
        if self._answer is not None:
            self._answer.received(count, now_ns)
            return
        self._answer = Answer(count, now_ns, asked_ns=self._asked_ns)
        if self._asked_ns is not None:
            self._round_trips.append(max(0, now_ns - self._asked_ns))
            self._asked_ns = None

    def held(self) -> None:
        """We ourselves have let the line wait: the answer under way is no measure of it."""
        self._is_held = True

    def updated(
        self, now_ns: int, *, pixels: int = 0, weight: float = 1.0, is_part: bool = False
    ) -> None:
        """An update has come whole, and with it the answer.

        Args:
            now_ns: when its last bytes were read.
            pixels: that it drew, of a whole screen or a band of one; 0: anything else.
            weight: of the settings it was asked with, in those of `tuning.weight`.
            is_part: it shows a strip of the changes; `passed` is called when all have come.
        """
        self.updates_received += 1
        size, self._since_update = self._since_update, 0
        if is_part:
            self._part_bytes += size
        else:
            self._average_in(size, now_ns, is_change=not pixels)
        if not pixels:
            self._changes.add(size, now_ns)
        elif pixels >= LARGE_PIXELS:
            density = size / pixels / weight
            # A whole screen says more than a window in it.
            part = min(1.0, pixels / (LARGE_PIXELS << 4)) if self._density else 1.0
            self._density += (density - self._density) * max(part, 1 / 16)
        if self._answer is not None and not self._is_held:
            self._is_quick = self._answer.is_quick
            if rate := self._answer.rate:
                self._samples.append((now_ns, rate))
        self._asked_ns = self._answer = None
        self._is_held = False

    def passing(self, part: float) -> None:
        """The strips that have come cover this part of the screen: the rest will be like them."""
        if part >= TELLING_PART:
            self._pass_bytes = self._part_bytes / part

    def passed(self, now_ns: int) -> None:
        """The last strip of the changes has come: together they were an update."""
        if self._part_bytes:
            self._average_in(self._part_bytes, now_ns, is_change=True)
        self._part_bytes = 0
        self._pass_bytes = 0.0

    def _average_in(self, size: int, now_ns: int, *, is_change: bool) -> None:
        self._update_bytes += (size - self._update_bytes) / (4 if self._update_bytes else 1)
        if is_change:
            faded = self._change_bytes * 0.5 ** ((now_ns - self._change_ns) / _NS / FADES_S)
            self._change_bytes, self._change_ns = max(float(size), faded), now_ns

    # --- what it says

    def throughput(self, now_ns: int) -> float:
        """Bytes a second that the line has carried; 0: not yet known.

        The second most of the last answers: a server that takes its time makes a line look slower,
        and only a computer that comes late to its sockets makes it look faster, now and then.
        """
        while len(self._samples) > SURE and now_ns - self._samples[0][0] > KEPT_NS:
            self._samples.popleft()
        rates = sorted((rate for _, rate in self._samples), reverse=True)
        best = rates[1 if len(rates) > SURE else 0] if rates else 0.0
        answer = self._answer
        if answer is not None and not self._is_held and answer.span_ns >= LONG_NS:
            best = max(best, answer.rate)
        return best

    @property
    def is_sure(self) -> bool:
        """Whether `throughput` may be built upon."""
        return len(self._samples) >= SURE

    @property
    def is_quick(self) -> bool:
        """Whether the last answer was no burden to the line, whatever it may carry."""
        return self._is_quick

    @property
    def round_trip_s(self) -> float:
        """The least of the last times from a request to its first bytes; 0: not yet known."""
        return min(self._round_trips, default=0) / _NS

    @property
    def heard_ns(self) -> int:
        """When the last bytes came."""
        return self._heard_ns

    @property
    def pending_bytes(self) -> int:
        """Bytes that have come since the last update: those of the one that ends now."""
        return self._since_update

    @property
    def update_bytes(self) -> float:
        """Size of an update of all that has changed, averaged over the last ones."""
        return self._update_bytes

    @property
    def change_bytes(self) -> float:
        """What an update of all that has changed may weigh: as much as a large one of late.

        Of one that is coming no end can be seen: it is taken for twice of what has come. Of one in
        strips it is known how far it is.
        """
        return max(self._change_bytes, 2.0 * self._since_update, self._pass_bytes)

    @property
    def density(self) -> float:
        """Bytes a pixel that a screen takes with settings of weight 1; 0: not yet known."""
        return self._density

    def rate(self, now_ns: int) -> float:
        """Bytes a second over the last seconds, idle time included."""
        return self._rate.at(now_ns)

    def change_rate(self, now_ns: int) -> float:
        """The same of changes alone, without the whole screens that we ask for ourselves."""
        return self._changes.at(now_ns)
