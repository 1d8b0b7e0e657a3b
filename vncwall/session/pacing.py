"""When to ask the server for the next update. RFB sends only what is asked for, so this is the
bandwidth control of the whole program.
"""

from __future__ import annotations

_NS = 1_000_000_000

GATHERED = 4
"""Requests of sessions that ask equally often leave together, so many times an interval: a process
that wakes for one request and sleeps again spends more on that than on the request."""
LONGEST_WAIT_NS = _NS // 4
"""No request waits longer for others, however long the interval is."""
BRISK_NS = _NS // 2
"""Who asks more often than this has a use for every moment ..."""
BRISK_GATHERED = 20
"""... and waits for the others no longer than such a part of the interval."""


class UpdatePacer:
    """Decides when the next FramebufferUpdateRequest is due. Pure: time comes in as arguments.

    Rules:

    1. While nobody watches nothing is asked.
    2. While a request is open nothing is asked: the server answers when something changes.
    3. Requests are at least `interval_s` apart; 0 asks as soon as the last answer is complete.
    4. While the machine is overloaded they are at least as far apart as `hold_back` says.
    5. Requests wait for the next multiple of a part of the interval on the clock, and count from
       when they were due: gathered, they are still an interval apart.
    6. The first request after somebody began to watch, and the first with a new interval, is due
       at once.
    """

    __slots__ = ("_asked_ns", "_interval_ns", "_is_open", "_is_watched", "_least_ns")

    def __init__(self, interval_s: float) -> None:
        self._interval_ns = int(interval_s * _NS)
        self._least_ns = 0
        self._is_watched = False
        self._is_open = False
        self._asked_ns: int | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks at this session or records it."""
        return self._is_watched

    @property
    def is_open(self) -> bool:
        """Whether the server owes an answer: it will tell when anything changes."""
        return self._is_open

    @property
    def keeps_up(self) -> bool:
        """Whether a sign of life now means that the picture is current.

        The server owes an answer, or is asked again soon; not while it is held back.
        """
        return self._is_open or (self._is_watched and not self._least_ns)

    def set_watched(self, *, is_watched: bool) -> None:
        """Begin or cease to ask."""
        if is_watched and not self._is_watched:
            self._asked_ns = None
        self._is_watched = is_watched

    def set_interval(self, interval_s: float) -> None:
        """Change the least distance between requests."""
        interval_ns = int(interval_s * _NS)
        if interval_ns != self._interval_ns:
            self._interval_ns = interval_ns
            self._asked_ns = None

    def hold_back(self, least_interval_s: float) -> None:
        """Ask no more often than this, whatever the interval is; 0: the interval alone counts."""
        self._least_ns = int(least_interval_s * _NS)

    def restart(self) -> None:
        """Forget what was asked: the connection is new, or the picture wanted is another."""
        self._is_open = False
        self._asked_ns = None

    def asked(self, now_ns: int) -> None:
        """A request was sent."""
        self._is_open = True
        due_ns = self._next_ns()
        # It has waited for others, and the process needs a moment to wake up.
        is_in_time = due_ns is not None and 0 <= now_ns - due_ns < 2 * self._grain_ns
        self._asked_ns = due_ns if is_in_time else now_ns

    def joined(self) -> None:
        """A request was sent that goes on with what the last one began."""
        self._is_open = True

    def answered(self) -> None:
        """An update has come whole; it answers every request before it."""
        self._is_open = False

    def due_ns(self, now_ns: int) -> int | None:
        """Return when the next request is due (`now_ns` at the earliest); None: not by itself."""
        if not self._is_watched or self._is_open:
            return None
        due_ns = self._next_ns()
        if due_ns is None:
            return now_ns
        return max(now_ns, -(-due_ns // self._grain_ns) * self._grain_ns)

    @property
    def _grain_ns(self) -> int:
        gathered = BRISK_GATHERED if self._interval_ns < BRISK_NS else GATHERED
        return max(1, min(self._interval_ns // gathered, LONGEST_WAIT_NS))

    def _next_ns(self) -> int | None:
        """Return when the next request would leave by itself; None: at once."""
        if self._asked_ns is None:
            return None
        return self._asked_ns + max(self._interval_ns, self._least_ns)
