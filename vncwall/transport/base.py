"""What a transport is: a way to an ordered byte stream."""

from __future__ import annotations

from abc import ABC, abstractmethod


class ByteStream(ABC):
    """An open connection that carries bytes in order, both ways. Used from one asyncio task."""

    @abstractmethod
    async def read(self) -> bytes:
        """Wait for bytes and return all that have come, at most a few hundred KiB.

        Returns:
            b"" when the other side has closed its half and everything was read.

        Raises:
            TransportError: the connection broke.
        """

    @property
    def waited_ns(self) -> int:
        """How long the last bytes of the last `read` had been here before they were read.

        0 where the system does not tell. A process that was busy with something else would take
        its own delay for that of the line.
        """
        return 0

    @property
    def unread(self) -> int:
        """Number of bytes that have come and wait for `read`."""
        return 0

    @abstractmethod
    def limit_reading(self, chunk: int, *, buffer: int) -> None:
        """Take from the network what `read` is called for, and no more.

        Args:
            chunk: most bytes of one `read`; 0: no limit, and `buffer` means nothing.
            buffer: bytes that the system may hold for the next ones, as far as it lets itself be
                told.
        """

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Queue `data` for sending; never waits. Dropped when the stream is closed or broken."""

    @property
    @abstractmethod
    def unsent(self) -> int:
        """Number of bytes that the network has not taken yet."""

    @abstractmethod
    async def close(self) -> None:
        """Send what is queued if that needs no more than a moment, then close. Idempotent."""

    @abstractmethod
    def abort(self) -> None:
        """Close at once without sending what is queued; a waiting `read` returns b""."""
