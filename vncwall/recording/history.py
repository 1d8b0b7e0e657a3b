"""What happens to a session while it is recorded: changes, who controlled it, what was missing.

A `History` outlives segments: who has control goes on having it in the next file. Times that go in
are monotonic, those that come out are wall times, counted from the segment's beginning: a clock
that is set meanwhile does not bend them.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.damage import BLOCK, block_grid
from vncwall.geometry import Rect, Size
from vncwall.ipc.segment import ACTIVITY_STEP_S, Span

_STEP_NS = ACTIVITY_STEP_S * 1_000_000_000


class Past(NamedTuple):
    """What happened in a stretch of time; times are wall times."""

    activity: tuple[int, ...] = ()
    """Percent of the picture that changed in each `ACTIVITY_STEP_S`."""
    gaps: tuple[Span, ...] = ()
    controlled: tuple[Span, ...] = ()


class History:
    """Collects what the manifest of a segment says beside its times and sizes."""

    def __init__(self) -> None:
        self._control = _Spans()
        self._gaps = _Spans()
        self._start_ns = 0
        self._wall_ns = 0
        self._activity: list[int] = []
        self._changed: NDArray[np.bool_] | None = None  # blocks, in the present step

    def control(self, who: str, time_ns: int) -> None:
        """Take note that `who` controls the session from now on; "": nobody does."""
        self._control.change(who, time_ns)

    def missing(self, reason: str, time_ns: int) -> None:
        """Take note that no picture can be had from now on, and why; "": it can again."""
        self._gaps.change(reason, time_ns)

    def begin(self, size: Size, start_ns: int, wall_ns: int) -> None:
        """Begin a segment at a monotonic time that is the wall time `wall_ns`."""
        self._start_ns, self._wall_ns = start_ns, wall_ns
        self._activity = []
        self._changed = np.zeros(block_grid(size), np.bool_)
        self._control.cut(start_ns)
        self._gaps.cut(start_ns)

    def drawn(self, rects: Iterable[Rect], time_ns: int) -> None:
        """Take note of what changed in the picture; nothing while no segment is open."""
        if self._changed is None:
            return
        self._advance(time_ns)
        for rect in rects:
            self._changed[
                rect.y // BLOCK : -(-rect.bottom // BLOCK),
                rect.x // BLOCK : -(-rect.right // BLOCK),
            ] = True

    def end(self, end_ns: int) -> Past:
        """End the segment; return its activity, its gaps, and who controlled it when."""
        past = self.so_far(end_ns)
        self._changed = None
        return past

    def so_far(self, end_ns: int) -> Past:
        """Return what `end` would return now; the segment goes on."""
        if self._changed is not None:
            self._advance(end_ns)
        activity = [*self._activity]
        if self._changed is not None and end_ns > self._start_ns + len(activity) * _STEP_NS:
            activity.append(_percent(self._changed))
        shift_ns = self._wall_ns - self._start_ns
        gaps = self._gaps.within(self._start_ns, end_ns, shift_ns)
        controlled = self._control.within(self._start_ns, end_ns, shift_ns)
        return Past(tuple(activity), gaps, controlled)

    def _advance(self, time_ns: int) -> None:
        """Close the steps that are over at `time_ns`."""
        assert self._changed is not None
        step = (time_ns - self._start_ns) // _STEP_NS
        while len(self._activity) < step:
            self._activity.append(_percent(self._changed))
            self._changed[:] = False


class _Spans:
    """Times in which something held, the last of which may not be over."""

    def __init__(self) -> None:
        self._past: list[tuple[int, int, str]] = []
        self._what = ""
        self._since_ns = 0

    def change(self, what: str, time_ns: int) -> None:
        if what == self._what:
            return
        if self._what and time_ns > self._since_ns:
            self._past.append((self._since_ns, time_ns, self._what))
        self._what, self._since_ns = what, time_ns

    def cut(self, start_ns: int) -> None:
        """Forget what was over before `start_ns`."""
        self._past = [span for span in self._past if span[1] > start_ns]

    def within(self, start_ns: int, end_ns: int, shift_ns: int) -> tuple[Span, ...]:
        spans = [*self._past]
        if self._what:
            spans.append((self._since_ns, end_ns, self._what))
        return tuple(
            Span(max(begin, start_ns) + shift_ns, min(end, end_ns) + shift_ns, what)
            for begin, end, what in spans
            if max(begin, start_ns) < min(end, end_ns)
        )


def _percent(changed: NDArray[np.bool_]) -> int:
    return ceil(100 * int(np.count_nonzero(changed)) / changed.size)
