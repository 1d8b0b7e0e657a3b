# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
"""The byte stream of one connection, read by generators.

Rules, then code:

1. `feed` appends what the network brought; reading methods are generators that yield when bytes
   are missing and go on when fed. Code above them is straight-line:
   ``n = yield from r.read_u32()``.
2. Before it yields a method sets `wanted`, the number of unread bytes it needs. The connection does
   not resume anyone before `available >= wanted`, so a large payload costs one resume.
3. `peek` gives a view of the unread bytes. It must be released before the next `yield`: a live
   view locks the buffer against `feed`. Compiled code reads ``buffer[start : start + available]``
   in place instead, and keeps no pointer across a `yield`.
4. Callers check every length against their `Limits` before they ask for it.

Compiled with the types in reader.pxd.
"""

from __future__ import annotations

from collections.abc import Generator
from struct import Struct
from typing import Any, TypeVar

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

T = TypeVar("T")
Steps = Generator[None, None, T]
"""A computation that yields when bytes are missing and returns a T."""

_COMPACT_AT = 1 << 16
"""Read bytes are dropped from the front once they are this many and half of the buffer."""


class ByteReader:
    """Bytes received and not yet consumed, with generator methods to consume them.

    Attributes:
        buffer: holds the unread bytes and some before them; written by this class alone.
        start: where in `buffer` the unread bytes begin.
        available: number of unread bytes; they reach to the end of `buffer`.
        wanted: number of unread bytes that whoever waits needs.
        total: bytes fed since the start: a measure of traffic and the position for diagnostics.
    """

    __slots__ = ("available", "buffer", "start", "total", "wanted")

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.start = 0
        self.available = 0
        self.wanted = 1
        self.total = 0

    @property
    def position(self) -> int:
        """Offset in the stream of the next unread byte, for error messages."""
        return self.total - self.available

    def feed(self, data: bytes | bytearray | memoryview) -> None:
        """Append received bytes (one copy)."""
        buffer, start = self.buffer, self.start
        if self.available == 0:
            buffer.clear()
            self.start = 0
        elif start > _COMPACT_AT and start > self.available:
            del buffer[:start]
            self.start = 0
        buffer += data
        size = len(data)
        self.available += size
        self.total += size

    def take(self, size: int) -> bytes:
        """Consume `size` bytes that are known to be available (one copy)."""
        assert 0 <= size <= self.available
        start = self.start
        self.start = end = start + size
        self.available -= size
        data = self.buffer
        if cython.compiled:  # then `data` is a pointer, of which this makes bytes
            return data[start:end]  # type: ignore[return-value]
        return bytes(memoryview(data)[start:end])

    def unpack(self, structure: Struct) -> tuple[Any, ...]:
        """Consume the available bytes of `structure` and return its fields (no copy)."""
        start, size = self.start, structure.size
        assert size <= self.available
        self.start = start + size
        self.available -= size
        return structure.unpack_from(self.buffer, start)

    def peek(self) -> memoryview:
        """Return the unread bytes without consuming them; release before the next yield."""
        return memoryview(self.buffer)[self.start :]

    def skip(self, size: int) -> None:
        """Consume `size` available bytes without looking at them."""
        assert 0 <= size <= self.available
        self.start += size
        self.available -= size

    def need(self, size: int) -> Steps[None]:
        """Wait until `size` bytes are available."""
        while self.available < size:
            self.wanted = size
            yield

    def read(self, size: int) -> Steps[bytes]:
        """Consume `size` bytes (one copy)."""
        while self.available < size:
            self.wanted = size
            yield
        return self.take(size)

    def read_u8(self) -> Steps[int]:
        """Consume an unsigned byte."""
        while self.available < 1:
            self.wanted = 1
            yield
        value = self.buffer[self.start]
        self.start += 1
        self.available -= 1
        return value

    def read_u16(self) -> Steps[int]:
        """Consume a big-endian unsigned 16-bit number."""
        return int.from_bytes((yield from self.read(2)), "big")

    def read_u32(self) -> Steps[int]:
        """Consume a big-endian unsigned 32-bit number."""
        return int.from_bytes((yield from self.read(4)), "big")

    def read_s32(self) -> Steps[int]:
        """Consume a big-endian signed 32-bit number."""
        return int.from_bytes((yield from self.read(4)), "big", signed=True)

    def skip_ahead(self, size: int) -> Steps[None]:
        """Consume `size` bytes as they come, without holding them together."""
        while size > 0:
            if not self.available:
                self.wanted = 1
                yield
            step = min(size, self.available)
            self.skip(step)
            size -= step
