"""One connection of a session, from the open stream to its end.

::

    stream.read -> connection.receive_data -> events -> observer
                   connection.data_to_send -> stream.write

What is due by time (a request, a probe, a verdict) is decided in `tick`, which runs after every
read, after every command and when the alarm rings.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from vncwall.clock import Clock
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import (
    Bell,
    ColourMapChanged,
    Connected,
    ConnectionClosed,
    ConnectionFailed,
    CursorChanged,
    CursorMoved,
    DesktopNameChanged,
    DesktopResized,
    DesktopSizeRefused,
    Event,
    FenceReceived,
    FramebufferUpdated,
    LedStateChanged,
    PowerActionFailed,
    SecurityChosen,
    ServerCutText,
)
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.questions import ClientKeyNeeded
from vncwall.session.alarm import Alarm
from vncwall.session.asking import Asker
from vncwall.session.client_key import make_client_key
from vncwall.session.delivery import Delivery
from vncwall.session.failures import Failure
from vncwall.session.liveness import Due, Liveness
from vncwall.session.observer import SessionObserver
from vncwall.session.pacing import UpdatePacer
from vncwall.session.terms import Terms
from vncwall.session.trust import Trust
from vncwall.session.tuning import Purpose
from vncwall.session.turns import Turns
from vncwall.settings.model import HostSettings
from vncwall.states import Abilities, Reason, SessionState
from vncwall.transport.base import ByteStream

_NS = 1_000_000_000
_FENCE = b"vncwall"
_SERVER_INIT = 24
"""Bytes of the message that ends a handshake and makes a framebuffer; what is shorter is quick."""
_LOOK_NS = _NS // 20
"""What came in time is read before somebody is given up who seems to be late."""
PATIENCE_NS = 3 * _NS
"""On a line that needs longer for a whole screen, parts of the first one are shown."""
MAX_UNSENT = 4 << 20
"""Input queued for a server that takes none; beyond it the connection is given up."""

Log = logging.LoggerAdapter[logging.Logger]
Become = Callable[[SessionState, Failure | None], None]


class Conversation:
    """Holds one stream and the protocol core on it. `pacer` and `terms` outlive it."""

    def __init__(
        self,
        stream: ByteStream,
        host: HostSettings,
        terms: Terms,
        *,
        pacer: UpdatePacer,
        observer: SessionObserver,
        clock: Clock,
        log: Log,
        become: Become,
        turns: Turns,
        trust: Trust,
        deadline_ns: int,
    ) -> None:
        """Begin on an open stream; nothing is read before `run`.

        Args:
            stream: closed by `close`.
            host: what the user says of it.
            terms: on which it asks; the session decides them anew for every command.
            pacer: when the next request is due; begins anew.
            observer: told of everything.
            clock: time.
            log: with the session's name.
            become: changes the state of the session.
            turns: how much of the loop's turn pictures have.
            trust: judges the server's key.
            deadline_ns: when the handshake must be over.
        """
        self._stream = stream
        self._host = host
        self._terms = terms
        self._pacer = pacer
        self._observer = observer
        self._clock = clock
        self._log = log
        self._become = become
        terms.begin()
        self._connection = Connection(
            ConnectionOptions(
                credentials=Credentials(host.username, host.password),
                security=trust.options(host),
                picture=terms.options,
                view_only=not terms.wishes.is_controlled,
                local_cursor_at_once=not host.cursor,
                keycodes=True,
                lights=True,
                power_actions=True,
                waits_for_client_key=True,
            )
        )
        self._asker = Asker(self._connection, pacer, terms)
        self._turns = turns
        self._trust = trust
        self._deadline_ns = deadline_ns
        self._connected_ns: int | None = None
        self.login = ""
        """How it was made, once it was."""
        self._liveness = Liveness(
            host.stall_after_s, clock.monotonic_ns(), is_watched=terms.wishes.is_looked_at
        )
        self._delivery = Delivery(observer)
        self._alarm = Alarm(clock, self._rung)
        self._is_stalled = False
        self._failure: Failure | None = None
        self._crash: Exception | None = None
        self._abilities: Abilities | None = None
        self._key_maker: asyncio.Task[None] | None = None
        self._credit: asyncio.Future[None] | None = None
        self._waits_for_turn = False
        self.limit()

    @property
    def connection(self) -> Connection | None:
        """The protocol core once ServerInit was read."""
        return self._connection if self._connected_ns is not None else None

    @property
    def encodings(self) -> tuple[int, ...]:
        """Encodings that were received."""
        return tuple(sorted(self._connection.received_encodings))

    @property
    def failure(self) -> Failure | None:
        """Why it ends, once that was decided."""
        return self._failure

    # --- from the open stream to its end

    async def run(self) -> Failure:
        """Converse until the end and return why; raises what the stream and our defects raise."""
        connection = self._connection
        self.tick()
        while True:
            data = await self._stream.read()
            now = self._clock.monotonic_ns()
            if self._turns.is_over(now) and self._may_wait(data):
                now = await self._await_turn(now)
            if self._crash is not None:
                raise self._crash
            if self._failure is not None:
                return self._failure
            cpu_ns = time.thread_time_ns()
            try:
                if data:
                    plain = connection.decrypt(data)
                    self._heard(len(data), plain, now)
                    connection.receive_plain(plain)
                else:
                    plain = data
                    connection.receive_eof()
                for event in connection.events():
                    self._handle(event, plain, now)
                if self._terms.wishes.is_controlled:
                    self._tell_abilities()
                self._deliver(now)
            finally:
                self._observer.bytes_handled()
                self._terms.meter.cpu_ns += time.thread_time_ns() - cpu_ns
            if self._failure is not None or not data:
                self.flush()
                return self._failure or Failure(
                    Reason.DISCONNECTED, "the server closed the connection"
                )
            self.tick()
            await self._await_credit()

    async def close(self) -> None:
        """Let go of what the server believes to be pressed, then close the stream."""
        self._alarm.end()
        if self._key_maker is not None:
            self._key_maker.cancel()
        connection = self.connection
        if connection is not None and not connection.view_only and self._failure is None:
            with suppress(Exception):
                connection.view_only = True  # releases held keys
                self.flush()
        self._connection.close()
        await self._stream.close()

    def end(self, failure: Failure) -> None:
        """End it; `run` wakes and returns the failure."""
        self._failure = self._failure or failure
        self._stream.abort()
        self._open_gate()

    # --- what the session does

    def watch(self) -> None:
        """Somebody begins to look, and wants to know at once how things are; or nobody does."""
        self._liveness.set_watched(
            self._clock.monotonic_ns(),
            is_watched=self._terms.wishes.is_looked_at,
            asks=self._asker.has_asked,
        )

    def choose_picture(self) -> None:
        """Ask in the settings that hold now, at once; the core fetches a finer picture whole."""
        if self._connected_ns is not None:
            self._asker.choose_picture()
        else:
            # Nothing was asked yet: the core sends what holds when the handshake is over.
            self._pacer.set_interval(self._terms.update_interval_s)
            self._connection.set_picture(self._terms.options)

    def adapt(self) -> None:
        """Ask in the settings that hold now, from the next request on."""
        if self._connected_ns is not None:
            self._asker.adapt()
        else:
            self.choose_picture()

    def limit(self) -> None:
        """Read no faster than the session's allowance says now."""
        allowance = self._terms.allowance
        self._stream.limit_reading(allowance.chunk, buffer=allowance.buffer)

    def tick(self) -> None:
        """Do what is due, send it, and set the alarm for what is next."""
        if self._failure is not None:
            return
        now = self._clock.monotonic_ns()
        if self._connected_ns is None:
            next_ns = self._deadline_ns
            if now >= next_ns:
                if not (self._stream.unread or self._waits_for_turn):
                    self.end(Failure(Reason.TIMED_OUT, "the server did not finish the handshake"))
                    return
                next_ns = now + _LOOK_NS
        else:
            if self._terms.is_due(now):
                self._adapt(now)
            due_ns = self._asker.ask(now)
            next_ns = self._watch_over(now)
            if self._failure is not None:
                return
            # A request that cannot be sent yet waits for the server, not for the clock.
            if due_ns is not None and due_ns > now:
                next_ns = min(next_ns, due_ns)
        if self._credit is not None:
            ready_ns = self._terms.allowance.ready_ns(now)
            if ready_ns <= now:
                self._open_gate()
            else:
                next_ns = min(next_ns, ready_ns)
        self.flush()
        self._alarm.set(next_ns)

    def flush(self) -> None:
        """Hand what the protocol core wants to send to the stream."""
        self._stream.write(self._connection.data_to_send())
        if self._stream.unsent > MAX_UNSENT:
            self.end(Failure(Reason.TIMED_OUT, "the server takes no input any more"))

    # --- what comes

    def _heard(self, size: int, plain: bytes, now: int) -> None:
        self._terms.meter.received(size, now - self._stream.waited_ns)
        self._terms.allowance.spend(size, now)
        self._liveness.heard(now)
        if self._is_stalled:
            self._is_stalled = False
            self._become(SessionState.LIVE, None)
        if plain:
            self._observer.bytes_received(plain, time_ns=now)

    def _handle(self, event: Event, plain: bytes, now: int) -> None:
        match event:
            case FramebufferUpdated():
                received = self._connection.received_encodings
                is_whole, is_part = self._asker.is_fetching, self._asker.is_part
                self._terms.updated(event.damage, received, now, is_whole=is_whole, is_part=is_part)
                self._asker.answered(now)
                self._delivery.answered(event.damage)
            case FenceReceived():
                self._delivery.answered()
            case Connected():
                self._on_connected(event, plain, now)
            case DesktopResized():
                self._delivery.forget()
                self._asker.need_whole(is_new=True)
                self._terms.resized(self._connection.framebuffer.size)
                self._describe()
            case DesktopNameChanged():
                self._describe()
            case ColourMapChanged():
                self._asker.need_whole(is_new=False)
            case CursorChanged():
                self._observer.cursor_changed(event)
            case CursorMoved():
                self._observer.cursor_moved(event)
            case ServerCutText():
                if self._terms.wishes.is_controlled:
                    self._observer.cut_text(event.text)
            case LedStateChanged() | PowerActionFailed() | DesktopSizeRefused():
                self._observer.answered(event)
            case Bell():
                self._observer.bell()
            case SecurityChosen():
                if event.warning:
                    self._log.warning("%s", event.warning)
            case ClientKeyNeeded():
                self._key_maker = asyncio.create_task(self._make_key())
            case ConnectionFailed():
                self._failure = self._failure or self._trust.failure_of(event.error, self._host)
            case ConnectionClosed():
                self._failure = self._failure or Failure(
                    Reason.DISCONNECTED, "the server closed the connection"
                )
            case _:
                self._log.debug("= %s", event)

    def _on_connected(self, event: Connected, plain: bytes, now: int) -> None:
        self._connected_ns = now
        self.login = str(event.method)
        self._terms.resized(event.size)
        self._terms.decide(now)
        self._connection.set_picture(self._terms.options)
        self._pacer.set_interval(self._terms.update_interval_s)
        self._log.info(
            "connected: RFB %s, login %s, %dx%d %r",
            event.version,
            event.method,
            event.size.width,
            event.size.height,
            event.name,
        )
        rest = self._connection.bytes_received - event.stream_position
        self._observer.connected(
            event, picture=self._terms.options, data=plain[len(plain) - rest :] if rest else b""
        )
        self._become(SessionState.LIVE, None)
        self._describe()

    async def _make_key(self) -> None:
        """Have the key of RSA-AES made while the other sessions go on."""
        await make_client_key()
        if not self._connection.state.is_over:
            self._connection.answer(True)
            self.flush()

    def _tell_abilities(self) -> None:
        connection = self._connection
        abilities = Abilities(
            power=connection.supports_power_actions,
            keycodes=connection.supports_keycodes,
            resizing=connection.supports_resizing,
            motion=connection.wants_pointer_motion,
            clipboard=connection.supports_clipboard,
        )
        if abilities != self._abilities:
            self._abilities = abilities
            self._observer.abilities_changed(abilities)

    def _describe(self) -> None:
        connection = self._connection
        self._observer.desktop_changed(
            connection.framebuffer, name=connection.name, screens=connection.screens
        )

    # --- what time brings

    def _rung(self) -> None:
        try:
            self.tick()
        except Exception as error:
            self._crash = error
            self._stream.abort()
            self._open_gate()

    def _adapt(self, now: int) -> None:
        """Follow what the line carries."""
        before = self._terms.choice
        if self._terms.decide(now):
            choice = self._terms.choice
            self._log.info("asks for %s instead of %s: %s", choice.asked, before.asked, choice.why)
            self._asker.adapt()

    def _deliver(self, now: int) -> None:
        is_current = self._pacer.keeps_up
        is_partial = not self._asker.is_whole and now < self._showable_ns()
        self._delivery.publish(
            self._connection.framebuffer,
            now,
            is_current=is_current,
            is_partial=is_partial,
            strips_ns=self._asker.current_ns,
        )

    def _showable_ns(self) -> int:
        """Return when the first picture is shown though it is not whole yet: never a recorder's."""
        if self._connected_ns is None or self._terms.wishes.purpose is Purpose.FULL:
            return 1 << 63
        return self._connected_ns + PATIENCE_NS

    def _may_wait(self, data: bytes) -> bool:
        """Whether what was read takes time, and nobody's hand waits for it."""
        if self._failure is not None or self._terms.wishes.is_controlled:
            return False
        return len(data) >= (_SERVER_INIT if self._connected_ns is None else 1)

    async def _await_turn(self, begun_ns: int) -> int:
        """Let timers, commands and the others have their turn; return what time it is then."""
        now = begun_ns
        self._waits_for_turn = True
        try:
            while self._turns.is_over(now):
                await asyncio.sleep(0)
                now = self._clock.monotonic_ns()
        finally:
            self._waits_for_turn = False
        self._deadline_ns += now - begun_ns  # the server was in time
        return now

    async def _await_credit(self) -> None:
        """Wait until the allowance covers what was read; the server waits with us."""
        now = self._clock.monotonic_ns()
        ready_ns = self._terms.allowance.ready_ns(now)
        if ready_ns <= now or self._failure is not None:
            return
        self._terms.held(now)
        self._credit = asyncio.get_running_loop().create_future()
        self._alarm.set(ready_ns)
        try:
            await self._credit
        finally:
            self._credit = None
        now = self._clock.monotonic_ns()
        self._liveness.heard(now)
        self._terms.released(now)

    def _open_gate(self) -> None:
        if self._credit is not None and not self._credit.done():
            self._credit.set_result(None)

    def _watch_over(self, now: int) -> int:
        """Probe a silent server, call it frozen, give it up; return when to look again."""
        if self._credit is not None or self._waits_for_turn or self._stream.unread:
            self._liveness.heard(now)  # the silence is ours
        match self._liveness.due(now):
            case Due.PROBE:
                self._probe()
                self._liveness.probed(now)
            case Due.STALLED:
                if not self._is_stalled:
                    self._is_stalled = True
                    silence_s = (now - self._liveness.heard_ns) / _NS
                    self._become(
                        SessionState.STALLED,
                        Failure(Reason.NONE, f"no answer to a probe for {silence_s:.0f} s"),
                    )
            case Due.GIVE_UP:
                self.end(Failure(Reason.TIMED_OUT, "the server holds the line but is frozen"))
            case Due.NOTHING:
                pass
        return self._liveness.next_ns(now)

    def _probe(self) -> None:
        connection = self._connection
        if connection.supports_fence:
            connection.send_fence(_FENCE)
        else:
            self._delivery.probed(connection.framebuffer)
            connection.request_probe()
        self._terms.meter.asked(self._clock.monotonic_ns())
