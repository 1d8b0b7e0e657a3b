"""What a session worker holds, counted thing by thing.

Its resident memory is no sharp measure: malloc keeps what it was given back, and gives it to the
system when it likes. Bytes are counted before Python looks for circles: they must go by themselves.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import mmap
import os
import sys
from dataclasses import astuple, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ClassVar
from weakref import WeakSet

from vncwall.workers import mains, process


@dataclass(frozen=True, slots=True)
class MemoryCount:
    """What is in use."""

    bytes: int
    """Of malloc: arrays, buffers, zlib's windows; all that is larger than half a kilobyte."""
    objects: int
    """Of Python, the smaller ones."""
    mapped_bytes: int
    """Of Python's mmap objects: large framebuffers, shared memory."""
    files: int
    """Open descriptors."""

    @classmethod
    def read(cls, path: Path) -> MemoryCount:
        """Return what the worker counted last."""
        return cls(*map(int, path.read_text().split()))


class _Malloc(ctypes.Structure):
    """struct mallinfo2 (mallinfo(3), glibc 2.33)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


class _Mapping(mmap.mmap):
    """Knows all that there are."""

    alive: ClassVar[WeakSet[mmap.mmap]] = WeakSet()

    def __init__(self, *_: object, **__: object) -> None:
        self.alive.add(self)


def session_main(connection: Connection, name: str, run: str, *, path: Path) -> None:
    """Be a session worker that writes what it holds to a file with every heartbeat."""
    mmap.mmap = _Mapping  # type: ignore[misc]
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _Malloc
    resident_bytes = process.resident_bytes

    def count() -> int:
        malloc = mallinfo()
        gc.collect()  # asyncio leaves a few small objects in a circle
        held = MemoryCount(
            malloc.uordblks + malloc.hblkhd,
            sys.getallocatedblocks(),
            sum(map(_length, _Mapping.alive)),
            len(os.listdir("/proc/self/fd")),
        )
        beside = path.with_suffix(".new")
        beside.write_text(" ".join(map(str, astuple(held))))
        beside.replace(path)
        return resident_bytes()

    process.resident_bytes = count
    mains.sessions(connection, name, run, level=logging.INFO)


def _length(mapping: mmap.mmap) -> int:
    return 0 if mapping.closed else len(mapping)
