"""Where a player can begin in a wire recording: a file beside it, made when it is first needed.

The index of ``TIME.fbs`` is ``TIME.fbs.index``. It holds nothing that the recording does not say:
without it a player replays from the beginning, and makes it anew. An entry is a time, the offset of
the block that follows, and an `opening`. There is one when as many bytes were recorded since the
last one as it takes: an index is at most about as large as its recording, and to seek means to
replay little more than what one picture takes.

::

    "vncwall index 1\\n"
    u64 size of the recording that it is about
    opening*
    entry*:  u32 milliseconds | u64 offset of the next block | u64 where its opening is | u32 length
    u32 number of entries | "end\\n"

All numbers are big-endian.
"""

from __future__ import annotations

import logging
import os
import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from vncwall.recording.opening import opening
from vncwall.recording.replay import WireReplay

SUFFIX = ".index"
_MAGIC = b"vncwall index 1\n"
_END = b"end\n"
_ENTRY = struct.Struct(">IQQI")
_LEAST_BYTES = 1 << 18
"""Less is replayed in no time."""
_MOST_ENTRIES = 1 << 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at which a player can begin."""

    time_ms: int
    offset: int
    """In the recording, of the block that follows."""
    at: int
    """In the index, of the opening."""
    length: int


class WireIndex:
    """The places of one recording."""

    def __init__(self, path: Path, places: tuple[Place, ...]) -> None:
        self.path = path
        self.places = places
        self._times = [place.time_ms for place in places]

    def before(self, time_ms: int) -> Place | None:
        """Return the last place that is not later than `time_ms`."""
        number = bisect_right(self._times, time_ms)
        return self.places[number - 1] if number else None

    def beginning(self, place: Place) -> bytes:
        """Read the opening of a place.

        Raises:
            OSError: the index cannot be read any more.
        """
        with self.path.open("rb") as file:
            file.seek(place.at)
            return file.read(place.length)


def index_path(recording: Path) -> Path:
    """Return where the index of a recording is."""
    return recording.with_name(recording.name + SUFFIX)


def read_index(recording: Path) -> WireIndex | None:
    """Return the index of a recording; None: there is none that is whole and about this file."""
    path = index_path(recording)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(_MAGIC) + 8)
            about = int.from_bytes(head[len(_MAGIC) :], "big")
            if not head.startswith(_MAGIC) or about != recording.stat().st_size:
                return None
            file.seek(size - len(_END) - 4)
            tail = file.read()
            count = int.from_bytes(tail[:4], "big")
            table = size - len(tail) - count * _ENTRY.size
            if tail[4:] != _END or count > _MOST_ENTRIES or table < len(head):
                return None
            file.seek(table)
            data = file.read(count * _ENTRY.size)
    except (OSError, ValueError):
        return None
    places = tuple(Place(*fields) for fields in _ENTRY.iter_unpack(data))
    if any(place.at + place.length > table or place.offset > about for place in places):
        return None
    if any(one.time_ms > other.time_ms for one, other in pairwise(places)):
        return None
    return WireIndex(path, places)


def make_index(
    recording: Path, *, goes_on: Callable[[float], bool] = lambda part: True
) -> WireIndex | None:
    """Replay a recording and write its index; return it.

    Args:
        recording: a file that is not written any more.
        goes_on: told how much is done, from 0 to 1; returns False to give up.

    Returns:
        None: it was given up, or the folder takes no file.

    Raises:
        FbsError: it is no recording that can be played.
        OSError: the recording cannot be read.
    """
    size = recording.stat().st_size
    replay = WireReplay(recording, keeps_history=True)
    path = index_path(recording)
    part = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with part.open("wb") as file:
            file.write(_MAGIC + size.to_bytes(8, "big"))
            entries = []
            last_offset, last_length = replay.offset, 0
            while replay.step():
                passed = replay.offset - last_offset
                if passed < max(_LEAST_BYTES, last_length) or not replay.has_picture:
                    continue
                if not goes_on(replay.offset / size):
                    return None
                point = replay.connection.resume_point()
                beginning = opening(point) if point is not None else None
                if beginning is None:
                    continue
                entries.append(
                    _ENTRY.pack(replay.time_ms, replay.offset, file.tell(), len(beginning))
                )
                file.write(beginning)
                last_offset, last_length = replay.offset, len(beginning)
            file.write(b"".join(entries) + struct.pack(">I", len(entries)) + _END)
        part.replace(path)
    except OSError as error:
        logger.info("no index of %s: %s", recording, error)
        return None
    finally:
        part.unlink(missing_ok=True)
    return read_index(recording)
