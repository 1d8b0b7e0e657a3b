"""Whether the server is still there. Pure: time comes in as arguments.

Silence is normal: an incremental request waits until something changes. So a quiet server is
probed, and only a probe without any byte of answer means that it is frozen. A session that nobody
looks at is probed all the same, more seldom: its server may be gone, too.
"""

from __future__ import annotations

from enum import Enum

_NS = 1_000_000_000

PROBE_AFTER_S = 2.0
"""Silence after which a probe is sent; also how old a quiet tile's picture may look at most."""
PROBE_UNWATCHED_AFTER_S = 10.0
"""The same for a session that nobody looks at or records: some 30 bytes every ten seconds."""
GATHER_NS = _NS // 2
"""Probes wait for the next multiple of this on the clock: a process wakes once for many."""
GIVE_UP_FACTOR = 4
GIVE_UP_AT_LEAST_S = 60.0
"""A frozen server's connection is kept for this long: a machine that swaps often comes back."""


class Due(Enum):
    """What silence calls for."""

    NOTHING = "nothing"
    PROBE = "probe"
    STALLED = "stalled"
    GIVE_UP = "give up"


class Liveness:
    """Tells when to probe, when to call a server frozen and when to give it up.

    1. After `PROBE_AFTER_S` of silence (a third of `stall_after_s` if that is less): PROBE. While
       nobody watches after `PROBE_UNWATCHED_AFTER_S`. At once when
       somebody begins to look.
    2. After `stall_after_s` of silence with the probe open since at least the delay that a watched
       session's probe has: STALLED.
    3. After four times `stall_after_s`, at least a minute: GIVE_UP.
    """

    __slots__ = (
        "_asked_ns",
        "_give_up_ns",
        "_heard_ns",
        "_is_watched",
        "_patience_ns",
        "_probed_ns",
        "_stall_after_ns",
    )

    def __init__(self, stall_after_s: float, now_ns: int, *, is_watched: bool = True) -> None:
        self._stall_after_ns = int(stall_after_s * _NS)
        self._patience_ns = int(min(PROBE_AFTER_S, stall_after_s / 3) * _NS)
        self._give_up_ns = int(max(GIVE_UP_FACTOR * stall_after_s, GIVE_UP_AT_LEAST_S) * _NS)
        self._heard_ns = now_ns
        self._probed_ns: int | None = None
        self._asked_ns: int | None = None
        self._is_watched = is_watched

    @property
    def heard_ns(self) -> int:
        """When the last byte came."""
        return self._heard_ns

    def heard(self, now_ns: int) -> None:
        """Bytes have come."""
        self._heard_ns = now_ns
        self._probed_ns = None

    def set_watched(self, now_ns: int, *, is_watched: bool, asks: bool = True) -> None:
        """Somebody looks at the picture, or nobody any more.

        With `asks` a probe is due at once for who begins to look, and sees an old picture.
        """
        if asks and is_watched and not self._is_watched:
            self._asked_ns = now_ns
        self._is_watched = is_watched

    def probed(self, now_ns: int) -> None:
        """A probe was sent."""
        self._probed_ns = now_ns
        self._asked_ns = None

    def due(self, now_ns: int) -> Due:
        """Return what to do now."""
        silence_ns = now_ns - self._heard_ns
        if self._asked_ns is not None:
            return Due.PROBE
        if self._probed_ns is None:
            return Due.PROBE if silence_ns >= self._probe_after_ns else Due.NOTHING
        if now_ns < self._stalled_ns():
            return Due.NOTHING
        return Due.GIVE_UP if silence_ns >= self._give_up_ns else Due.STALLED

    def next_ns(self, now_ns: int) -> int:
        """Return when to look at `due` next if the silence lasts."""
        if self._asked_ns is not None:
            return self._asked_ns
        if self._probed_ns is None:
            return -(-(self._heard_ns + self._probe_after_ns) // GATHER_NS) * GATHER_NS
        stalled_ns = self._stalled_ns()
        return stalled_ns if now_ns < stalled_ns else self._heard_ns + self._give_up_ns

    @property
    def _probe_after_ns(self) -> int:
        if self._is_watched:
            return self._patience_ns
        return max(self._patience_ns, int(PROBE_UNWATCHED_AFTER_S * _NS))

    def _stalled_ns(self) -> int:
        assert self._probed_ns is not None
        return max(self._heard_ns + self._stall_after_ns, self._probed_ns + self._patience_ns)
