"""While the process is busy: which encoding costs it least.

What decoding costs depends on what a desktop shows. Photographs are dear as lossless pixels, text
is dear as JPEG, and servers differ. So it is measured: where the settings leave the encoding open,
the line has room, and the process that holds the session is busy, each candidate is asked for until
it has drawn enough, and the cheapest is kept for a while. It must be clearly cheaper than what the
settings say.
"""

from __future__ import annotations

from vncwall.settings.model import EncodingName

_NS = 1_000_000_000

CANDIDATES = (EncodingName.ZRLE, EncodingName.HEXTILE)
"""Tried beside what the settings say. Not Raw: hundreds of hosts share even a fast network."""
ENOUGH_PIXELS = 1 << 22
"""Two 1080p screens."""
TRIAL_S = 20.0
"""A desktop that draws less in that time costs next to nothing in any encoding."""
CLEARLY = 0.85
"""What an encoding may cost at most, of what the settings' costs, to be preferred."""
KEPT_S = 600.0


class Thrift:
    """Measures one session's candidates and prefers the cheapest. Pure: time comes in."""

    __slots__ = ("_costs", "_is_settled", "_preferred", "_since_ns", "_trying", "_until_ns")

    def __init__(self) -> None:
        self._costs: dict[EncodingName, tuple[int, int]] = {}
        """Nanoseconds and pixels, of each encoding tried."""
        self._trying = EncodingName.AUTO
        self._preferred = EncodingName.AUTO
        self._is_settled = False
        self._since_ns = 0
        self._until_ns = 0

    def begin(self) -> None:
        """A new connection, perhaps to another server."""
        self._costs.clear()
        self._trying = self._preferred = EncodingName.AUTO
        self._is_settled = False
        self._since_ns = 0

    def spent(self, encoding: EncodingName, cpu_ns: int, pixels: int) -> None:
        """So much was spent on drawing so much that came in `encoding`."""
        if encoding is self._trying and not self._is_settled:
            before = self._costs.get(encoding, (0, 0))
            self._costs[encoding] = (before[0] + cpu_ns, before[1] + pixels)

    def encoding(self, now_ns: int, *, is_busy: bool) -> EncodingName:
        """Return what to ask for now; `AUTO`: what the settings say.

        Args:
            now_ns: the time.
            is_busy: the process is, and the line and the settings leave the choice open.
        """
        if not is_busy:
            # What was found stays known; a trial that was cut short proves nothing.
            if not self._is_settled:
                self.begin()
            return EncodingName.AUTO
        if self._is_settled:
            if now_ns < self._until_ns:
                return self._preferred
            self.begin()
        if not self._since_ns:
            self._since_ns = now_ns
        pixels = self._costs.get(self._trying, (0, 0))[1]
        if pixels >= ENOUGH_PIXELS:
            self._go_on(now_ns)
        elif now_ns - self._since_ns >= TRIAL_S * _NS:
            self._settle(now_ns)
        return self._preferred if self._is_settled else self._trying

    def sentence(self) -> str:
        """Return why it is not what the settings say, "" when it is."""
        if not self._is_settled or self._preferred is EncodingName.AUTO:
            return ""
        part = 1 - self._cost(self._preferred) / self._cost(EncodingName.AUTO)
        return f"the processor is busy, and {self._preferred.value} takes {part:.0%} less of it"

    def _go_on(self, now_ns: int) -> None:
        left = [one for one in CANDIDATES if one not in self._costs]
        if left:
            self._trying, self._since_ns = left[0], now_ns
        else:
            self._settle(now_ns)

    def _settle(self, now_ns: int) -> None:
        known = [one for one, (_, pixels) in self._costs.items() if pixels >= ENOUGH_PIXELS]
        best, bound = EncodingName.AUTO, 0.0
        if EncodingName.AUTO in known:
            best, bound = min(known, key=self._cost), CLEARLY * self._cost(EncodingName.AUTO)
        if best is not EncodingName.AUTO and self._cost(best) > bound:
            best = EncodingName.AUTO
        self._preferred, self._is_settled = best, True
        self._until_ns = now_ns + int(KEPT_S * _NS)

    def _cost(self, encoding: EncodingName) -> float:
        cpu_ns, pixels = self._costs[encoding]
        return cpu_ns / pixels
