"""`ByteStream` over an asyncio transport: the part that TCP and Unix sockets share.

A `BufferedProtocol` is used instead of a `StreamReader`: the kernel writes into one buffer that
all streams of the thread share, and each stream then holds only what its reader has not taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
import threading
import time
from typing import cast

from vncwall.errors import TransportError
from vncwall.states import Reason
from vncwall.transport.base import ByteStream

RECEIVE_SIZE = 256 << 10
"""Most bytes of one read from the kernel; a full 1080p screen in Raw takes 32 of these."""
HIGH_WATER = 1 << 20
"""A stream whose reader has left this much is not read from the network until it catches up."""
CLOSE_TIMEOUT_S = 0.5
WIDE_BUFFER = 4 << 20
"""Of the kernel, for a stream that was limited and is not any more: it does not grow by itself
again. The kernel cuts this down to what it allows."""
_WORTH_A_LOOK = 1024
"""Bytes of a read from which on it is asked when they came; fewer say nothing about a line."""
_LAST_DATA_RECV = struct.Struct("=8x44xI")
_STEP_MS = 10
"""The kernel counts in steps of up to this: less is left out, so that no byte comes too early."""
_TCP_INFO = getattr(socket, "TCP_INFO", None) if sys.platform == "linux" else None


class _Shared(threading.local):
    buffer: bytearray | None = None


_shared = _Shared()


class SocketStream(ByteStream, asyncio.BufferedProtocol):
    """Protocol and stream in one: asyncio calls the upper half, the session the lower half."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._pending = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._closed = asyncio.get_running_loop().create_future()
        self._is_paused = False
        self._chunk = 0
        self._buffer = WIDE_BUFFER
        self._at_end = False
        self._error: Exception | None = None
        self._arrived_ns = 0

    # --- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> bytearray | memoryview:
        """Return the thread's receive buffer; `buffer_updated` follows before any other use."""
        if _shared.buffer is None:
            _shared.buffer = bytearray(RECEIVE_SIZE)
        return memoryview(_shared.buffer)[: self._chunk] if self._chunk else _shared.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Keep the received bytes (one copy) and wake the reader."""
        assert _shared.buffer is not None
        self._arrived_ns = _arrival_ns(self._transport) if nbytes >= _WORTH_A_LOOK else 0
        self._pending += memoryview(_shared.buffer)[:nbytes]
        limit = 1 if self._chunk else HIGH_WATER
        if len(self._pending) >= limit and self._transport and not self._is_paused:
            self._transport.pause_reading()
            self._is_paused = True
        self._wake()

    @property
    def waited_ns(self) -> int:
        """How long the last bytes had been in the kernel and here (Linux; in steps of some ms)."""
        return max(0, time.monotonic_ns() - self._arrived_ns) if self._arrived_ns else 0

    def eof_received(self) -> bool:
        """Note the end; asyncio closes the transport."""
        self._at_end = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end and why."""
        self._at_end = True
        self._error = exc
        self._transport = None
        if not self._closed.done():
            self._closed.set_result(None)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- called by the session

    @property
    def unread(self) -> int:
        """Number of bytes that have come and wait for `read`."""
        return len(self._pending)

    async def read(self) -> bytes:
        """Wait for bytes and return all that have come (one copy); b"" at the end."""
        if not self._pending:
            self._resume()
        while not self._pending:
            if self._error is not None:
                raise broken(self._error) from self._error
            if self._at_end:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        data = bytes(self._pending)
        self._pending.clear()
        if not self._chunk:
            self._resume()
        return data

    def limit_reading(self, chunk: int, *, buffer: int) -> None:
        """Read so much at a time from now on, and have the kernel hold no more than `buffer`."""
        self._chunk = min(chunk, RECEIVE_SIZE)
        if not chunk:
            buffer = WIDE_BUFFER
            self._resume()
        if buffer == self._buffer or self._transport is None:
            return
        is_wider, self._buffer = buffer > self._buffer, buffer
        if (connection := self._transport.get_extra_info("socket")) is None:
            return
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            if is_wider and hasattr(socket, "TCP_WINDOW_CLAMP"):
                # Linux goes on to offer the narrow window for seconds, unless it is told.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, WIDE_BUFFER)

    def _resume(self) -> None:
        if self._is_paused and self._transport is not None:
            self._transport.resume_reading()
            self._is_paused = False

    def write(self, data: bytes) -> None:
        """Queue `data`; dropped when the stream has ended."""
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    @property
    def unsent(self) -> int:
        """Number of bytes that the network has not taken yet."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def abort(self) -> None:
        """Close at once; a waiting `read` returns b""."""
        self._at_end = True
        self._pending.clear()
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    async def close(self) -> None:
        """Close; what is queued is sent first if the network takes it within half a second."""
        transport = self._transport  # which is forgotten as soon as the connection is lost
        if transport is None:
            return
        transport.close()
        try:
            # Not wait_for: before Python 3.12 it forgets a cancellation that comes with the end.
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.shield(self._closed)
        except TimeoutError:
            transport.abort()
        except asyncio.CancelledError:
            transport.abort()
            raise


def _arrival_ns(transport: asyncio.Transport | None) -> int:
    """Return when the last bytes reached this machine; 0: unknown.

    Linux tells how many milliseconds ago that was: tcpi_last_data_recv of struct tcp_info
    (linux/tcp.h), the twelfth 32-bit field after eight bytes.
    """
    connection = None if transport is None else transport.get_extra_info("socket")
    if _TCP_INFO is None or connection is None:
        return 0
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _LAST_DATA_RECV.size)
    except OSError:  # not TCP
        return 0
    milliseconds: int = _LAST_DATA_RECV.unpack(info)[0]
    return time.monotonic_ns() - max(0, milliseconds - _STEP_MS) * 1_000_000


def broken(error: Exception) -> TransportError:
    """Return what a failure of an open connection means for the operator."""
    if isinstance(error, TimeoutError):
        return TransportError(Reason.UNREACHABLE, "the machine no longer answers")
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return TransportError(Reason.DISCONNECTED, "the server broke off the connection")
    return TransportError(Reason.DISCONNECTED, str(error) or type(error).__name__)
