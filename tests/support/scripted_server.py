"""A server that says what a test tells it to: the other end of a `Connection`, in memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tests.support import wire
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Event
from vncwall.rfb.options import ConnectionOptions

_FIXED = {0: 20, 3: 10, 4: 8, 8: 4, 15: 4, 150: 10, 250: 4, 253: 6}
"""Length of the client's messages that have always the same, by type."""


class ScriptedServer:
    """Sends bytes to a connection, and compares what the connection sends.

    >>> server = ScriptedServer()
    >>> server.sends(b"RFB 003.008\\n")
    []
    >>> server.expects(b"RFB 003.008\\n")
    """

    def __init__(self, options: ConnectionOptions | None = None) -> None:
        self.connection = Connection(options or ConnectionOptions())

    def sends(self, *data: bytes, piece: int | None = None) -> list[Event]:
        """Send `data`, in pieces of `piece` bytes if given; return the events."""
        events: list[Event] = []
        whole = b"".join(data)
        for part in pieces(whole, piece or max(1, len(whole))):
            self.connection.receive_data(part)
            events += self.connection.events()
        return events

    def closes(self) -> list[Event]:
        """End the stream; return the events."""
        self.connection.receive_eof()
        return self.connection.events()

    def receives(self) -> bytes:
        """Return what the connection has sent since the last time."""
        return self.connection.data_to_send()

    def expects(self, *data: bytes) -> None:
        """Fail unless the connection has sent exactly `data` since the last time."""
        assert self.receives() == b"".join(data)

    def opens(self, width: int = 64, height: int = 48, *, name: str = "desk") -> list[Event]:
        """Go through a 3.8 handshake without password; forget what was sent in it."""
        events = self.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(width, height, name))
        self.receives()
        return events


def opened(
    options: ConnectionOptions | None = None, *, width: int = 64, height: int = 48
) -> ScriptedServer:
    """Return a server whose connection is open and has nothing left to say."""
    server = ScriptedServer(options)
    server.opens(width, height)
    return server


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """Cut `data` into parts of `size` bytes."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def client_messages(data: bytes) -> list[bytes]:
    """Cut what a client sent after the handshake into messages.

    Raises:
        ValueError: a message type that no client of ours sends, or a piece of a message.
    """
    messages = []
    while data:
        size = _client_message_size(data)
        if len(data) < size:
            raise ValueError(f"{size} bytes expected, {data!r} left")
        messages.append(data[:size])
        data = data[size:]
    return messages


def _client_message_size(data: bytes) -> int:
    kind = data[0]
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == 2:
        return 4 + 4 * int.from_bytes(data[2:4], "big")
    if kind == 5:
        return 7 if data[1] & 0x80 else 6
    if kind == 6:
        return 8 + abs(int.from_bytes(data[4:8], "big", signed=True))
    if kind == 255:
        return 12 if data[1] == 0 else 10 if data[3] == 2 else 4
    if kind == 248:
        return 9 + data[8]
    if kind == 251:
        return 8 + 16 * data[6]
    raise ValueError(f"client message {kind}")


def encodings_of(message: bytes) -> list[int]:
    """Return the numbers in a SetEncodings message."""
    assert message[0] == 2
    return list(struct.unpack(f">{(len(message) - 4) // 4}i", message[4:]))
