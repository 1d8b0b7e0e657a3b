"""A recording sent to one client as fast as it reads.

    python -m benchmarks.replay FILE.fbs

prints `PORT number`, serves one client on 127.0.0.1 and ends. The handshake is version 3.8 (or what
the client answers) with security None. The recorded bytes begin with the client's first request
and are the same whatever it asks for. A Bell ends the stream, so that a client that counts on
messages sees one last; then the server's half of the connection is closed.
"""

from __future__ import annotations

import contextlib
import fcntl
import socket
import struct
import sys
import termios
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from vncwall.fleet.replay import load_recording
from vncwall.rfb.constants import ClientMessage, SecurityType, ServerMessage
from vncwall.rfb.messages import ServerInit

LOOPBACK = "127.0.0.1"
PATIENCE_S = 30.0
"""How long the server waits for a client, and for its farewell."""
SEND_BYTES = 1 << 20

FIXED_BYTES: dict[int, int] = {
    ClientMessage.SET_PIXEL_FORMAT: 20,
    ClientMessage.FRAMEBUFFER_UPDATE_REQUEST: 10,
    ClientMessage.KEY_EVENT: 8,
    ClientMessage.POINTER_EVENT: 6,
    ClientMessage.ENABLE_CONTINUOUS_UPDATES: 10,
}
"""Client messages of a fixed length, type byte included."""


class ReplayServer:
    """Serves one stream to one client from a thread; a context manager.

    Attributes:
        port: where it listens.
        requests: FramebufferUpdateRequests that came.
        failure: what went wrong, or an empty string.
    """

    def __init__(self, server_init: bytes, stream: bytes, *, hold_s: float = 0.0) -> None:
        """Listen.

        Args:
            server_init: the ServerInit message, name included.
            stream: everything the server sends after it.
            hold_s: keep the connection open for so long behind the last byte, so that a picture
                of the client's window can be taken.
        """
        self._server_init = server_init
        self._stream = memoryview(stream)
        self._hold_s = hold_s
        self._listener = socket.create_server((LOOPBACK, 0))
        self._listener.settimeout(PATIENCE_S)
        self.port: int = self._listener.getsockname()[1]
        self.requests = 0
        self.failure = ""
        self._is_asked = threading.Event()
        self._is_left = threading.Event()
        self._is_sent = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> ReplayServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Wakes the thread that waits for a client; a plain close would not.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._is_left.set()
        self._thread.join(PATIENCE_S)

    def wait_sent(self, timeout_s: float) -> bool:
        """Wait until all bytes are on their way and the client has taken them."""
        return self._is_sent.wait(timeout_s)

    def join(self) -> None:
        """Wait until the client has been served."""
        self._thread.join()

    def _serve(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError as error:
            self.failure = f"no client came: {error}"
            return
        with client:
            client.settimeout(None)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                incoming = client.makefile("rb")
                self._shake_hands(client, incoming)
                threading.Thread(target=self._listen, args=(incoming,), daemon=True).start()
                self._is_asked.wait(PATIENCE_S)
                for start in range(0, len(self._stream), SEND_BYTES):
                    client.sendall(self._stream[start : start + SEND_BYTES])
                client.sendall(bytes([ServerMessage.BELL]))
                self._wait_taken(client)
                self._is_sent.set()
                self._is_left.wait(self._hold_s)
                client.shutdown(socket.SHUT_WR)
                if not self._is_left.wait(PATIENCE_S):
                    self.failure = "the client did not leave"
            except (OSError, EOFError) as error:
                self.failure = self.failure or f"the client left early: {error}"
            finally:
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)

    def _wait_taken(self, client: socket.socket) -> None:
        """Wait until the client's side of the connection has everything."""
        unsent = bytearray(4)
        while not self._is_left.wait(0.001):
            fcntl.ioctl(client.fileno(), termios.TIOCOUTQ, unsent)
            if unsent == bytes(4):
                return

    def _shake_hands(self, client: socket.socket, incoming: BinaryIO) -> None:
        client.sendall(b"RFB 003.008\n")
        version = _read(incoming, 12)
        if version >= b"RFB 003.007":
            client.sendall(bytes([1, SecurityType.NONE]))
            _read(incoming, 1)
            if version >= b"RFB 003.008":
                client.sendall(bytes(4))
        else:
            client.sendall(struct.pack(">I", SecurityType.NONE))
        _read(incoming, 1)
        client.sendall(self._server_init)

    def _listen(self, incoming: BinaryIO) -> None:
        """Read what the client says until it leaves."""
        try:
            while True:
                kind = _read(incoming, 1)[0]
                if kind == ClientMessage.FRAMEBUFFER_UPDATE_REQUEST:
                    self.requests += 1
                    self._is_asked.set()
                if kind in FIXED_BYTES:
                    _read(incoming, FIXED_BYTES[kind] - 1)
                elif kind == ClientMessage.SET_ENCODINGS:
                    _read(incoming, 4 * struct.unpack(">xH", _read(incoming, 3))[0])
                elif kind == ClientMessage.CLIENT_CUT_TEXT:
                    _read(incoming, abs(struct.unpack(">3xi", _read(incoming, 7))[0]))
                elif kind == ClientMessage.CLIENT_FENCE:
                    _read(incoming, _read(incoming, 8)[7])
                else:
                    self.failure = f"client message {kind}"
                    break
        except (OSError, EOFError, ValueError):
            pass
        self._is_asked.set()
        self._is_left.set()


def _read(incoming: BinaryIO, size: int) -> bytes:
    data = incoming.read(size)
    if len(data) < size:
        raise EOFError("end of stream")
    return data


def load(path: Path) -> tuple[ServerInit, bytes, bytes]:
    """Read a recording: ServerInit, the same as bytes with the name, and all that follows."""
    recording = load_recording(path)
    identity = recording.identity
    name = identity.name.encode()
    server_init = ServerInit(identity.size, identity.pixel_format, len(name))
    stream = b"".join(chunk.data for chunk in recording.chunks)
    return server_init, server_init.pack() + name, stream


def main() -> int:
    _, server_init, stream = load(Path(sys.argv[1]))
    with ReplayServer(server_init, stream) as server:
        print("PORT", server.port, flush=True)
        started = time.monotonic()
        server.join()
        print(f"{len(stream)} bytes in {time.monotonic() - started:.3f} s {server.failure}")
    return 1 if server.failure else 0


if __name__ == "__main__":
    sys.exit(main())
