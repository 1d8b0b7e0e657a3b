"""A client that records: keeps exactly what a server sends when asked for one kind of picture.

Recordings are FBS 001.000 files (`vncwall.recording.fbs`) that begin with the handshake of version
3.3 and a ServerInit with the pixel format that was asked for. Only encodings and pseudo-encodings
that every client of the benchmark knows are asked for: Cursor, LastRect and DesktopSize.
"""

from __future__ import annotations

import select
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.rfb import messages
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import Connected, ConnectionFailed, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, PixelFormat

PSEUDO_ENCODINGS = (Encoding.CURSOR, Encoding.LAST_RECT, Encoding.DESKTOP_SIZE)
UPDATES_PER_SECOND = 15
HANDSHAKE_TIMEOUT_S = 10.0
LAST_UPDATE_TIMEOUT_S = 3.0
READ_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Kind:
    """What a server is asked for."""

    name: str
    encoding: Encoding
    jpeg_quality: int | None = None
    compression: int | None = None
    pixel_format: PixelFormat = CANONICAL

    @property
    def encodings(self) -> list[int]:
        """The numbers of SetEncodings."""
        numbers: list[int] = [self.encoding, Encoding.COPYRECT, *PSEUDO_ENCODINGS]
        if self.jpeg_quality is not None:
            numbers.append(Encoding.JPEG_QUALITY_LEVEL_0 + self.jpeg_quality)
        if self.compression is not None:
            numbers.append(Encoding.COMPRESSION_LEVEL_0 + self.compression)
        return numbers


KINDS = (
    Kind("tight-jpeg8", Encoding.TIGHT, jpeg_quality=8),
    Kind("tight-level1", Encoding.TIGHT, compression=1),
    Kind("tight-level9", Encoding.TIGHT, compression=9),
    Kind("tight-lossless", Encoding.TIGHT),
    Kind("zrle", Encoding.ZRLE),
    Kind("hextile", Encoding.HEXTILE),
    Kind("tight-8bpp", Encoding.TIGHT, pixel_format=BGR233),
)


class RecordingFailed(Exception):
    """The server did not send what can be recorded."""


def record(port: int, kind: Kind, path: Path, seconds: float) -> int:
    """Record a desktop of this machine for some time; return the number of updates.

    The stream is cut between two messages. A file in the making has another suffix, so a
    recording that is there is whole.

    Raises:
        RecordingFailed: the server refuses, or sends what cannot be decoded.
        OSError: the connection or the file fails.
    """
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    # The connection reads along, to know where messages end; it would ask for more.
    options = ConnectionOptions(picture=PictureOptions(pixel_format=kind.pixel_format))
    connection = Connection(options)
    with (
        socket.create_connection(("127.0.0.1", port), HANDSHAKE_TIMEOUT_S) as stream,
        FbsWriter(unfinished) as writer,
    ):
        connected = _shake_hands(stream, connection)
        name = connected.name.encode()
        server_init = messages.ServerInit(connected.size, kind.pixel_format, len(name))
        writer.write(HANDSHAKE + server_init.pack() + name, 0)
        stream.sendall(messages.set_pixel_format(kind.pixel_format))
        stream.sendall(messages.set_encodings(kind.encodings))
        updates = _follow(stream, connection, writer, seconds)
    unfinished.rename(path)
    return updates


def _shake_hands(stream: socket.socket, connection: Connection) -> Connected:
    while data := stream.recv(READ_BYTES):
        connection.receive_data(data)
        for event in connection.events():
            if isinstance(event, Connected):
                connection.data_to_send()
                return event
            if isinstance(event, ConnectionFailed):
                raise RecordingFailed(str(event.error))
        stream.sendall(connection.data_to_send())
    raise RecordingFailed("the server closed the stream in the handshake")


def _follow(
    stream: socket.socket, connection: Connection, writer: FbsWriter, seconds: float
) -> int:
    """Ask for updates at a steady rate and write them down; end behind a whole message."""
    started = time.monotonic()
    next_request = started
    is_answered, updates = True, 0
    while True:
        now = time.monotonic()
        is_over = now - started >= seconds
        if is_over and (is_answered or now - started >= seconds + LAST_UPDATE_TIMEOUT_S):
            break
        if is_answered and now >= next_request:
            whole = connection.framebuffer.rect
            request = messages.framebuffer_update_request(whole, incremental=updates > 0)
            stream.sendall(request)
            is_answered, next_request = False, now + 1 / UPDATES_PER_SECOND
        readable, _, _ = select.select([stream], [], [], max(0.005, min(0.1, next_request - now)))
        if not readable:
            continue
        data = stream.recv(READ_BYTES)
        if not data:
            raise RecordingFailed("the server closed the stream")
        connection.receive_data(data)
        writer.write(data, int((time.monotonic() - started) * 1000))
        for event in connection.events():
            if isinstance(event, FramebufferUpdated):
                is_answered, updates = True, updates + 1
            elif isinstance(event, ConnectionFailed):
                raise RecordingFailed(str(event.error))
        connection.data_to_send()
    return updates
