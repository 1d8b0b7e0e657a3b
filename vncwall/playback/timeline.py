"""Several files in a row as one span of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import log1p
from pathlib import Path

from vncwall.errors import PlaybackError
from vncwall.playback.sources import is_playable_name
from vncwall.playback.sources.base import Change, SourceInfo

_REPEAT_BYTES = 100
"""A frame that repeats a still picture is a few dozen bytes long, and no activity."""


class Timeline:
    """The playing list: where each file lies, and what the wall clock said at each position.

    Files follow each other without a pause; time between them that was not recorded takes no
    time to play. Positions are milliseconds since the beginning of the first file.
    """

    def __init__(self, files: Sequence[SourceInfo]) -> None:
        """Arrange `files` in the given order.

        Raises:
            ValueError: there is none.
        """
        if not files:
            raise ValueError("a timeline needs a file")
        self.files = tuple(files)
        ends = list(accumulate(info.duration_ms for info in files))
        self.starts = (0, *ends[:-1])
        """Position at which each file begins."""
        self.duration_ms = ends[-1]

    def locate(self, position_ms: int) -> tuple[int, int]:
        """Return (number of the file, milliseconds inside it), held inside the timeline."""
        position_ms = min(max(0, position_ms), self.duration_ms)
        index = bisect_right(self.starts, position_ms) - 1
        return index, position_ms - self.starts[index]

    def wall_ns(self, position_ms: int) -> int | None:
        """Return what the wall clock said there, or None where the file does not know."""
        index, local_ms = self.locate(position_ms)
        start_ns = self.files[index].start_ns
        return None if start_ns is None else start_ns + local_ms * 1_000_000

    def gap_ms(self, index: int) -> int:
        """Return how much time was not recorded before file `index`; 0 where unknown."""
        if index == 0:
            return 0
        before, after = self.files[index - 1], self.files[index]
        if before.start_ns is None or after.start_ns is None:
            return 0
        return max(0, (after.start_ns - before.start_ns) // 1_000_000 - before.duration_ms)


def playing_list(paths: Sequence[Path]) -> list[Path]:
    """Return the files to play: a folder stands for all that it holds, by name, sub-folders too.

    Raises:
        PlaybackError: a path does not exist, or a folder holds nothing to play.
    """
    result: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = [p for p in sorted(path.rglob("*")) if p.is_file() and is_playable_name(p)]
            if not found:
                raise PlaybackError(f"{path} holds no recordings")
            result += found
        elif path.exists():
            result.append(path)
        else:
            raise PlaybackError(f"{path} does not exist")
    return result


def by_start(files: Sequence[SourceInfo]) -> list[SourceInfo]:
    """Return `files` in the order in which they were recorded, when all of them know when."""
    if any(info.start_ns is None for info in files):
        return list(files)
    return sorted(files, key=lambda info: info.start_ns or 0)


def activity(changes: Sequence[Change], duration_ms: int, columns: int) -> list[float]:
    """Return how much changed in each of `columns` equal parts of a file, 0 to 1.

    The scale is logarithmic, so that a typed letter can be seen beside a new picture. The first
    frame of a file holds the whole picture and does not count.
    """
    if columns <= 0:
        return []
    sums = [0] * columns
    for change in changes[1:]:
        column = change.time_ms * columns // max(1, duration_ms)
        sums[min(max(column, 0), columns - 1)] += max(0, change.size_bytes - _REPEAT_BYTES)
    levels = [log1p(size / 400) for size in sums]
    highest = max(levels, default=0.0)
    return [level / highest for level in levels] if highest > 0 else levels
