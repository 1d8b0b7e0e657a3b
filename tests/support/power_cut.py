"""What a power failure can leave of a file: every write and flush is noted, and the states that the
rules of POSIX and of disks allow are built from the notes.

After a crash the file holds all that was written before the last finished flush. Of each 512-byte
sector written since then the old or the new content is there, in any combination; the length is
anything between the flushed one and the newest; what lies in between and was not written is zeros.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vncwall.recording.segments import PartFile

SECTOR = 512


class WatchedFile(PartFile):
    """A `PartFile` that remembers what was written, and when it was flushed.

    Attributes:
        writes: (offset, bytes), in order.
        flushed: how many of `writes` each flush has put on the disk.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.writes: list[tuple[int, bytes]] = []
        self.flushed: list[int] = [0]

    def sync(self) -> bool:
        self.flushed.append(len(self.writes))
        return super().sync()

    def _write_at(self, offset: int, data: bytes) -> None:
        self.writes.append((offset, bytes(data)))
        super()._write_at(offset, data)


@dataclass(frozen=True, slots=True)
class Remains:
    """A file after the crash."""

    what: str
    data: bytes
    flushed: int
    """How many writes are surely in it."""


def remains(file: WatchedFile, *, seed: int, each: int = 3) -> Iterator[Remains]:
    """Yield legal states for a crash after each write: the simple ones, and `each` random ones."""
    random = np.random.default_rng(seed)
    for count in range(1, len(file.writes) + 1):
        flushed = max(number for number in file.flushed if number <= count)
        before = _image(file.writes[:flushed])
        pending = file.writes[flushed:count]
        at = f"crash after write {count}, {flushed} flushed"
        yield Remains(f"{at}: all there", _image(file.writes[:count]), flushed)
        if not pending:
            continue
        yield Remains(f"{at}: nothing of the rest", before, flushed)
        yield Remains(f"{at}: last one first", _image(pending[-1:], before), flushed)
        whole = _image(file.writes[:count])
        if len(whole) > len(before):
            cut = int(random.integers(len(before), len(whole)))
            yield Remains(f"{at}: cut at {cut}", whole[:cut], flushed)
        for _ in range(each):
            yield Remains(f"{at}: some sectors", _torn(before, pending, random), flushed)


def _image(writes: list[tuple[int, bytes]], before: bytes = b"") -> bytes:
    data = bytearray(before)
    for offset, piece in writes:
        data.extend(bytes(max(0, offset + len(piece) - len(data))))
        data[offset : offset + len(piece)] = piece
    return bytes(data)


def _torn(before: bytes, pending: list[tuple[int, bytes]], random: np.random.Generator) -> bytes:
    """Return `before` with a random part of the pending sectors, and a random length."""
    after = _image(pending, before)
    data = bytearray(before.ljust(len(after), b"\0"))
    keep = random.random((len(after) + SECTOR - 1) // SECTOR) < random.choice([0.2, 0.5, 0.9])
    for number in np.flatnonzero(keep):
        where = slice(int(number) * SECTOR, (int(number) + 1) * SECTOR)
        data[where] = after[where]
    return bytes(data[: int(random.integers(len(before), len(after) + 1))])
