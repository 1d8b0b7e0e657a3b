"""Counts what servers send, between them and the client: a process of relays, one for each server.

A relay hands on what it reads at once and reads no further while the client does not take it, with
buffers so small that what it has handed on is what has crossed the client's line.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType

from vncwall.settings.address import HostAddress

BIN_S = 0.1
"""Bytes are counted in steps of so long."""
PIECE = 2048
BUFFER = 4096
SEGMENT = 1448
"""Bytes of TCP in a packet, as on nearly every line. On loopback they are 64 KiB, and a window that
is narrower opens in leaps, seconds apart."""
START_TIMEOUT_S = 20.0

Bins = dict[int, int]
"""Bytes by number of the step, from the start of the relays."""


class RelayProcess:
    """Relays in their own process; a context manager.

    Attributes:
        ports: where to connect instead, in the order of the addresses.
    """

    def __init__(self, addresses: Sequence[HostAddress]) -> None:
        self.ports: tuple[int, ...] = ()
        self._addresses = tuple(addresses)

    def __enter__(self) -> RelayProcess:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=main, args=(theirs, self._addresses), name="relay", daemon=True
        )
        self._process.start()
        theirs.close()
        if not self._pipe.poll(START_TIMEOUT_S):
            raise TimeoutError("the relays did not start")
        self.ports = self._pipe.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def counts(self) -> list[Bins]:
        """Return what each server has sent so far."""
        self._pipe.send("counts")
        counts: list[Bins] = self._pipe.recv()
        return counts

    def connections(self) -> list[int]:
        """Return how many connections each server has been sent so far."""
        self._pipe.send("connections")
        connections: list[int] = self._pipe.recv()
        return connections


class Relay:
    """One server's relay, on the running loop."""

    def __init__(self, address: HostAddress, started: float) -> None:
        self.bins: Bins = {}
        self.connections = 0
        self._address = address
        self._started = started
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Listen on a free port and return it."""
        listener = socket.socket()
        if hasattr(socket, "TCP_MAXSEG"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        listener.setblocking(False)
        self._start(self._accept(listener))
        port: int = listener.getsockname()[1]
        return port

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            client, _ = await loop.sock_accept(listener)
            self.connections += 1
            self._start(self._serve(client))

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        server = socket.socket()
        with client, server, suppress(OSError):
            for one in (client, server):
                one.setblocking(False)
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            await loop.sock_connect(server, (self._address.host, self._address.port))
            up = asyncio.ensure_future(self._pump(client, server, is_counted=False))
            down = asyncio.ensure_future(self._pump(server, client, is_counted=True))
            _, pending = await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _pump(
        self, source: socket.socket, target: socket.socket, *, is_counted: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(source, PIECE):
            await loop.sock_sendall(target, data)
            if is_counted:
                number = int((time.monotonic() - self._started) / BIN_S)
                self.bins[number] = self.bins.get(number, 0) + len(data)


def main(pipe: Connection, addresses: Sequence[HostAddress]) -> None:
    """Relay until the pipe closes: the child's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_run(pipe, addresses))


async def _run(pipe: Connection, addresses: Sequence[HostAddress]) -> None:
    started = time.monotonic()
    relays = [Relay(address, started) for address in addresses]
    pipe.send(tuple([await relay.open() for relay in relays]))
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def answer() -> None:
        try:
            what = pipe.recv()
        except (EOFError, OSError):
            loop.remove_reader(pipe.fileno())
            ended.set()
            return
        counted: list[object] = [getattr(r, {"counts": "bins"}.get(what, what)) for r in relays]
        pipe.send(counted)

    loop.add_reader(pipe.fileno(), answer)
    await ended.wait()


def windows(bins: Sequence[Bins], seconds: float) -> list[float]:
    """Return the kbit/s of each window of `seconds`, one beginning at each step, of all together.

    >>> windows([{0: 1250, 1: 1250}, {9: 2500}], 1.0)
    [40.0]
    """
    last = max((number for one in bins for number in one), default=-1)
    total = [sum(one.get(number, 0) for one in bins) for number in range(last + 1)]
    width = round(seconds / BIN_S)
    return [
        sum(total[first : first + width]) * 8 / 1000 / seconds
        for first in range(max(1, last + 2 - width))
    ]
