"""The fleet on the network: listening sockets, one a host, all on one asyncio loop.

Nothing runs while nobody waits: a desktop is made when its first client is through the handshake,
painted when a client asks for an update, and gives its picture back when the last client has left.
When a client waits and nothing is new, one timer a desktop sleeps until its next change.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import socket
import time
from collections.abc import Callable, Sequence

from vncwall.fleet.client import Client
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.base import Change, Desktop
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.link import SlowLine
from vncwall.fleet.protocol import (
    DesktopSizeRequested,
    ServerIdentity,
    ServerProtocol,
    UpdateRequested,
)
from vncwall.fleet.shared_bands import SharedBands
from vncwall.geometry import Size
from vncwall.rfb.constants import DesktopSizeReason, DesktopSizeStatus

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
MIN_UPDATE_GAP_S = 1 / 60
MAX_BACKLOG_BYTES = 1 << 18
"""Unsent bytes above which a client gets no further update."""
MAX_SLOW_BACKLOG_BYTES = 2048
RELEASE_AFTER_S = 10.0
MAX_RESIZE_PIXELS = 16 << 20
MIN_RESIZE = Size(640, 480)


class DesktopServer:
    """One desktop on one port, or on as many as it has copies.

    Attributes:
        plan: what is served.
        ports: where it listens, one a copy; zeros before `open`.
        is_frozen: whether nothing is read or answered now.
        connections: all clients, of all copies.
        bands: what was encoded for all clients alike; None for a desktop without copies.
    """

    def __init__(
        self, plan: HostPlan, *, started: float, wall_time: Callable[[], float] = time.time
    ) -> None:
        """Prepare a server that listens after `open`.

        Args:
            plan: what to serve.
            started: loop time of the fleet's start; outages and freezes count from it.
            wall_time: Unix seconds; what the desktop shows depends on it.
        """
        self.plan = plan
        self.ports = [0] * plan.copies
        self.is_frozen = False
        self.bands = SharedBands(plan.size) if plan.copies > 1 else None
        self.connections: set[ClientConnection] = set()
        self._started = started
        self._wall_time = wall_time
        self._desktop: Desktop | None = None
        self._listeners: list[asyncio.Server] = []
        self._timer: asyncio.TimerHandle | None = None
        self._release_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._cycle: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where the first copy listens."""
        return self.ports[0]

    @property
    def desktop(self) -> Desktop:
        """The desktop, made at the first use."""
        if self._desktop is None:
            plan = self.plan
            self._desktop = DESKTOPS[plan.kind](
                plan.name, plan.size, plan.seed, utc_offset_s=time.localtime().tm_gmtoff
            )
            if plan.screens:
                self._desktop.screens = plan.screens
        return self._desktop

    def identity(self) -> ServerIdentity:
        """Return what the handshake says of the desktop."""
        plan = self.plan
        size = self._desktop.size if self._desktop else plan.size
        return ServerIdentity(plan.name, size, plan.password)

    async def open(self, port: int) -> None:
        """Listen on loopback, on `port` and those after it; 0 takes free ones, `ports` says which.

        Raises:
            OSError: a port is taken.
        """
        await self._listen([port + index if port else 0 for index in range(self.plan.copies)])
        if self.plan.outage or self.plan.freeze:
            self._cycle = self._loop.create_task(self._run_cycles())

    async def close(self) -> None:
        """Stop listening and drop all clients."""
        if self._cycle:
            self._cycle.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._cycle
        self._stop_listening()
        for timer in (self._timer, self._release_timer):
            if timer:
                timer.cancel()

    def serve(self, asker: ClientConnection | None = None) -> None:
        """Bring the desktop up to date for the clients that wait, and send them what is new.

        Args:
            asker: has asked for an update and done nothing else: if nothing is new on the desktop,
                nobody else is looked at.
        """
        if self.is_frozen:
            return
        ready = [c for c in (self.connections if asker is None else (asker,)) if c.can_send]
        if not ready:
            return
        now = self._wall_time()
        desktop = self.desktop
        changes = desktop.advance(now)
        if changes:
            self._spread(changes)
            if asker is not None:
                asker, ready = None, [c for c in self.connections if c.can_send]
        self._pass_on(desktop)
        for connection in ready:
            connection.client.take_update()
        for connection in tuple(self.connections) if asker is None else ready:
            connection.flush()
        self._schedule(now)

    def joined(self, connection: ClientConnection) -> None:
        """Take in a new client."""
        self.connections.add(connection)
        if self._release_timer:
            self._release_timer.cancel()
            self._release_timer = None

    def left(self, connection: ClientConnection) -> None:
        """Forget a client; after the last one, the picture is given back."""
        self.connections.discard(connection)
        if not self.connections and self._desktop and not self._release_timer:
            self._release_timer = self._loop.call_later(RELEASE_AFTER_S, self._release)

    def resize(self, client: Client, event: DesktopSizeRequested) -> DesktopSizeStatus:
        """Do what SetDesktopSize asks (rfbproto), or say why not."""
        size = event.size
        if not self.plan.is_resizable:
            return DesktopSizeStatus.PROHIBITED
        if size.area > MAX_RESIZE_PIXELS:
            return DesktopSizeStatus.OUT_OF_RESOURCES
        inside = all(
            screen.rect.width > 0
            and screen.rect.height > 0
            and screen.rect.right <= size.width
            and screen.rect.bottom <= size.height
            for screen in event.screens
        )
        is_small = size.width < MIN_RESIZE.width or size.height < MIN_RESIZE.height
        if is_small or not inside or not event.screens:
            return DesktopSizeStatus.INVALID_SCREEN_LAYOUT
        self.desktop.resize(size, event.screens)
        if self.bands is not None:
            self.bands.resize(size)
        for connection in tuple(self.connections):
            if not connection.protocol.is_open:
                continue
            is_asker = connection.client is client
            reason = DesktopSizeReason.THIS_CLIENT if is_asker else DesktopSizeReason.OTHER_CLIENT
            if not connection.client.desktop_resized(reason):
                connection.drop("it cannot be told of a new desktop size")
        return DesktopSizeStatus.OK

    def _open_connections(self) -> list[ClientConnection]:
        return [c for c in self.connections if c.protocol.is_open and not c.protocol.is_closing]

    def _spread(self, changes: list[Change]) -> None:
        if self.bands is not None:
            self.bands.changed(changes)
        for connection in self._open_connections():
            connection.client.add_changes(changes)

    def _pass_on(self, desktop: Desktop) -> None:
        """Send what desktops say beside pictures."""
        for text in desktop.cut_texts:
            for connection in self._open_connections():
                connection.protocol.send_cut_text(text)
        desktop.cut_texts.clear()
        for _ in range(desktop.bells):
            for connection in self._open_connections():
                connection.protocol.send_bell()
        desktop.bells = 0

    def _schedule(self, now: float) -> None:
        """Have the next change served when it comes, if anybody waits for it."""
        delay = self.desktop.next_change(now) - now
        wanted = self._loop.time() + max(MIN_UPDATE_GAP_S, delay)
        if self._timer and abs(self._timer.when() - wanted) < MIN_UPDATE_GAP_S:
            return  # asked for anew by each of many clients
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not math.isinf(delay) and any(connection.can_send for connection in self.connections):
            self._timer = self._loop.call_at(wanted, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self.serve()

    def _release(self) -> None:
        self._release_timer = None
        if not self.connections and self._desktop:
            self._desktop.release()

    async def _listen(self, ports: Sequence[int]) -> None:
        for index, port in enumerate(ports):
            listener = await self._loop.create_server(
                lambda: ClientConnection(self), LOOPBACK, port, reuse_address=True
            )
            self._listeners.append(listener)
            self.ports[index] = listener.sockets[0].getsockname()[1]

    def _stop_listening(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()
        for connection in tuple(self.connections):
            connection.drop("the desktop is going away")

    async def _run_cycles(self) -> None:
        """Go away and come back, freeze and thaw, for ever."""
        while True:
            elapsed = self._loop.time() - self._started
            if outage := self.plan.outage:
                await self._set_away(outage.is_on(elapsed))
            if freeze := self.plan.freeze:
                self._set_frozen(freeze.is_on(elapsed))
            switches = [
                cycle.next_switch(elapsed)
                for cycle in (self.plan.outage, self.plan.freeze)
                if cycle
            ]
            await asyncio.sleep(max(0.01, min(switches) - elapsed + 0.005))

    async def _set_away(self, is_away: bool) -> None:
        if is_away and self._listeners:
            self._stop_listening()
            logger.info("%s went away", self.plan.name)
        elif not is_away and not self._listeners:
            try:
                await self._listen(self.ports)
            except OSError as error:
                logger.warning("%s cannot return to port %s: %s", self.plan.name, self.port, error)
            else:
                logger.info("%s is back", self.plan.name)

    def _set_frozen(self, is_frozen: bool) -> None:
        if is_frozen == self.is_frozen:
            return
        self.is_frozen = is_frozen
        logger.info("%s %s", self.plan.name, "froze" if is_frozen else "thawed")
        for connection in tuple(self.connections):
            connection.set_frozen(is_frozen)
        if not is_frozen:
            self.serve()


class ClientConnection(asyncio.Protocol):
    """One client's socket."""

    def __init__(self, server: DesktopServer) -> None:
        self._server = server
        self.protocol = ServerProtocol(server.identity)
        self.client = Client(
            self.protocol,
            lambda: server.desktop,
            resize=server.resize,
            bands=server.bands,
            fixed_quality=server.plan.fixed_quality,
        )
        self._transport: asyncio.Transport | None = None
        self._is_writable = True
        self._out: SlowLine | None = None
        self._in: SlowLine | None = None

    @property
    def can_send(self) -> bool:
        """Whether the client waits for an update and its line has room for one."""
        has_room = self._out is None or self._out.backlog <= MAX_SLOW_BACKLOG_BYTES
        is_open = self.protocol.is_open and not self.protocol.is_closing
        return is_open and self._is_writable and has_room and self.client.is_waiting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first words, unless the desktop is frozen."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(MAX_BACKLOG_BYTES)
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plan = self._server.plan
        if plan.rate_bits:
            loop = asyncio.get_running_loop()
            rate = plan.rate_bits / 8
            self._out = SlowLine(loop, rate=rate, latency_s=plan.latency_s / 2)
            self._out.deliver = self._put
            self._in = SlowLine(loop, rate=rate, latency_s=plan.latency_s / 2)
            self._in.deliver = self._receive
            # What the socket would hold is held by the line, or it would not be slow.
            transport.set_write_buffer_limits(MAX_SLOW_BACKLOG_BYTES)
        self._server.joined(self)
        if self._server.is_frozen:
            transport.pause_reading()
        else:
            self.flush()

    def data_received(self, data: bytes) -> None:
        """Take bytes, over the slow line where there is one."""
        if self._in:
            self._in.send(data)
        else:
            self._receive(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client."""
        for line in (self._in, self._out):
            if line:
                line.close()
        self.protocol.is_closing = True
        self._server.left(self)

    def pause_writing(self) -> None:
        """Wait until the client has read."""
        self._is_writable = False

    def resume_writing(self) -> None:
        """Go on."""
        self._is_writable = True
        self._server.serve()

    def flush(self) -> None:
        """Hand what the protocol wants to send to the line."""
        if self._transport is None or self._server.is_frozen:
            return
        data = self.protocol.data_to_send()
        if data:
            if self._out:
                self._out.send(data)
            else:
                self._put(data)
        if self.protocol.is_closing and not (self._out and self._out.backlog):
            self._transport.close()

    def drop(self, reason: str) -> None:
        """End the connection at once."""
        logger.debug("%s drops a client: %s", self._server.plan.name, reason)
        self.protocol.is_closing = True
        if self._transport:
            self._transport.abort()

    def set_frozen(self, is_frozen: bool) -> None:
        """Stop reading, or go on."""
        if self._transport is None or self._transport.is_closing():
            return
        if is_frozen:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()
            self.flush()

    def _receive(self, data: bytes) -> None:
        self.protocol.receive_data(data)
        only_asks = True
        for event in self.protocol.events():
            self.client.handle(event)
            only_asks = only_asks and isinstance(event, UpdateRequested)
        if self.protocol.is_closing and self.protocol.close_reason:
            logger.info("%s: %s", self._server.plan.name, self.protocol.close_reason)
        self.flush()
        self._server.serve(self if only_asks else None)

    def _put(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)
            if self.protocol.is_closing:
                self.flush()
            elif self._out and self.can_send:
                self._server.serve()


class Fleet:
    """All desktops of one process."""

    def __init__(self, plans: tuple[HostPlan, ...]) -> None:
        """Prepare the servers; needs the running loop."""
        started = asyncio.get_running_loop().time()
        self.servers = [DesktopServer(plan, started=started) for plan in plans]

    async def open(self, port: int = 0) -> None:
        """Listen on `port`, `port` + 1, ..., or on free ports for 0.

        Raises:
            OSError: a port is taken; nothing listens then.
        """
        try:
            for server in self.servers:
                await server.open(port)
                port += server.plan.copies if port else 0
        except OSError:
            await self.close()
            raise

    async def close(self) -> None:
        """Stop everything."""
        for server in self.servers:
            await server.close()
