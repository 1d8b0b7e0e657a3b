"""A `ByteStream` whose other end is the test."""

from __future__ import annotations

import asyncio

from vncwall.errors import TransportError
from vncwall.transport.base import ByteStream


class FakeStream(ByteStream):
    """Gives what `receives` was told, remembers what was written."""

    def __init__(self) -> None:
        self.written = bytearray()
        self.unsent_bytes = 0
        self.is_closed = False
        self.chunk = 0
        self._incoming: asyncio.Queue[bytes | TransportError] = asyncio.Queue()

    def receives(self, *data: bytes) -> None:
        """Have `read` return the bytes."""
        self._incoming.put_nowait(b"".join(data))

    def ends(self, error: TransportError | None = None) -> None:
        """Have `read` return the end of the stream, or raise."""
        self._incoming.put_nowait(b"" if error is None else error)

    def takes(self) -> bytes:
        """Return and forget what was written."""
        data = bytes(self.written)
        self.written.clear()
        return data

    async def read(self) -> bytes:
        """Wait for what the test gives."""
        item = await self._incoming.get()
        if isinstance(item, TransportError):
            raise item
        return item

    @property
    def unread(self) -> int:
        """How often `read` would return at once."""
        return self._incoming.qsize()

    def limit_reading(self, chunk: int, *, buffer: int) -> None:
        """Remember."""
        self.chunk = chunk

    def write(self, data: bytes) -> None:
        """Remember."""
        self.written += data

    @property
    def unsent(self) -> int:
        """What the test says."""
        return self.unsent_bytes

    def abort(self) -> None:
        """End at once."""
        self.is_closed = True
        self._incoming.put_nowait(b"")

    async def close(self) -> None:
        """End."""
        self.is_closed = True
