"""A framebuffer in shared memory: one writer, many readers.

The segment is a header of eight 64-bit words, the block numbers, and the pixels::

    begin | end | serial | 5 reserved | numbers (rows, columns) | words (height, width)

Rules:

1. The writer raises `begin`, copies the changed pixels, writes the new serial into the blocks
   they touch, sets `serial`, then `end = begin`. It then sends a notice through a pipe; the notice,
   not these words, orders memory between processors.
2. A reader copies blocks with a number above the last serial it has seen. When `begin` differs
   from `end` it skips to its next tick; it never waits. An overlap that it misses heals itself,
   because the next publish raises the numbers again.
3. A segment never changes size: a new size is a new name. The writer's process unlinks it; the
   supervisor unlinks what a dead process left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from multiprocessing import resource_tracker, shared_memory
from typing import Any, cast

import numpy as np

from vncwall.framebuffer.damage import BlockNumbers, block_grid, changed_rects, mark
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.indexed import Picture
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor

_HEADER_WORDS = 8
_BEGIN, _END, _SERIAL = 0, 1, 2


def segment_size(size: Size) -> int:
    """Return the bytes of a segment for a framebuffer of this size."""
    rows, columns = block_grid(size)
    return _HEADER_WORDS * 8 + rows * columns * 4 + size.area * 4


class _Segment:
    """The arrays inside a mapped segment."""

    def __init__(self, memory: shared_memory.SharedMemory, size: Size) -> None:
        rows, columns = block_grid(size)
        self.memory = memory
        self.size = size
        # frombuffer, not ndarray(buffer=...): only the former locks the mapping while a view of
        # it exists, which `close` counts on.
        blocks = rows * columns
        buffer = memory.buf
        assert buffer is not None
        self.header = np.frombuffer(buffer, np.uint64, _HEADER_WORDS)
        offset = _HEADER_WORDS * 8
        self.numbers: BlockNumbers = np.frombuffer(buffer, np.uint32, blocks, offset).reshape(
            rows, columns
        )
        offset += blocks * 4
        self.words: Words = np.frombuffer(buffer, np.uint32, size.area, offset).reshape(
            size.height, size.width
        )

    def close(self) -> None:
        """Unmap. Views handed out keep the mapping alive until they are gone."""
        del self.header, self.numbers, self.words
        try:
            self.memory.close()
        except BufferError:
            # Somebody still looks at the pixels; the mapping ends with that view. Without this
            # SharedMemory.__del__ would try again and print a traceback.
            self.memory._mmap = None  # type: ignore[attr-defined]
            self.memory._buf = None  # type: ignore[attr-defined]
            self.memory.close()


class SharedFramebufferWriter:
    """Creates a segment and publishes pictures into it. Owned by one session worker.

    Raises:
        OSError: on construction, when there is not enough shared memory.
    """

    def __init__(self, descriptor: FramebufferDescriptor) -> None:
        self.descriptor = descriptor
        size = Size(descriptor.width, descriptor.height)
        self._segment = _Segment(create(descriptor.name, segment_size(size)), size)
        self._segment.words[:] = BLACK

    @property
    def serial(self) -> int:
        """Number of the last published picture; 0 before the first."""
        return int(self._segment.header[_SERIAL])

    def publish(self, source: Picture, rects: Iterable[Rect]) -> int:
        """Copy `rects` of `source`, which has the segment's size (one copy); return the serial."""
        segment = self._segment
        header = segment.header
        rects = list(rects)
        serial = int(header[_SERIAL]) + 1
        header[_BEGIN] = serial
        for rect in rects:
            where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
            segment.words[where] = source[where]
        mark(segment.numbers, rects, serial)
        header[_SERIAL] = serial
        header[_END] = serial
        return serial

    def close(self) -> None:
        """Unmap and unlink the segment."""
        name = self._segment.memory.name
        self._segment.close()
        unlink(name)


