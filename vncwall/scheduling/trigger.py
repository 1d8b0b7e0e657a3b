"""What happens to a host and begins a recording, with the time that it lingers."""

from __future__ import annotations

from vncwall.settings.schedule import Occasion

_NS = 1_000_000_000


class Trigger:
    """Follows the occasions of one schedule for one host.

    Some last (a black picture), some are over as they happen (a bell). It is on while one lasts,
    and for `linger_s` after the last has ended. Times are monotonic.
    """

    def __init__(self, occasions: tuple[Occasion, ...], linger_s: float) -> None:
        self._occasions = occasions
        self._linger_ns = int(linger_s * _NS)
        self._lasting: set[Occasion] = set()
        self._until_ns = 0
        self.last: Occasion | None = None
        """What happened last; None: nothing yet."""

    def begin(self, occasion: Occasion) -> None:
        """Something begins to last."""
        if occasion in self._occasions:
            self._lasting.add(occasion)
            self.last = occasion

    def end(self, occasion: Occasion, now_ns: int) -> None:
        """It is over; nothing happens when it had not begun."""
        if occasion in self._lasting:
            self._lasting.discard(occasion)
            self._until_ns = max(self._until_ns, now_ns + self._linger_ns)

    def happen(self, occasion: Occasion, now_ns: int) -> None:
        """Something happened and is over."""
        if occasion in self._occasions:
            self._until_ns = max(self._until_ns, now_ns + self._linger_ns)
            self.last = occasion

    def is_on(self, now_ns: int) -> bool:
        """Whether to record for it."""
        return bool(self._lasting) or now_ns < self._until_ns

    def due_ns(self, now_ns: int) -> int | None:
        """Return when it goes off by itself; None: not before something happens."""
        return self._until_ns if not self._lasting and now_ns < self._until_ns else None
