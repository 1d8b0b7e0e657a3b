"""Plan against fact: how much of what was to be recorded is there, and why the rest is not.

The plan is what the journals say was planned, and for times of which no journal speaks what the
configuration says now. Facts are files. What is left between them is a gap, and each piece of it
has the reason that the journal names; that a file of the journal is not there any more is one, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vncwall.recording.plan_history import HostHistory, Planned
from vncwall.scheduling.spans import Span, common, joined, total_ns, without

GONE = "file is gone"
"""It was recorded, and the file is neither in the folder nor in another store."""
DELETED = "deleted"
"""It was recorded, and the audit log says who deleted it and why."""
UNKNOWN = "unknown"
TOLERANCE_NS = 5_000_000_000
"""Shorter pieces are no gaps: a recording begins with the first picture after its start."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about."""

    period: Span
    host: str = ""
    """Name, with * and ?; "": all."""
    schedule: str = ""
    """Only what this schedule planned; "": everything."""
    tolerance_ns: int = TOLERANCE_NS


@dataclass(frozen=True, slots=True)
class Fact:
    """A file that was finished or is being written."""

    span: Span
    path: str
    is_there: bool = True
    deleted: str = ""
    """Why and by whom, of one that is not there; "": the audit log does not say."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time that was planned and of which there is no recording."""

    span: Span
    reason: str
    """A word of the journal, of `states.Reason`, or of this module."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One host by one cause."""

    host: str
    cause: str
    """"schedule NAME", "always", "hand" and so on."""
    planned_ns: int
    recorded_ns: int
    """Of what was planned; pieces that are too short for a gap count as recorded."""
    gaps: tuple[Gap, ...] = ()

    @property
    def percent(self) -> float:
        """Part of the plan that is there; 100 where nothing was planned.

        Rounded down to hundredths: 100 is all of it.
        """
        if not self.planned_ns:
            return 100.0
        return (10_000 * self.recorded_ns // self.planned_ns) / 100

    @property
    def is_complete(self) -> bool:
        """Whether there is no gap."""
        return not self.gaps


def coverage_of(
    host: str,
    history: HostHistory,
    facts: Sequence[Fact],
    period: Span,
    *,
    unwatched: Iterable[Planned] = (),
    tolerance_ns: int = TOLERANCE_NS,
) -> list[Coverage]:
    """Return how much of each plan of a host is there, in the order in which they first held.

    Args:
        host: its name.
        history: what the journals say of it.
        facts: its files, whole; also those that are gone.
        period: what is asked about.
        unwatched: what was planned while no journal speaks of the host.
        tolerance_ns: pieces up to this length are no gaps.
    """
    planned = [*history.planned, *unwatched]
    recorded = joined((one.span for one in facts if one.is_there), bridge_ns=tolerance_ns)
    reasons = [*_reasons(planned), *_losses(facts)]
    result = []
    for cause in dict.fromkeys(cause for one in planned for cause in one.causes):
        spans = common([period], (one.span for one in planned if cause in one.causes))
        if not spans:
            continue
        missing = [one for one in without(spans, recorded) if one.length_ns > tolerance_ns]
        gaps = tuple(
            gap
            for span in missing
            for gap in _merged(_explained(span, reasons), tolerance_ns=tolerance_ns)
        )
        planned_ns = total_ns(spans)
        result.append(Coverage(host, cause, planned_ns, planned_ns - total_ns(missing), gaps))
    return result


def _reasons(planned: Iterable[Planned]) -> list[Planned]:
    """Return what the journal gives reasons for, in the order of time."""
    return sorted((one for one in planned if one.gap), key=lambda one: one.span)


def _losses(facts: Iterable[Fact]) -> Iterator[Planned]:
    """Yield why files are not there that are not."""
    for one in facts:
        yield Planned(one.span, (), DELETED if one.deleted else GONE, one.deleted)


def _explained(span: Span, reasons: Sequence[Planned]) -> Iterator[Gap]:
    """Yield the pieces of a gap with their reasons; the journal's go before files that are gone."""
    left = [span]
    found: list[Gap] = []
    for one in reasons:
        pieces = common(left, [one.span])
        found += (Gap(piece, one.gap, one.detail) for piece in pieces)
        left = without(left, pieces)
    found += (Gap(piece, UNKNOWN) for piece in left)
    yield from sorted(found, key=lambda gap: gap.span)


def _merged(gaps: Iterable[Gap], *, tolerance_ns: int) -> list[Gap]:
    """Return the pieces of one gap; neighbours of one reason, and very short ones, are joined.

    What lasts no longer than the tolerance, such as an attempt to connect, is told as part of the
    piece before it, at the beginning as part of the one after it.
    """
    result: list[Gap] = []
    for gap in gaps:
        before = result[-1] if result else None
        if before is None:
            result.append(gap)
        elif before.reason == gap.reason or gap.span.length_ns <= tolerance_ns:
            result[-1] = _widened(before, gap)
        elif before.span.length_ns <= tolerance_ns:
            result[-1] = _widened(gap, before)
        else:
            result.append(gap)
    return result


def _widened(gap: Gap, by: Gap) -> Gap:
    span = Span(min(gap.span.start_ns, by.span.start_ns), max(gap.span.end_ns, by.span.end_ns))
    detail = gap.detail or (by.detail if by.reason == gap.reason else "")
    return Gap(span, gap.reason, detail)