class SharedFramebufferReader:
    """A view of another process's framebuffer. Never writes.

    Raises:
        FileNotFoundError: on construction, when the segment is already unlinked.
    """

    def __init__(self, descriptor: FramebufferDescriptor) -> None:
        self.descriptor = descriptor
        self.size = Size(descriptor.width, descriptor.height)
        self._segment = _Segment(attach(descriptor.name), self.size)

    @property
    def words(self) -> Words:
        """The shared pixels themselves, (height, width) uint32: may change while being read."""
        return self._segment.words

    @property
    def serial(self) -> int:
        """Number of the last published picture; 0 before the first."""
        return int(self._segment.header[_SERIAL])

    def changed_since(self, serial: int) -> tuple[int, list[Rect]]:
        """Return (newest serial, rectangles changed after `serial`); nothing during a publish."""
        header = self._segment.header
        if header[_BEGIN] != header[_END]:
            return serial, []
        newest = int(header[_SERIAL])
        if newest <= serial:
            return serial, []
        return newest, changed_rects(self._segment.numbers, serial, self.size)

    def is_current(self, serial: int) -> bool:
        """Whether picture `serial` is the newest and no other one has begun to replace it.

        Asked after reading: what was read since `changed_since` returned `serial` is whole.
        """
        return int(self._segment.header[_BEGIN]) == serial

    def copy_since(self, serial: int, destination: Words) -> tuple[int, list[Rect]]:
        """Copy what changed after `serial` into `destination` of the same size (one copy).

        Returns:
            The serial to pass next time, and the rectangles that were copied.
        """
        newest, rects = self.changed_since(serial)
        for rect in rects:
            where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
            destination[where] = self._segment.words[where]
        return newest, rects

    def close(self) -> None:
        """Unmap; the segment itself belongs to its writer."""
        self._segment.close()


class _NoTracker:
    """Stands in for the resource tracker while a segment is opened or unlinked."""

    @staticmethod
    def register(name: str, kind: str) -> None:
        """Do nothing: the writer's registration is the only one."""

    @staticmethod
    def unregister(name: str, kind: str) -> None:
        """Do nothing."""


def attach(name: str) -> shared_memory.SharedMemory:
    """Map an existing segment without telling the resource tracker.

    Below Python 3.13 attaching registers the segment as if this process owned it; the entry
    would then outlive the writer's unlink and be reported as a leak.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    if sys.version_info >= (3, 13):
        return shared_memory.SharedMemory(name, track=False)
    module = cast(Any, shared_memory)
    tracker = module.resource_tracker
    module.resource_tracker = _NoTracker
    try:
        return shared_memory.SharedMemory(name)
    finally:
        module.resource_tracker = tracker


def unlink(name: str) -> bool:
    """Remove a segment, one's own or one that a dead process left; return whether there was one.

    The resource tracker, which all processes of the program share, forgets it in either case.
    """
    module = cast(Any, shared_memory)
    if not hasattr(module, "_posixshmem"):  # Windows: gone with its last handle
        return False
    try:
        module._posixshmem.shm_unlink("/" + name)
    except FileNotFoundError:
        return False
    resource_tracker.unregister("/" + name, "shared_memory")
    return True


def create(name: str, size: int) -> shared_memory.SharedMemory:
    """Return a new segment whose memory is really there.

    Without the reservation a full /dev/shm (64 MiB in many containers) would show as a bus
    error, the end of the process, at the first write.
    """
    try:
        memory = shared_memory.SharedMemory(name, create=True, size=size)
    except FileExistsError:
        # The name holds our run's identity: a process of that identity died long ago.
        unlink(name)
        memory = shared_memory.SharedMemory(name, create=True, size=size)
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(cast(Any, memory)._fd, 0, size)
        except OSError as error:
            memory.close()
            memory.unlink()
            mebibytes = size / (1 << 20)
            raise OSError(
                error.errno, f"no room for {mebibytes:.1f} MiB of shared memory in /dev/shm"
            ) from error
    return memory
