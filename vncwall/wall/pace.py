"""How long the wall rests between two turns of its loop while nothing is under control."""

from __future__ import annotations

from collections.abc import Iterable

from vncwall.settings.model import HostSettings

_NS = 1_000_000_000

REST_S = 1 / 10
"""Pictures are noticed so late at most."""
STIR_S = 1 / 20
"""The first touch is noticed so late at most: to look for one costs next to nothing."""
QUICK_S = 1 / 30
"""The same while mouse or keyboard is used, and where a tile is asked for so often ..."""
PART = 0.5
"""... that more than this part of its interval would be spent resting."""
USED_NS = 2 * _NS
"""It counts as used for so long after the last event."""


class Pace:
    """Chooses the rest. Pure: time comes in as arguments."""

    def __init__(self, hosts: Iterable[HostSettings], now_ns: int) -> None:
        self._used_ns = now_ns
        self._calm_s = REST_S
        self.follow(hosts)

    def follow(self, hosts: Iterable[HostSettings]) -> None:
        """Show these hosts from now on."""
        quickest_s = min((host.tile.update_interval for host in hosts), default=REST_S / PART)
        self._calm_s = max(QUICK_S, min(REST_S, PART * quickest_s))

    def touched(self, now_ns: int) -> None:
        """Something came from the window: a key, a movement."""
        self._used_ns = now_ns

    def rest_s(self, now_ns: int) -> float:
        """Return how long to rest before the next turn."""
        return QUICK_S if now_ns - self._used_ns < USED_NS else self._calm_s
