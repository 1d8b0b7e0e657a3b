"""A wire recording as a server.

The handshake is held live with each client; ServerInit and all that follows come from the
recording, at the recorded times. The stream is what it is: a client that asks for another pixel
format than the recorded connection had, or for other encodings, gets the recorded bytes all the
same. What clients send is read and ignored.

In `--loop` a client that has seen all is disconnected, and may come again: the zlib streams of a
recording cannot begin anew inside a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vncwall.fleet.protocol import (
    EncodingsSet,
    PixelFormatSet,
    ServerIdentity,
    ServerProtocol,
    UpdateRequested,
)
from vncwall.geometry import Size
from vncwall.recording.fbs import FbsError, read_blocks
from vncwall.rfb.constants import SecurityType
from vncwall.rfb.pixel_format import PixelFormat

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
WAIT_FOR_REQUEST_S = 3.0
"""A client that does not ask for an update gets the stream all the same after this time."""
MAX_NAME_BYTES = 4096
MAX_SIDE = 16384
_SERVER_INIT_SIZE = 24


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of the stream after ServerInit and when they are due."""

    data: bytes
    due_s: float
    """After the time of ServerInit."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, ready to be served."""

    path: str
    identity: ServerIdentity
    chunks: tuple[Chunk, ...]

    @property
    def length_s(self) -> float:
        """From ServerInit to the last byte."""
        return self.chunks[-1].due_s if self.chunks else 0.0


def load_recording(path: str | os.PathLike[str]) -> Recording:
    """Read a whole recording into memory.

    A recording that a crash has cut off is taken as far as it goes.

    Raises:
        FbsError: the file is no recording, or its handshake cannot be understood.
        OSError: it cannot be read.
    """
    name = os.fspath(path)
    blocks = list(read_blocks(path, accept_truncated=True))
    stream = b"".join(block.data for block in blocks[:64])
    found = find_server_init(stream)
    if found is None:
        raise FbsError(name, 12, "no ServerInit after a handshake without encryption")
    identity, position = found
    chunks = []
    start_ms: int | None = None
    passed = 0
    for block in blocks:
        passed += len(block.data)
        if passed < position:
            continue
        if start_ms is None:
            start_ms = block.time_ms
        data = (
            block.data[-(passed - position) :]
            if passed - len(block.data) < position
            else (block.data)
        )
        if passed > position and data:
            chunks.append(Chunk(data, (block.time_ms - start_ms) / 1000))
    return Recording(name, identity, tuple(chunks))


def find_server_init(stream: bytes) -> tuple[ServerIdentity, int] | None:
    """Find ServerInit behind any handshake whose server half can be understood alone.

    Args:
        stream: the beginning of what the server sent.

    Returns:
        What it says and the offset of the first byte after it; None when there is none.
    """
    for start in _handshake_ends(stream):
        if len(stream) < start + _SERVER_INIT_SIZE:
            continue
        width, height = struct.unpack_from(">HH", stream, start)
        pixel_format = PixelFormat.unpack(stream[start + 4 : start + 20])
        (name_length,) = struct.unpack_from(">I", stream, start + 20)
        end = start + _SERVER_INIT_SIZE + name_length
        is_plausible = (
            0 < width <= MAX_SIDE
            and 0 < height <= MAX_SIDE
            and pixel_format.bits_per_pixel in (8, 16, 32)
            and 0 < pixel_format.depth <= 32
            and name_length <= MAX_NAME_BYTES
            and end <= len(stream)
        )
        if is_plausible:
            name = stream[end - name_length : end].decode("utf-8", "replace")
            identity = ServerIdentity(name, Size(width, height), None, pixel_format)
            return identity, end
    return None


def _handshake_ends(stream: bytes) -> Iterator[int]:
    """Yield where ServerInit may begin: after each way the handshake can have gone."""
    if not stream.startswith(b"RFB "):
        return
    yield from _version_3_3(stream)
    count = stream[12] if len(stream) > 12 else 0
    types = stream[13 : 13 + count]
    after = 13 + count
    if SecurityType.NONE in types:
        yield from (end for end in (after + 4,) if stream[after:end] == bytes(4))
        yield after
    if SecurityType.VNC_AUTH in types:
        yield from (end for end in (after + 20,) if stream[after + 16 : end] == bytes(4))


def _version_3_3(stream: bytes) -> Iterator[int]:
    security = stream[12:16]
    if security == struct.pack(">I", SecurityType.NONE):
        yield 16
    elif security == struct.pack(">I", SecurityType.VNC_AUTH) and stream[32:36] == bytes(4):
        yield 36


class ReplayServer:
    """Serves one recording to any number of clients, each from its start."""

    def __init__(self, recording: Recording, *, speed: float = 1.0, loop: bool = False) -> None:
        """Prepare a server.

        Args:
            recording: what to serve.
            speed: how many times as fast as recorded; 0: as fast as the client reads.
            loop: disconnect a client at the end instead of leaving the last picture.
        """
        self.recording = recording
        self.speed = speed
        self.loop = loop
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: set[_ReplayConnection] = set()

    async def open(self, port: int) -> None:
        """Listen on loopback; port 0 takes a free one.

        Raises:
            OSError: the port is taken.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _ReplayConnection(self, self._connections), LOOPBACK, port, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop all clients."""
        if self._server:
            self._server.close()
        for connection in tuple(self._connections):
            await connection.stop()


class _ReplayConnection(asyncio.Protocol):
    """One client of a replay."""

    def __init__(self, server: ReplayServer, connections: set[_ReplayConnection]) -> None:
        self._server = server
        self._connections = connections
        self._protocol = ServerProtocol(lambda: server.recording.identity)
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections.add(self)
        transport.write(self._protocol.data_to_send())

    def data_received(self, data: bytes) -> None:
        assert self._transport
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            self._note(event)
        self._transport.write(self._protocol.data_to_send())
        if self._protocol.is_closing:
            self._transport.close()
        elif self._protocol.is_open and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._play())

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        if self._task:
            self._task.cancel()

    async def stop(self) -> None:
        """Drop the client."""
        if self._transport:
            self._transport.abort()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _note(self, event: object) -> None:
        if isinstance(event, UpdateRequested):
            self._asked.set()
        elif isinstance(event, PixelFormatSet):
            recorded = self._server.recording.identity.pixel_format
            if event.pixel_format != recorded:
                logger.info(
                    "the client asks for %s; the recording stays %s", event.pixel_format, recorded
                )
        elif isinstance(event, EncodingsSet):
            logger.debug("the client asks for encodings %s", event.encodings)

    async def _play(self) -> None:
        assert self._transport
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), WAIT_FOR_REQUEST_S)
        loop = asyncio.get_running_loop()
        start = loop.time()
        speed = self._server.speed
        for chunk in self._server.recording.chunks:
            if speed > 0:
                delay = start + chunk.due_s / speed - loop.time()
                if delay > 0:
                    await asyncio.sleep(delay)
            await self._may_write.wait()
            self._transport.write(chunk.data)
        if self._server.loop:
            self._transport.close()


def describe(recordings: Sequence[Recording]) -> list[str]:
    """Return one line for people about each recording."""
    return [
        f"{recording.path}: {recording.identity.name}, {recording.identity.size.width}x"
        f"{recording.identity.size.height}, {recording.length_s:.1f} s"
        for recording in recordings
    ]
