"""One monitored desktop over time.

A session outlives its connections: it opens one, feeds the protocol core, asks for pictures as
often as the settings allow, notices when the server falls silent, and begins again after a
failure. One asyncio task runs it; a second one only ever sleeps until the next thing is due::

    stream.read -> connection.receive_data -> events -> observer
                   connection.data_to_send -> stream.write

What is due by time (a request, a probe, a verdict) is decided in `_tick`, which runs after every
read, after every command and when the sleeper wakes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from random import Random
from typing import Any

from vncwall.clock import Clock
from vncwall.errors import TransportError
from vncwall.geometry import Rect
from vncwall.rfb.connection import PROBE_REGION, Connection
from vncwall.rfb.events import (
    Bell,
    ColourMapChanged,
    Connected,
    ConnectionClosed,
    ConnectionFailed,
    CursorChanged,
    DesktopNameChanged,
    DesktopResized,
    Event,
    FenceReceived,
    FramebufferUpdated,
    SecurityChosen,
    ServerCutText,
)
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions
from vncwall.session.backoff import Backoff
from vncwall.session.failures import Failure, Retry, failure_of
from vncwall.session.liveness import Due, Liveness
from vncwall.session.observer import SessionObserver
from vncwall.session.pacing import UpdatePacer
from vncwall.session.picture import picture_options
from vncwall.session.state import check
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.states import Reason, SessionState
from vncwall.transport.base import ByteStream
from vncwall.transport.tcp import open_tcp

_NS = 1_000_000_000
_FENCE = b"vncwall"
SLOW_RETRY_S = 60.0
"""Least delay before another attempt at a server that turned us away."""
HANDSHAKE_STEPS = 5
"""A handshake may take this many connect timeouts, if there is none of silence in it."""
HELD_S = 20.0
"""A connection that lasted so long was a good one: the backoff begins anew."""
ALIVE_EVERY_NS = _NS
"""Notices that nothing changed are at least this far apart."""
MAX_UNSENT = 4 << 20
"""Input queued for a server that takes none; beyond it the connection is given up."""

OpenStream = Callable[[HostAddress, float], Awaitable[ByteStream]]


async def open_stream(address: HostAddress, timeout_s: float) -> ByteStream:
    """Open a TCP connection: the default way to a server."""
    return await open_tcp(address, timeout_s=timeout_s)


class SessionLog(logging.LoggerAdapter[logging.Logger]):
    """Puts the session's name and address before every line."""

    def process(
        self, msg: Any, kwargs: MutableMapping[str, Any]
    ) -> tuple[Any, MutableMapping[str, Any]]:
        """Prefix the message."""
        return f"[{self.extra['host'] if self.extra else ''}] {msg}", kwargs


