"""A recording as a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from vncwall.errors import PlaybackError
from vncwall.playback.sources import open_source

WIRE_SUFFIXES = (".fbs", ".rbs")


@dataclass(frozen=True, slots=True)
class Part:
    """One recording, and which of it is meant. Wall times, nanoseconds since the Unix epoch."""

    path: Path
    host: str
    start_ns: int
    """Of the recording."""
    from_ns: int
    to_ns: int

    @property
    def begin_ms(self) -> int:
        """Where it begins, in the recording."""
        return round((self.from_ns - self.start_ns) / 1e6)

    @property
    def end_ms(self) -> int:
        """Where it ends, in the recording."""
        return round((self.to_ns - self.start_ns) / 1e6)

    @property
    def is_wire(self) -> bool:
        """Whether it is a recording of the wire."""
        return self.path.suffix.lower() in WIRE_SUFFIXES


def part_of(path: Path) -> Part:
    """Return a whole file as a part; what it does not say itself is taken from its name.

    Raises:
        PlaybackError: it cannot be played.
    """
    source = open_source(path)
    try:
        info = source.info
    finally:
        source.close()
    start_ns = info.start_ns
    if start_ns is None:
        start_ns = _start_by_name(path)
    host = info.title
    if path.suffix.lower() in WIRE_SUFFIXES and path.parent.parent.name:
        host = path.parent.parent.name
    return Part(path, host, start_ns, start_ns, start_ns + info.duration_ms * 1_000_000)


def _start_by_name(path: Path) -> int:
    """Return the local time that folder and name say, else when the file was last written."""
    try:
        start = datetime.strptime(f"{path.parent.name} {path.stem[:6]}", "%Y-%m-%d %H%M%S")
    except ValueError:
        return path.stat().st_mtime_ns
    return round(start.astimezone().timestamp() * 1_000_000_000)


def within(parts: Iterable[Part], from_ns: int | None, to_ns: int | None) -> list[Part]:
    """Return what of `parts` lies in a range of time, in order; where two overlap, the first.

    Raises:
        PlaybackError: nothing does.
    """
    result: list[Part] = []
    for part in sorted(parts, key=lambda one: (one.from_ns, one.path)):
        begin_ns = part.from_ns if from_ns is None else max(part.from_ns, from_ns)
        end_ns = part.to_ns if to_ns is None else min(part.to_ns, to_ns)
        if result:
            begin_ns = max(begin_ns, result[-1].to_ns)
        if begin_ns < end_ns:
            result.append(replace(part, from_ns=begin_ns, to_ns=end_ns))
    if not result:
        raise PlaybackError("nothing was recorded in that time")
    return result


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two parts in which nothing was recorded."""

    from_ns: int
    to_ns: int


LEAST_GAP_NS = 1_000_000_000
"""Less between two segments is no gap: their times are those of the first and last picture."""


def gaps(parts: Sequence[Part]) -> list[Gap]:
    """Return the gaps between `parts`, which are in order."""
    return [
        Gap(one.to_ns, other.from_ns)
        for one, other in pairwise(parts)
        if other.from_ns - one.to_ns >= LEAST_GAP_NS
    ]
