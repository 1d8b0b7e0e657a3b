"""Servers that do what no server should, each on a port of its own, in threads of this process."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import Callable

from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding, SecurityType, ServerMessage
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import CANONICAL

LOOPBACK = "127.0.0.1"
SIZE = Size(320, 200)
BANNER = b"RFB 003.008\n"
STEP_S = 0.3
SIZES = (Size(64, 48), Size(320, 200), Size(800, 600), Size(1024, 768))


class HostileServer:
    """Listens, and gives every client to `behave` in a thread; a context manager.

    Attributes:
        port: where it listens.
        clients: connections that came so far.
        ended: set when the server is to end; behaviours look at it.
    """

    def __init__(self, behave: Callable[[socket.socket, threading.Event], None]) -> None:
        self._behave = behave
        self._listener = socket.create_server((LOOPBACK, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.clients = 0
        self.ended = threading.Event()
        self._open: set[socket.socket] = set()

    def __enter__(self) -> HostileServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Break all connections off with a reset."""
        for client in tuple(self._open):
            with contextlib.suppress(OSError):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.clients += 1
            self._open.add(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, contextlib.suppress(OSError, EOFError):
                client.settimeout(60)
                self._behave(client, self.ended)
        finally:
            self._open.discard(client)


def silent(client: socket.socket, ended: threading.Event) -> None:
    """Accept, and say nothing."""
    _read_until_gone(client, ended)


def slow(client: socket.socket, ended: threading.Event) -> None:
    """Say everything right, one byte at a time, for ever (the slow loris)."""
    name = b"x" * 1000
    greeting = BANNER + bytes([1, SecurityType.NONE]) + bytes(4)
    for byte in greeting + ServerInit(SIZE, CANONICAL, len(name)).pack() + name:
        if ended.wait(STEP_S):
            return
        client.sendall(bytes([byte]))


def deaf(client: socket.socket, ended: threading.Event) -> None:
    """Show one picture, then neither read nor answer: a line that was cut without a word."""
    _shake_hands(client)
    client.sendall(_update(_raw(Rect(0, 0, SIZE.width, SIZE.height), 7)))
    ended.wait()


def babbling(client: socket.socket, ended: threading.Event) -> None:
    """Shake hands, then send what comes to mind."""
    _shake_hands(client)
    chance = random.Random()
    while not ended.is_set():
        client.sendall(chance.randbytes(4096))


def lying(client: socket.socket, ended: threading.Event) -> None:
    """Announce rectangles outside of the desktop and lengths that are none."""
    _shake_hands(client)
    header = struct.pack(">HHHHi", 60_000, 60_000, 60_000, 60_000, Encoding.ZRLE)
    client.sendall(_update(header + struct.pack(">I", 0xFFFFFFF0)))
    _read_until_gone(client, ended)


def cutting(client: socket.socket, ended: threading.Event) -> None:
    """Break off in the middle of each first picture."""
    _shake_hands(client)
    picture = _raw(Rect(0, 0, SIZE.width, SIZE.height), 9)
    client.sendall(_update(picture)[: len(picture) // 2])
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def resizing(client: socket.socket, ended: threading.Event) -> None:
    """Take another size many times a second, with a picture of each."""
    _shake_hands(client)
    threading.Thread(target=_read_until_gone, args=(client, ended), daemon=True).start()
    chance = random.Random(3)
    while not ended.wait(0.05):
        size = chance.choice(SIZES)
        resize = struct.pack(">HHHHi", 0, 0, size.width, size.height, Encoding.DESKTOP_SIZE)
        client.sendall(_update(resize))
        client.sendall(_update(_raw(Rect(0, 0, size.width, size.height), chance.randrange(256))))


def _shake_hands(client: socket.socket) -> None:
    client.sendall(BANNER)
    _read(client, 12)
    client.sendall(bytes([1, SecurityType.NONE]))
    _read(client, 1)
    client.sendall(bytes(4))
    _read(client, 1)
    name = b"hostile"
    client.sendall(ServerInit(SIZE, CANONICAL, len(name)).pack() + name)
    time.sleep(0.05)  # until it has said what it wants


def _update(rectangle: bytes) -> bytes:
    return struct.pack(">BxH", ServerMessage.FRAMEBUFFER_UPDATE, 1) + rectangle


def _raw(rect: Rect, value: int) -> bytes:
    head = struct.pack(">HHHHi", rect.x, rect.y, rect.width, rect.height, Encoding.RAW)
    return head + bytes((value,)) * (4 * rect.area)


def _read(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _read_until_gone(client: socket.socket, ended: threading.Event) -> None:
    client.settimeout(1)
    while not ended.is_set():
        try:
            if not client.recv(65536):
                return
        except TimeoutError:
            continue
        except OSError:
            return