class Session:
    """Holds the connection to one host; commands may come at any time, in the session's loop.

    Attributes:
        state: what it is doing.
        bytes_received: from the server, over all connections.
        updates_received: FramebufferUpdates, over all connections.
    """

    def __init__(
        self,
        host: HostSettings,
        observer: SessionObserver,
        clock: Clock,
        *,
        random: Random | None = None,
        open_stream: OpenStream = open_stream,
    ) -> None:
        self.host = host
        self.state = SessionState.IDLE
        self.bytes_received = 0
        self.updates_received = 0
        self._observer = observer
        self._clock = clock
        self._open_stream = open_stream
        self._log = SessionLog(logging.getLogger(__name__), {"host": f"{host.name} {host.address}"})
        self._backoff = Backoff(random or Random())
        self._pacer = UpdatePacer(host.tile.update_interval)
        self._is_watched = False
        self._is_controlled = False
        self._keeps_picture = False
        self._tile = host.tile
        self._tile_options = picture_options(host.tile)
        self._control_options = picture_options(host.control)

        self._retry_now = asyncio.Event()
        self._sleeper: asyncio.Task[None] | None = None
        self._sleeper_ns = 0

        # of the present connection
        self._stream: ByteStream | None = None
        self._connection: Connection | None = None
        self._liveness = Liveness(host.stall_after_s, 0)
        self._connected_ns: int | None = None
        self._begun_ns = 0
        self._failure: Failure | None = None
        self._crash: Exception | None = None
        self._needs_full = True
        self._damage: list[Rect] = []
        self._is_alive = False
        self._told_ns = 0
        self._probed_word: int | None = None

    # --- what others see

    @property
    def connection(self) -> Connection | None:
        """The present connection once ServerInit was read."""
        return self._connection if self._connected_ns is not None else None

    @property
    def is_controlled(self) -> bool:
        """Whether the operator's input goes to this desktop."""
        return self._is_controlled

    @property
    def encodings(self) -> tuple[int, ...]:
        """Encodings that the present connection has received."""
        return tuple(sorted(self._connection.received_encodings)) if self._connection else ()

    # --- commands

    def set_watched(self, *, is_watched: bool) -> None:
        """Say whether anybody looks at the picture or records it; nobody: nothing is asked."""
        self._is_watched = is_watched
        self._watch()
        self._act()

    def set_control(self, *, enabled: bool) -> None:
        """Give full control in full quality, or make the session view-only again."""
        if enabled and self.host.view_only:
            self._log.warning("control refused: the host is configured as view-only")
            return
        if enabled == self._is_controlled:
            return
        self._is_controlled = enabled
        picture = self.host.control if enabled else self._tile
        self._watch()
        self._pacer.set_interval(picture.update_interval)
        if (connection := self.connection) is not None:
            # Turning view-only first releases the keys and buttons that are still held.
            connection.view_only = not enabled
            self._choose_picture(connection)
        self._act()

    def set_tile_picture(self, picture: PictureSettings) -> None:
        """Ask with these settings while not under control, from now on."""
        if picture == self._tile:
            return
        self._tile, self._tile_options = picture, picture_options(picture)
        if self._is_controlled:
            return
        self._pacer.set_interval(picture.update_interval)
        if (connection := self.connection) is not None and not self._keeps_picture:
            self._choose_picture(connection)
        self._act()

    def keep_picture(self, *, enabled: bool) -> None:
        """Keep asking with the tile's settings, promoted or not: a wire recording has one format.

        Switching takes effect on the present connection only when it ends the restriction.
        """
        self._keeps_picture = enabled
        if not enabled and self._is_controlled and (connection := self.connection) is not None:
            self._choose_picture(connection)
            self._act()

    def send_key(self, keysym: int, *, down: bool) -> None:
        """Press or release a key; dropped unless the session is live and under control."""
        if (connection := self._accepting_input()) is not None:
            connection.send_key_event(keysym, down=down)
            self._flush()

    def send_pointer(self, x: int, y: int, buttons: int) -> None:
        """Move the pointer; dropped unless the session is live and under control."""
        if (connection := self._accepting_input()) is not None:
            connection.send_pointer_event(x, y, buttons)
            self._flush()

    def send_cut_text(self, text: str) -> None:
        """Set the remote clipboard; dropped unless the session is live and under control."""
        if (connection := self._accepting_input()) is not None:
            connection.send_cut_text(text)
            self._flush()

    def reconnect(self) -> None:
        """Connect anew now: end a wait, or replace the present connection."""
        self._backoff.reset()
        if self.state in (SessionState.BACKING_OFF, SessionState.FAILED):
            self._retry_now.set()
        elif self._stream is not None:
            self._retry_now.set()
            self._end(Failure(Reason.NONE, "connecting anew on request"))

    # --- the loop

    async def run(self) -> None:
        """Hold the session until the task is cancelled; always ends in STOPPED."""
        try:
            while True:
                started_ns = self._clock.monotonic_ns()
                failure = await self._connect_once()
                if self._clock.monotonic_ns() - started_ns >= HELD_S * _NS:
                    self._backoff.reset()
                await self._wait_to_retry(failure)
        finally:
            self._stop_sleeper()
            self._become(SessionState.STOPPED)

    async def _connect_once(self) -> Failure:
        """Hold one connection; return why it ended. No exception of its own leaves it."""
        self._retry_now.clear()
        self._become(SessionState.CONNECTING)
        try:
            stream = await self._open_stream(self.host.address, self.host.connect_timeout_s)
        except TransportError as error:
            return failure_of(error)
        except OSError as error:
            return Failure(Reason.UNREACHABLE, str(error))
        self._begin(stream)
        try:
            return await self._converse(stream)
        except TransportError as error:
            return self._failure or failure_of(error)
        except Exception as error:
            # The border of the session: a defect costs this tile, not its neighbours.
            self._log.exception("session failed")
            return Failure(
                Reason.PROTOCOL_ERROR, f"internal error: {type(error).__name__}: {error}"
            )
        finally:
            await self._finish(stream)

    def _begin(self, stream: ByteStream) -> None:
        host, now = self.host, self._clock.monotonic_ns()
        self._stream = stream
        self._connection = Connection(
            ConnectionOptions(
                credentials=Credentials(host.username, host.password),
                picture=self._wanted_picture(),
                view_only=not self._is_controlled,
            )
        )
        self._pacer.restart()
        self._liveness = Liveness(host.stall_after_s, now)
        self._connected_ns = None
        self._begun_ns = now
        self._failure = self._crash = None
        self._needs_full = True
        self._damage.clear()
        self._is_alive = False
        self._told_ns = 0
        self._probed_word = None
        self._become(SessionState.AUTHENTICATING)

    async def _converse(self, stream: ByteStream) -> Failure:
        connection = self._connection
        assert connection is not None
        self._tick()
        while True:
            data = await stream.read()
            if self._crash is not None:
                raise self._crash
            if self._failure is not None:
                return self._failure
            now = self._clock.monotonic_ns()
            if data:
                self.bytes_received += len(data)
                self._liveness.heard(now)
                if self.state is SessionState.STALLED:
                    self._become(SessionState.LIVE)
                self._observer.bytes_received(data, time_ns=now)
                connection.receive_data(data)
            else:
                connection.receive_eof()
            for event in connection.events():
                self._handle(event, connection, data, now)
            self._publish(connection, now)
            if self._failure is not None or not data:
                self._flush()
                return self._failure or Failure(
                    Reason.DISCONNECTED, "the server closed the connection"
                )
            self._tick()

    async def _finish(self, stream: ByteStream) -> None:
        self._stop_sleeper()
        connection = self.connection
        if connection is not None and not connection.view_only and self._failure is None:
            with suppress(Exception):
                connection.view_only = True  # releases held keys
                self._flush()
        self._stream = self._connection = self._connected_ns = None
        await stream.close()

    async def _wait_to_retry(self, failure: Failure) -> None:
        if self._retry_now.is_set():
            # Asked for by a person: not even the shortest delay.
            self._become(SessionState.BACKING_OFF, failure)
            return
        level = logging.INFO if failure.retry is Retry.SOON else logging.WARNING
        self._log.log(level, "%s: %s", failure.reason.value, failure.detail)
        if failure.retry is Retry.NEVER:
            self._become(SessionState.FAILED, failure)
            await self._retry_now.wait()
            return
        delay_s = self._backoff.next_delay_s()
        if failure.retry is Retry.SLOWLY:
            delay_s = max(delay_s, SLOW_RETRY_S)
        retry_at_ns = self._clock.monotonic_ns() + int(delay_s * _NS)
        self._become(SessionState.BACKING_OFF, failure, retry_at_ns=retry_at_ns)
        sleep = asyncio.ensure_future(self._clock.sleep(delay_s))
        asked = asyncio.ensure_future(self._retry_now.wait())
        try:
            await asyncio.wait((sleep, asked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            asked.cancel()

    def _become(
        self, state: SessionState, failure: Failure | None = None, *, retry_at_ns: int = 0
    ) -> None:
        check(self.state, state)
        self.state = state
        self._observer.state_changed(
            state,
            reason=failure.reason if failure else Reason.NONE,
            detail=failure.detail if failure else "",
            retry_at_ns=retry_at_ns,
        )

    # --- events of the core

    def _handle(self, event: Event, connection: Connection, data: bytes, now: int) -> None:
        match event:
            case FramebufferUpdated():
                self.updates_received += 1
                self._pacer.answered()
                self._is_alive = True
                self._damage.extend(event.damage)
            case FenceReceived():
                self._is_alive = True
            case Connected():
                self._on_connected(event, connection, data, now)
            case DesktopResized():
                # Damage of before belongs to a framebuffer that is gone.
                self._damage.clear()
                self._needs_full = True
                self._describe(connection)
            case DesktopNameChanged():
                self._describe(connection)
            case ColourMapChanged():
                self._needs_full = True
            case CursorChanged():
                self._observer.cursor_changed(event)
            case ServerCutText():
                if self._is_controlled:
                    self._observer.cut_text(event.text)
            case Bell():
                self._observer.bell()
            case SecurityChosen():
                if event.warning:
                    self._log.warning("%s", event.warning)
            case ConnectionFailed():
                self._failure = self._failure or failure_of(event.error)
            case ConnectionClosed():
                self._failure = self._failure or Failure(
                    Reason.DISCONNECTED, "the server closed the connection"
                )
            case _:
                self._log.debug("= %s", event)

    def _on_connected(
        self, event: Connected, connection: Connection, data: bytes, now: int
    ) -> None:
        self._connected_ns = now
        self._log.info(
            "connected: RFB %s, security type %d, %dx%d %r",
            event.version,
            event.security_type,
            event.size.width,
            event.size.height,
            event.name,
        )
        rest = connection.bytes_received - event.stream_position
        self._observer.connected(
            event, picture=self._wanted_picture(), data=data[len(data) - rest :] if rest else b""
        )
        self._become(SessionState.LIVE)
        self._describe(connection)

    def _describe(self, connection: Connection) -> None:
        self._observer.desktop_changed(
            connection.framebuffer, name=connection.name, screens=connection.screens
        )

    def _publish(self, connection: Connection, now: int) -> None:
        """Pass on what the last read has finished, once for all updates in it."""
        if not self._is_alive:
            return
        self._is_alive = False
        if self._damage and not self._is_probe_echo(connection):
            self._observer.framebuffer_updated(
                connection.framebuffer, damage=self._damage, time_ns=now
            )
            self._told_ns = now
        elif now - self._told_ns >= ALIVE_EVERY_NS:
            self._observer.alive(now)
            self._told_ns = now
        self._damage.clear()

    def _is_probe_echo(self, connection: Connection) -> bool:
        """Whether the update only repeats the pixel that a probe asked for."""
        if self._probed_word is None:
            return False
        word, self._probed_word = self._probed_word, None
        return self._damage == [PROBE_REGION] and int(connection.framebuffer.words[0, 0]) == word

    # --- what time brings

    def _watch(self) -> None:
        is_watched = self._is_watched or self._is_controlled
        if is_watched and not self._pacer.is_watched:
            # The silence before was ours.
            self._liveness.heard(self._clock.monotonic_ns())
        self._pacer.set_watched(is_watched=is_watched)

    def _act(self) -> None:
        """Do what a command has made due."""
        if self._stream is not None:
            self._tick()

    def _tick(self) -> None:
        """Do what is due, send it, and sleep until the next thing is."""
        connection = self._connection
        if connection is None or self._stream is None or self._failure is not None:
            return
        now = self._clock.monotonic_ns()
        if self._connected_ns is None:
            deadline_ns = self._handshake_deadline_ns()
            if now >= deadline_ns:
                self._end(Failure(Reason.TIMED_OUT, "the server did not finish the handshake"))
                return
            next_ns: int | None = deadline_ns
        else:
            self._request(connection, now)
            next_ns = self._watch_over(connection, now)
            if self._failure is not None:
                return
            due_ns = self._pacer.due_ns(now)
            # A request that cannot be sent yet waits for the server, not for the clock.
            if due_ns is not None and due_ns > now:
                next_ns = due_ns if next_ns is None else min(next_ns, due_ns)
        self._flush()
        if next_ns is not None:
            self._sleep_until(next_ns)

    def _request(self, connection: Connection, now: int) -> None:
        due_ns = self._pacer.due_ns(now)
        if due_ns is None or due_ns > now or connection.is_continuous:
            return
        if not self._needs_full and self._wants_continuous(connection):
            connection.enable_continuous_updates()
        elif connection.request_update(incremental=not self._needs_full):
            self._pacer.asked(now)
            self._needs_full = False

    def _wants_continuous(self, connection: Connection) -> bool:
        return (
            self._is_controlled
            and self.host.control.update_interval <= 0
            and connection.supports_continuous_updates
        )

    def _watch_over(self, connection: Connection, now: int) -> int | None:
        """Probe a silent server, call it frozen, give it up; return when to look again."""
        if not self._pacer.is_watched:
            self._liveness.heard(now)
            return None
        match self._liveness.due(now):
            case Due.PROBE:
                self._probe(connection)
                self._liveness.probed(now)
            case Due.STALLED:
                if self.state is SessionState.LIVE:
                    silence_s = (now - self._liveness.heard_ns) / _NS
                    self._become(
                        SessionState.STALLED,
                        Failure(Reason.NONE, f"no answer to a probe for {silence_s:.0f} s"),
                    )
            case Due.GIVE_UP:
                self._end(Failure(Reason.TIMED_OUT, "the server holds the line but is frozen"))
            case Due.NOTHING:
                pass
        return self._liveness.next_ns(now)

    def _probe(self, connection: Connection) -> None:
        if connection.supports_fence:
            connection.send_fence(_FENCE)
        else:
            if connection.framebuffer.size.area:
                self._probed_word = int(connection.framebuffer.words[0, 0])
            connection.request_probe()

    def _choose_picture(self, connection: Connection) -> None:
        """Ask in the settings that hold now, at once; the core fetches a finer picture whole."""
        if connection.is_continuous:
            connection.disable_continuous_updates()
        connection.set_picture(self._wanted_picture())
        self._pacer.restart()

    # --- small parts

    def _handshake_deadline_ns(self) -> int:
        """Each step has the whole timeout: a server under load is slow at every one of them."""
        timeout_ns = int(self.host.connect_timeout_s * _NS)
        return min(
            self._liveness.heard_ns + timeout_ns, self._begun_ns + HANDSHAKE_STEPS * timeout_ns
        )

    def _wanted_picture(self) -> PictureOptions:
        full = self._is_controlled and not self._keeps_picture
        return self._control_options if full else self._tile_options

    def _accepting_input(self) -> Connection | None:
        return self.connection if self._is_controlled and self._failure is None else None

    def _flush(self) -> None:
        if self._connection is None or self._stream is None:
            return
        self._stream.write(self._connection.data_to_send())
        if self._stream.unsent > MAX_UNSENT:
            self._end(Failure(Reason.TIMED_OUT, "the server takes no input any more"))

    def _end(self, failure: Failure) -> None:
        """End the present connection; the loop wakes and finds the failure."""
        self._failure = self._failure or failure
        if self._stream is not None:
            self._stream.abort()

    def _sleep_until(self, deadline_ns: int) -> None:
        """Have `_tick` run at `deadline_ns`; a sleeper that wakes earlier will ask again."""
        if self._sleeper is not None:
            if self._sleeper_ns <= deadline_ns:
                return
            self._sleeper.cancel()
        self._sleeper_ns = deadline_ns
        self._sleeper = asyncio.ensure_future(self._sleep_and_tick(deadline_ns))

    async def _sleep_and_tick(self, deadline_ns: int) -> None:
        await self._clock.sleep(max(0, deadline_ns - self._clock.monotonic_ns()) / _NS)
        self._sleeper = None
        try:
            self._tick()
        except Exception as error:
            self._crash = error
            if self._stream is not None:
                self._stream.abort()

    def _stop_sleeper(self) -> None:
        if self._sleeper is not None:
            self._sleeper.cancel()
            self._sleeper = None
