"""What a session's line carries, and what its pictures weigh.

An answer has three times: of its request, of its first bytes and of its last. From the first two
comes the round trip; what arrives between the last two tells what the line carries while it has
something to carry. Idle time is in neither. The first bytes themselves are left out of the
throughput, for they may have waited anywhere, and so is the longest pause with what came after it:
servers think in the middle of an answer.
"""

from __future__ import annotations

from collections import deque

_NS = 1_000_000_000

SAMPLE_BYTES = 2048
"""Fewer bytes behind the first read say nothing about a line."""
LONG_NS = _NS // 2
"""An answer that has been coming for so long is taken into account before it is whole."""
FAST = 1e6
"""Bytes a second. Who carries a whole answer, thinking included, so fast holds nobody up."""
LEAST_SPAN_NS = _NS // 1000
"""Bytes that came faster than this came from a buffer."""
KEPT_NS = 60 * _NS
"""Older samples are of another time."""
SAMPLES = 8
LARGE_PIXELS = 1 << 14
"""Updates of fewer pixels say little about the weight of a whole screen."""
RATE_NS = 4 * _NS
"""Time over which rates are averaged."""


class LinkMeter:
    """Measures over all connections of a session. Pure: time comes in as arguments.

    Attributes:
        bytes_received: from the server.
        updates_received: FramebufferUpdates.
        cpu_ns: processor time spent on decoding and publishing.
    """

    __slots__ = (
        "_asked_ns",
        "_begun_ns",
        "_bytes",
        "_density",
        "_first_bytes",
        "_first_ns",
        "_gap_bytes",
        "_gap_ns",
        "_is_held",
        "_last_ns",
        "_rate",
        "_rate_bytes",
        "_rate_ns",
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
        self._first_ns: int | None = None
        self._last_ns = 0
        self._bytes = 0
        self._begun_ns = 0
        self._first_bytes = 0
        self._gap_ns = 0
        self._gap_bytes = 0
        self._is_held = False
        self._since_update = 0
        self._samples: deque[tuple[int, float]] = deque(maxlen=SAMPLES)
        self._round_trips: deque[int] = deque(maxlen=SAMPLES)
        self._update_bytes = 0.0
        self._density = 0.0
        self._rate = 0.0
        self._rate_bytes = 0
        self._rate_ns = 0

    # --- what happens

    def begin(self) -> None:
        """A new connection: nothing is under way; what was learned of the line stays."""
        self._asked_ns = self._first_ns = None
        self._since_update = 0

    def asked(self, now_ns: int) -> None:
        """Something was sent that is answered at once, or as soon as something changes."""
        if self._first_ns is None:
            self._asked_ns = now_ns

    def received(self, count: int, now_ns: int) -> None:
        """Bytes have come."""
        self.bytes_received += count
        self._since_update += count
        self._count_rate(count, now_ns)
        if self._first_ns is None:
            self._first_ns = self._last_ns = now_ns
            self._first_bytes = count
            self._begun_ns = now_ns if self._asked_ns is None else self._asked_ns
            self._bytes = self._gap_ns = self._gap_bytes = 0
            if self._asked_ns is not None:
                self._round_trips.append(now_ns - self._asked_ns)
                self._asked_ns = None
        else:
            self._bytes += count
            if now_ns - self._last_ns > self._gap_ns:
                self._gap_ns, self._gap_bytes = now_ns - self._last_ns, count
            self._last_ns = now_ns

    def held(self) -> None:
        """We ourselves have let the line wait: the answer under way is no measure of it."""
        self._is_held = True

    def updated(self, now_ns: int, *, pixels: int = 0, weight: float = 1.0) -> None:
        """An update has come whole, and with it the answer.

        Args:
            now_ns: when its last bytes were read.
            pixels: that it drew, of a whole screen or a band of one; 0: anything else.
            weight: of the settings it was asked with, in those of `tuning.weight`.
        """
        self.updates_received += 1
        size, self._since_update = self._since_update, 0
        self._update_bytes += (size - self._update_bytes) / (4 if self._update_bytes else 1)
        if pixels >= LARGE_PIXELS:
            density = size / pixels / weight
            # A whole screen says more than a window in it.
            part = min(1.0, pixels / (LARGE_PIXELS << 4)) if self._density else 1.0
            self._density += (density - self._density) * max(part, 1 / 16)
        sample = self._sample()
        if sample:
            self._samples.append((now_ns, sample))
        self._asked_ns = self._first_ns = None
        self._is_held = False

    # --- what it says

    def throughput(self, now_ns: int) -> float:
        """Bytes a second that the line has carried; 0: not yet known.

        The most of the last answers: a server that takes its time makes a line look slower, and
        nothing makes it look faster.
        """
        while len(self._samples) > 1 and now_ns - self._samples[0][0] > KEPT_NS:
            self._samples.popleft()
        best = max((rate for _, rate in self._samples), default=0.0)
        if self._first_ns is not None and self._last_ns - self._first_ns >= LONG_NS:
            best = max(best, self._sample()) if best else self._sample()
        return best

    @property
    def round_trip_s(self) -> float:
        """The least of the last times from a request to its first bytes; 0: not yet known."""
        return min(self._round_trips, default=0) / _NS

    @property
    def pending_bytes(self) -> int:
        """Bytes that have come since the last update: those of the one that ends now."""
        return self._since_update

    @property
    def update_bytes(self) -> float:
        """Size of an update, averaged over the last ones."""
        return self._update_bytes

    @property
    def density(self) -> float:
        """Bytes a pixel that a screen takes with settings of weight 1; 0: not yet known."""
        return self._density

    def rate(self, now_ns: int) -> float:
        """Bytes a second over the last seconds, idle time included."""
        self._count_rate(0, now_ns)
        return self._rate

    def _sample(self) -> float:
        count = self._bytes - self._gap_bytes
        if self._first_ns is None or self._is_held:
            return 0.0
        if count < SAMPLE_BYTES:
            # All came at once. How long it was under way is more than the line needed.
            span_ns = max(self._last_ns - self._begun_ns, LEAST_SPAN_NS)
            rate = (self._first_bytes + self._bytes) * _NS / span_ns
            return rate if rate >= FAST else 0.0
        span_ns = self._last_ns - self._first_ns - self._gap_ns
        return count * _NS / max(span_ns, LEAST_SPAN_NS)

    def _count_rate(self, count: int, now_ns: int) -> None:
        """Average over about `RATE_NS`; steps of a quarter of it are exact enough."""
        self._rate_bytes += count
        span_ns = now_ns - self._rate_ns
        if span_ns < RATE_NS // 4:
            return
        part = min(1.0, span_ns / RATE_NS)
        self._rate += (self._rate_bytes * _NS / span_ns - self._rate) * part
        self._rate_bytes, self._rate_ns = 0, now_ns
