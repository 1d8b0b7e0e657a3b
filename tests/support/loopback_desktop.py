"""A still desktop of one colour behind a real socket, for tests that start processes."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from types import TracebackType
from typing import Any

from tests.support import wire
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings

_SIZES = {0: 20, 3: 10, 4: 8, 5: 6, 150: 10}


class LoopbackDesktop:
    """Serves RFB 3.8 without a password; a context manager.

    Attributes:
        host: how a wall reaches it.
        keys: (keysym, down) of the KeyEvents received.
        connections: number of connections so far.
    """

    def __init__(
        self,
        *,
        name: str = "still",
        width: int = 160,
        height: int = 90,
        colour: tuple[int, int, int] | None = None,
    ) -> None:
        self.size = (width, height)
        self._pixel = b"\1\2\3\0" if colour is None else bytes((*reversed(colour), 0))
        self.keys: list[tuple[int, bool]] = []
        self.connections = 0
        desktop = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                desktop.connections += 1
                with contextlib.suppress(OSError):
                    desktop._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), Handler, bind_and_activate=True
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        address = HostAddress("127.0.0.1", self._server.server_address[1])
        self.host = HostSettings(name, address)

    def __enter__(self) -> LoopbackDesktop:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, client: Any) -> None:
        def take(size: int) -> bytes:
            data = b""
            while len(data) < size:
                piece = client.recv(size - len(data))
                if not piece:
                    raise ConnectionError
                data += piece
            return data

        client.sendall(wire.BANNER_38)
        take(12)
        client.sendall(b"\1\1")
        take(1)
        client.sendall(wire.OK)
        take(1)
        client.sendall(wire.server_init(*self.size, "still"))
        while True:
            kind = take(1)[0]
            if kind in _SIZES:
                body = take(_SIZES[kind] - 1)
            elif kind == 2:
                body = take(3)
                take(4 * int.from_bytes(body[1:3], "big"))
            else:
                body = take(7)
                take(int.from_bytes(body[3:], "big"))
            if kind == 3 and not body[0]:
                x, y, width, height = struct.unpack(">HHHH", body[1:])
                client.sendall(wire.update(wire.raw(x, y, width, height, self._pixel)))
            elif kind == 4:
                self.keys.append((int.from_bytes(body[3:], "big"), bool(body[0])))
