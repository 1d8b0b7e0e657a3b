"""A desktop that is changed, and listened to, to the microsecond: a server in a thread.

Its picture is one colour with a square in the middle, which `change` gives another colour. It keeps
the protocol's rule: an update is sent when it has been asked for.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

from benchmarks.replay import FIXED_BYTES
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import ClientMessage, Encoding, SecurityType, ServerMessage
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import CANONICAL

SIZE = Size(1920, 1080)
SQUARE = Rect(860, 440, 200, 200)
COLOURS = ((230, 40, 40), (40, 230, 40))
"""Of the square, in turn: red, green, blue."""
_FILL = 0x80


class ProbeServer:
    """Serves one client after the other; a context manager.

    Attributes:
        port: where it listens.
        keys: times (monotonic, s) of the KeyEvents that pressed a key.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.keys: list[float] = []
        self._lock = threading.Lock()
        self._client: socket.socket | None = None
        self._is_asked = False
        self._is_new = False
        self._turn = 0
        self._deep = True

    def __enter__(self) -> ProbeServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, self._client):
            with contextlib.suppress(OSError, AttributeError):
                one.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        self._listener.close()

    @property
    def colour(self) -> tuple[int, int, int]:
        """What the square shows."""
        return COLOURS[self._turn]

    def change(self) -> float:
        """Give the square its other colour; return when (monotonic, s)."""
        with self._lock:
            self._turn = 1 - self._turn
            self._is_new = True
            at = time.monotonic()
            self._answer()
        return at

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with client, contextlib.suppress(OSError, EOFError):
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        incoming = client.makefile("rb")
        client.sendall(b"RFB 003.008\n")
        incoming.read(12)
        client.sendall(bytes([1, SecurityType.NONE]))
        incoming.read(1)
        client.sendall(bytes(4))
        incoming.read(1)
        client.sendall(ServerInit(SIZE, CANONICAL, 5).pack() + b"probe")
        self._client = client
        self._deep = True
        while kind := incoming.read(1):
            number = kind[0]
            if number == ClientMessage.SET_ENCODINGS:
                incoming.read(4 * struct.unpack(">xH", incoming.read(3))[0])
            elif number == ClientMessage.CLIENT_CUT_TEXT:
                incoming.read(abs(struct.unpack(">3xi", incoming.read(7))[0]))
            elif number == ClientMessage.CLIENT_FENCE:
                incoming.read(incoming.read(8)[7])
            else:
                rest = incoming.read(FIXED_BYTES[number] - 1)
                if number == ClientMessage.KEY_EVENT and rest[0]:
                    self.keys.append(time.monotonic())
                elif number == ClientMessage.SET_PIXEL_FORMAT:
                    self._deep = rest[3] == 32
                elif number == ClientMessage.FRAMEBUFFER_UPDATE_REQUEST:
                    self._asked(*struct.unpack(">BHHHH", rest))

    def _asked(self, incremental: int, x: int, y: int, width: int, height: int) -> None:
        with self._lock:
            self._is_asked = True
            if incremental:
                self._answer()
                return
            rects = [(Rect(x, y, width, height), (30, 30, 60))]
            part = SQUARE.intersection(Rect(x, y, width, height))
            if not part.is_empty:
                rects.append((part, self.colour))
            self._send(rects)

    def _answer(self) -> None:
        if self._is_asked and self._is_new and self._client is not None:
            self._is_new = False
            self._send([(SQUARE, self.colour)])

    def _send(self, rects: list[tuple[Rect, tuple[int, int, int]]]) -> None:
        assert self._client is not None
        message = bytearray(struct.pack(">BxH", ServerMessage.FRAMEBUFFER_UPDATE, len(rects)))
        for rect, (red, green, blue) in rects:
            pixel = bytes((red, green, blue))
            if not self._deep:
                pixel = bytes((red >> 5 | green >> 5 << 3 | blue >> 6 << 6,))
            message += struct.pack(">HHHHi", rect.x, rect.y, rect.width, rect.height,
                                   Encoding.TIGHT)  # fmt: skip
            message += bytes((_FILL,)) + pixel
        self._is_asked = False
        with contextlib.suppress(OSError):
            self._client.sendall(message)
