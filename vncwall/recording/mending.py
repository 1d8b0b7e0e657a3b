"""What a crash or a power failure left of a Matroska file, cut to what is whole.

A recording is written from front to back, one cluster a frame, each with a CRC-32 (RFC 8794,
11.3.1); behind the front only the header's duration and, at the very end, a few header elements
are overwritten. After the death of a process the file ends somewhere in a cluster. After a power
failure what was written since the last flush can be missing in any place: then there are zeros,
or the file is shorter. Players stumble over such an end, or show pictures that lack what they are
built upon. So the file is cut behind the last cluster before the first damage, unless a later
key frame shows that the damage is not the end.
"""

from __future__ import annotations

import logging
import mmap
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vncwall.recording.segments import PART
from vncwall.recording.sinks.matroska import plays
from vncwall.recording.wire_mending import mend_wire

_EBML = 0x1A45DFA3
_SEGMENT = 0x18538067
_CLUSTER = 0x1F43B675
_CRC = 0xBF
_SIMPLE_BLOCK = 0xA3
_BLOCK_GROUP = 0xA0
_REFERENCE = 0xFB
_HEADERS = frozenset({0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1254C367, 0x1043A770, 0xEC})
"""SeekHead, Info, Tracks, Tags, Chapters, Void."""
_CUES = 0x1C53BB6B
_UNKNOWN_SIZE = b"\x01" + b"\xff" * 7

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of a file: where it begins, where its payload begins, where it ends."""

    identifier: int
    start: int
    payload: int
    end: int


def mend(path: Path) -> bool:
    """Cut a damaged end off a file that nobody writes; return whether it plays. Never raises.

    A recording of the wire is cut as it needs it; any other file that is no Matroska file is left
    as it is.
    """
    if path.name.removesuffix(PART).endswith(".fbs"):
        return mend_wire(path)
    try:
        cut_damage(path)
    except (OSError, ValueError) as error:
        logger.warning("%s cannot be mended: %s", path, error)
    return plays(path)


def cut_damage(path: Path) -> int:
    """Truncate a Matroska file behind its last whole cluster; return how many bytes went.

    Raises:
        OSError: the file cannot be read or written.
    """
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            return 0
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            segment = _segment(data)
            length = size if segment is None else _whole_length(data, segment.payload)
            is_bounded = (
                segment is not None and data[segment.payload - 8 : segment.payload] != _UNKNOWN_SIZE
            )
        if length == size or segment is None:
            return 0
        if is_bounded:
            # The writer had come to setting the length: readers would look for the rest.
            file.seek(segment.payload - 8)
            file.write(_UNKNOWN_SIZE)
        file.truncate(length)
        file.flush()
        os.fsync(file.fileno())
        logger.info("%s: %d damaged bytes at the end were cut off", path, size - length)
        return size - length


def _whole_length(data: mmap.mmap, at: int) -> int:
    """Return where the file is to end; its length when nothing is to be cut."""
    damaged_at = -1
    end = at
    for element in _elements(data, at):
        if element.identifier not in (*_HEADERS, _CUES, _CLUSTER):
            break
        if element.end > len(data):
            break
        end = element.end
        if element.identifier not in (_CLUSTER, _CUES):
            continue
        if not _is_intact(data, element):
            damaged_at = element.start if damaged_at < 0 else damaged_at
        elif damaged_at >= 0 and _is_key(data, element):
            return len(data)  # damage in the middle: players get over it
    if damaged_at >= 0:
        return damaged_at
    return end


def _elements(data: mmap.mmap, at: int, end: int | None = None) -> Iterator[_Element]:
    """Yield the elements from `at` on, one behind the other, until one makes no sense."""
    end = len(data) if end is None else end
    while at < end:
        element = _element(data, at)
        if element is None:
            return
        yield element
        at = element.end


def _element(data: mmap.mmap, at: int) -> _Element | None:
    length = 9 - data[at].bit_length()
    if length > 4 or at + length >= len(data):
        return None
    identifier = int.from_bytes(data[at : at + length], "big")
    size_at = at + length
    length = 9 - data[size_at].bit_length()
    if length > 8 or size_at + length > len(data):
        return None
    size = int.from_bytes(data[size_at : size_at + length], "big") & ~(1 << 7 * length)
    payload = size_at + length
    if size == (1 << 7 * length) - 1:  # unknown: up to the end
        size = len(data) - payload
    return _Element(identifier, at, payload, payload + size)


def _segment(data: mmap.mmap) -> _Element | None:
    """Return the Segment element, or None when this is no Matroska file with a length of 8."""
    for element in _elements(data, 0):
        if element.identifier == _SEGMENT and element.payload - element.start == 12:
            return element
        if element.identifier not in (_EBML, 0xEC):
            return None
    return None


def _is_intact(data: mmap.mmap, element: _Element) -> bool:
    """Return whether the element's CRC-32 is there and right."""
    at = element.payload
    if data[at : at + 2] != b"\xbf\x84":
        return False
    found = int.from_bytes(data[at + 2 : at + 6], "little")
    return zlib.crc32(memoryview(data)[at + 6 : element.end]) == found


def _is_key(data: mmap.mmap, cluster: _Element) -> bool:
    """Return whether a cluster begins with a key frame."""
    for element in _elements(data, cluster.payload, cluster.end):
        if element.identifier == _SIMPLE_BLOCK:
            return bool(data[element.payload + 3] & 0x80)
        if element.identifier == _BLOCK_GROUP:
            inner = _elements(data, element.payload, element.end)
            return all(one.identifier != _REFERENCE for one in inner)
    return False
