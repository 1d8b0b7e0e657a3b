"""What to do when it is too much: the least important desktops are asked less often.

Pure: measurements and time in, a level out. A level says how far apart the requests of each rank
are at least. It rises by one while something is overloaded, and falls by one when everything has
been at ease for a while: the two limits lie apart, and so do the two times, so that a wall at its
limit stays at one level instead of going to and fro.

Memory counts, too. Asking less often frees next to none of what is held, but each picture that does
not come is touched by nobody: its pages stay where they are, and no scratch memory is needed for
it. So little memory left, or processes that wait for memory, raise the level as well, and with
little left no further recordings fit (`is_short_of_memory`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

_NS = 1_000_000_000
BUSY = 0.92
"""Part of its core that a process uses when it is overloaded, or would if it were to be had."""
AT_EASE = 0.7
LATE_S = 0.8
"""A process that comes so much too late with everything is overloaded, whoever takes its core."""
IN_TIME_S = 0.35
"""What is heard a moment later only because nobody listened is in time."""
RAISE_AFTER_S = 8.0
"""A start, a full screen, a burst of video are shorter."""
LOWER_AFTER_S = 20.0
SETTLE_S = 25.0
"""All desktops connect at the start: that is no measure of anything."""
POSTPONE_S = 10.0
LEAST_FREE_MB = 256.0
LEAST_FREE = 0.03
"""Part of the memory."""
ROOMY = 1.5
"""So many times the least there must be before there is enough again."""
STALLED = 0.1
"""Part of the time in which processes wait for memory when it is too much (Linux, PSI)."""
RUNNING = 0.02


class Rank(IntEnum):
    """How important a session is, the least first."""

    UNSEEN = 0
    """Nobody looks and nothing is recorded."""
    IDLE = 1
    """A tile on which hardly anything changes."""
    SMALL = 2
    """A tile of less than half the size of the largest."""
    TILE = 3
    RECORDED = 4
    CONTROLLED = 5
    """Under control or shown large: never slowed."""


_LEAST_INTERVALS_S: tuple[tuple[float, float, float, float, float, float], ...] = (
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    (5.0, 4.0, 2.0, 0.0, 0.0, 0.0),
    (10.0, 8.0, 4.0, 2.0, 0.0, 0.0),
    (20.0, 15.0, 8.0, 4.0, 0.0, 0.0),
    (30.0, 20.0, 15.0, 8.0, 2.0, 0.0),
)
"""A row for each level, a number for each rank."""
HIGHEST = len(_LEAST_INTERVALS_S) - 1


def least_interval_s(level: int, rank: Rank) -> float:
    """Return how far apart requests of a session are at least; 0: as its settings say.

    >>> [least_interval_s(2, rank) for rank in Rank]
    [10.0, 8.0, 4.0, 2.0, 0.0, 0.0]
    """
    return _LEAST_INTERVALS_S[level][rank]


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured over the last moments."""

    busy: Mapping[str, float] = field(default_factory=dict)
    """Part of a core that each process uses, the main process too, by name."""
    engaged: Mapping[str, float] = field(default_factory=dict)
    """Part of the time in which each had something to do, with a processor or waiting for one."""
    late_s: Mapping[str, float] = field(default_factory=dict)
    """How much too late each comes with what it does every second."""
    memory_mb: float = 1.0
    memory_free_mb: float = 1.0
    memory_stalled: float = 0.0
    """Part of the last seconds in which some process waited for memory."""

    @property
    def is_short_of_memory(self) -> bool:
        """Whether so little memory is left that nothing more should begin."""
        return self.memory_free_mb < self._least_memory_mb

    @property
    def _least_memory_mb(self) -> float:
        return min(self.memory_mb, max(LEAST_FREE_MB, LEAST_FREE * self.memory_mb))

    @property
    def is_easy(self) -> bool:
        """Whether nothing is near its limit."""
        least_mb = min(self.memory_mb, ROOMY * self._least_memory_mb)
        if self.memory_free_mb < least_mb or self.memory_stalled > RUNNING:
            return False
        parts = (*self.busy.values(), *self.engaged.values())
        return all(part <= AT_EASE for part in parts) and all(
            late <= IN_TIME_S for late in self.late_s.values()
        )

    def complaint(self) -> str:
        """Return what is overloaded, in words; "": nothing is."""
        if self.memory_stalled >= STALLED:
            return f"processes wait for memory {self.memory_stalled:.0%} of the time"
        if self.is_short_of_memory:
            return f"only {self.memory_free_mb:.0f} of {self.memory_mb:.0f} MB of memory are left"
        name = max(self.busy, key=lambda name: self.busy[name], default="")
        if name and self.busy[name] >= BUSY:
            return f"{name} uses {min(1.0, self.busy[name]):.0%} of its processor core"
        name = max(self.engaged, key=lambda name: self.engaged[name], default="")
        if name and self.engaged[name] >= BUSY:
            return f"{name} never rests: the processors are taken"
        name = max(self.late_s, key=lambda name: self.late_s[name], default="")
        if name and self.late_s[name] >= LATE_S:
            return f"{name} is {self.late_s[name]:.1f} s behind: the processors are taken"
        return ""


class Admission:
    """Decides on the level; time comes in.

    Attributes:
        level: 0 (nobody is slowed) to `HIGHEST`.
        reason: why it is what it is; "" at level 0.
        is_easing: whether it was lowered last.
    """

    def __init__(self, now_ns: int) -> None:
        self.level = 0
        self.reason = ""
        self.is_easing = False
        self._complaint = ""
        self._settled_ns = now_ns + int(SETTLE_S * _NS)
        self._hard_since_ns: int | None = None
        self._easy_since_ns: int | None = None

    def postpone(self, now_ns: int) -> None:
        """Judge nothing for a while: many desktops connect, which asking less does not relieve."""
        self._settled_ns = max(self._settled_ns, now_ns + int(POSTPONE_S * _NS))

    def weigh(self, load: Load, now_ns: int) -> bool:
        """Take note of the load; return whether the level has changed."""
        complaint = load.complaint()
        if not complaint or now_ns < self._settled_ns:
            self._hard_since_ns = None
        elif self._hard_since_ns is None:
            self._hard_since_ns = now_ns
        if not load.is_easy:
            self._easy_since_ns = None
        elif self._easy_since_ns is None:
            self._easy_since_ns = now_ns
        if _is_over(self._hard_since_ns, RAISE_AFTER_S, now_ns) and self.level < HIGHEST:
            self.level += 1
            self.is_easing = False
            self.reason = self._complaint = complaint
            self._hard_since_ns = now_ns
            return True
        if _is_over(self._easy_since_ns, LOWER_AFTER_S, now_ns) and self.level > 0:
            self.level -= 1
            self.is_easing = True
            self.reason = f"it eases; a moment ago {self._complaint}" if self.level else ""
            self._easy_since_ns = now_ns
            return True
        return False


def _is_over(since_ns: int | None, seconds: float, now_ns: int) -> bool:
    return since_ns is not None and now_ns - since_ns >= seconds * _NS
