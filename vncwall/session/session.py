"""One monitored desktop over time.

A session outlives its connections: it opens one, has a `Conversation` on it, waits after a failure
and begins again. One asyncio task runs it; commands come in between, in the same loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from random import Random
from typing import Any

from vncwall.clock import Clock
from vncwall.errors import TransportError
from vncwall.geometry import Rect, Size
from vncwall.rfb import constants
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import DesktopSizeStatus
from vncwall.rfb.events import DesktopSizeRefused, PowerActionFailed, Screen
from vncwall.session.backoff import Backoff
from vncwall.session.conversation import Conversation
from vncwall.session.failures import Failure, Retry, failure_of
from vncwall.session.gate import Gate, Ticket
from vncwall.session.observer import SessionObserver
from vncwall.session.pacing import UpdatePacer
from vncwall.session.state import check
from vncwall.session.terms import Terms
from vncwall.session.trust import Trust
from vncwall.session.tuning import Purpose
from vncwall.session.turns import Turns
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.states import PowerAction, Reason, SessionState
from vncwall.transport.base import ByteStream
from vncwall.transport.tcp import open_tcp

_NS = 1_000_000_000
SLOW_RETRY_S = 60.0
"""Least delay before another attempt at a server that turned us away."""
READ = 0.95
"""Part of its share that a session reads: what is on its way when shares change comes on top."""
HELD_S = 20.0
"""A connection that lasted so long was a good one: the backoff begins anew."""

_POWER_CODES = {
    PowerAction.SHUTDOWN: constants.PowerAction.SHUTDOWN,
    PowerAction.REBOOT: constants.PowerAction.REBOOT,
    PowerAction.RESET: constants.PowerAction.RESET,
}

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
        host: what the user says of it.
        state: what it is doing.
        terms: what its line carries, and what is asked on it.
    """

    def __init__(
        self,
        host: HostSettings,
        observer: SessionObserver,
        clock: Clock,
        *,
        random: Random | None = None,
        open_stream: OpenStream = open_stream,
        gate: Gate | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.host = host
        self.state = SessionState.IDLE
        self.terms = Terms(host, clock.monotonic_ns())
        self._observer = observer
        self._clock = clock
        self._open_stream = open_stream
        self._log = SessionLog(logging.getLogger(__name__), {"host": f"{host.name} {host.address}"})
        self._backoff = Backoff(random or Random())
        self._wishes = self.terms.wishes
        self._pacer = UpdatePacer(host.tile.update_interval)
        self._retry_now = asyncio.Event()
        self._gate = gate or Gate(1)
        self._turns = turns or Turns()
        self._trust = Trust(clock)
        self._ticket: Ticket | None = None
        self._is_promising = True
        self._conversation: Conversation | None = None

    # --- what others see

    @property
    def connection(self) -> Connection | None:
        """The protocol core of the present connection once ServerInit was read."""
        return self._conversation.connection if self._conversation is not None else None

    @property
    def is_controlled(self) -> bool:
        """Whether the operator's input goes to this desktop."""
        return self._wishes.is_controlled

    @property
    def encodings(self) -> tuple[int, ...]:
        """Encodings that the present connection has received."""
        return self._conversation.encodings if self._conversation is not None else ()

    @property
    def login(self) -> str:
        """How the login of the present connection was made."""
        return self._conversation.login if self._conversation is not None else ""

    # --- commands

    def set_watched(self, *, is_watched: bool) -> None:
        """Say whether anybody looks at the picture or records it; nobody: nothing is asked."""
        if is_watched != self._wishes.is_watched:
            self._wishes.is_watched = is_watched
            self._watch()
            self._decide()
            self._act()

    def set_view(self, box: Size, *, is_full_seen: bool) -> None:
        """Say how much of the picture can be seen.

        Args:
            box: that the tile has, in pixels; empty: no tile, or one of unknown size.
            is_full_seen: a recorder or the operator sees every pixel.
        """
        wishes = self._wishes
        is_larger = is_full_seen and not wishes.is_full_seen
        wishes.box, wishes.is_full_seen = box, is_full_seen
        self._watch()
        if is_larger:
            # Control may follow at once and want a still finer picture; two would be fetched.
            self.terms.hurry()
        else:
            self._decide()
            self._act()

    def set_budget(self, kbit_s: float) -> None:
        """Receive no more than this from now on; 0: no limit."""
        now = self._clock.monotonic_ns()
        self.terms.allowance.set_rate(READ * kbit_s * 1000 / 8, now)
        if self._conversation is not None:
            self._conversation.limit()
        self._decide()
        self._act()

    def set_pace(self, least_interval_s: float) -> None:
        """Ask no more often than this from now on: it is too much; 0: as the settings say."""
        self._pacer.hold_back(least_interval_s)
        self._act()

    def set_control(self, *, enabled: bool, is_shown_large: bool = True) -> None:
        """Give full control, or make the session view-only again.

        Args:
            enabled: whether input goes to the desktop.
            is_shown_large: in full quality too; else its picture stays that of a tile.
        """
        if enabled and self.host.view_only:
            self._log.warning("control refused: the host is configured as view-only")
            return
        wishes = self._wishes
        if (enabled, is_shown_large) == (wishes.is_controlled, wishes.is_shown_large):
            return
        is_otherwise = enabled != wishes.is_controlled or enabled
        wishes.is_controlled, wishes.is_shown_large = enabled, is_shown_large
        if not is_otherwise:
            return
        self._watch()
        if (connection := self.connection) is not None:
            # Turning view-only first releases the keys and buttons that are still held.
            connection.view_only = not enabled
        self._choose_picture()

    def change_host(self, host: HostSettings) -> None:
        """Go on with other settings for the same server and login, on the same connection.

        How long to wait for a server holds from the next connection on.
        """
        self.host = host
        self._wishes.adapts = host.adapt
        if host.view_only:
            self.set_control(enabled=False)
        if host.control != self._wishes.control:
            self._wishes.control = host.control
            if self._wishes.purpose is Purpose.CONTROL:
                self._choose_picture()
        self.set_tile_picture(host.tile)
        self._decide()

    def set_tile_picture(self, picture: PictureSettings) -> None:
        """Ask with these settings while not under control, from now on."""
        if picture == self._wishes.tile:
            return
        self._wishes.tile = picture
        if self._wishes.purpose is not Purpose.CONTROL:
            self._choose_picture()

    def keep_picture(self, *, enabled: bool) -> None:
        """Keep asking with the tile's settings, promoted or not: a wire recording has one format.

        Switching takes effect on the present connection only when it ends the restriction.
        """
        self._wishes.keeps_picture = enabled
        self._watch()
        if self.connection is None:
            self._decide()
        elif not enabled:
            self._choose_picture()

    def keep_last(self, *, enabled: bool) -> None:
        """Ask now and then although nobody looks: the last minutes of it are kept."""
        if enabled != self._wishes.keeps_last:
            self._wishes.keeps_last = enabled
            self._watch()
            self._decide()
            self._act()

    def send_key(self, keysym: int, *, down: bool, keycode: int = 0) -> None:
        """Press or release a key; dropped unless the session is live and under control.

        One without a keysym goes to servers alone that take keys by their place.
        """
        connection = self._accepting_input()
        if connection is not None and (keysym or connection.supports_keycodes):
            connection.send_key_event(keysym, down=down, keycode=keycode)
            self._flush()

    def send_pointer(self, x: int, y: int, buttons: int) -> None:
        """Move the pointer; dropped unless the session is live and under control.

        Buttons that the server has no bits for are left out.
        """
        if (connection := self._accepting_input()) is not None:
            connection.send_pointer_event(x, y, buttons & _buttons_of(connection))
            self._flush()

    def send_motion(self, dx: int, dy: int, buttons: int) -> None:
        """Move the pointer by (dx, dy); dropped unless its server wants motion."""
        connection = self._accepting_input()
        if connection is not None and connection.wants_pointer_motion:
            connection.send_pointer_motion(dx, dy, buttons & _buttons_of(connection))
            self._flush()

    def resize_desktop(self, size: Size, rects: Sequence[Rect]) -> None:
        """Ask for another desktop size; dropped unless the session is live and under control.

        Args:
            size: of the whole desktop.
            rects: its monitors then; none: one over all of it.
        """
        if (connection := self._accepting_input()) is not None:
            if not connection.supports_resizing:
                self._observer.answered(DesktopSizeRefused(DesktopSizeStatus.PROHIBITED))
                return
            connection.set_desktop_size(size, _screens(size, rects, connection.screens))
            self._flush()

    def request_power(self, action: PowerAction) -> None:
        """Act on the machine's power; dropped unless the session is live and under control."""
        if (connection := self._accepting_input()) is not None:
            if not connection.supports_power_actions:
                self._observer.answered(PowerActionFailed())
                return
            connection.send_power_action(_POWER_CODES[action])
            self._flush()

    def send_cut_text(self, text: str) -> None:
        """Set the remote clipboard; dropped unless the session is live and under control."""
        if (connection := self._accepting_input()) is not None:
            connection.send_cut_text(text)
            self._flush()

    def reconnect(self) -> None:
        """Connect anew now: end a wait, or replace the present connection."""
        self._trust.reconsider()
        self._backoff.reset()
        if self._ticket is not None and not self._ticket.is_inside and not self._conversation:
            self._ticket.hurry()
        elif self.state in (SessionState.BACKING_OFF, SessionState.FAILED):
            self._retry_now.set()
        elif self._conversation is not None:
            self._retry_now.set()
            self._conversation.end(Failure(Reason.NONE, "connecting anew on request"))

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
            self._become(SessionState.STOPPED)

    async def _connect_once(self) -> Failure:
        """Hold one connection; return why it ended. No exception of its own leaves it."""
        is_asked = self._retry_now.is_set()
        self._retry_now.clear()
        ticket = self._ticket = self._gate.ticket(is_promising=self._is_promising or is_asked)
        self._is_promising = False
        try:
            await ticket.turn()
            return await self._connect()
        finally:
            ticket.leave()
            self._ticket = None

    async def _connect(self) -> Failure:
        self._become(SessionState.CONNECTING)
        timeout_s = self.host.connect_timeout_s
        deadline_ns = self._clock.monotonic_ns() + int(timeout_s * _NS)
        try:
            stream = await self._open_stream(self.host.address, timeout_s)
        except TransportError as error:
            return failure_of(error)
        except OSError as error:
            return Failure(Reason.UNREACHABLE, str(error))
        conversation = self._conversation = Conversation(
            stream,
            self.host,
            self.terms,
            pacer=self._pacer,
            observer=self._observer,
            clock=self._clock,
            log=self._log,
            become=self._become,
            turns=self._turns,
            trust=self._trust,
            deadline_ns=deadline_ns,
        )
        self._become(SessionState.AUTHENTICATING)
        try:
            return await conversation.run()
        except TransportError as error:
            return conversation.failure or failure_of(error)
        except Exception as error:
            # The border of the session: a defect costs this tile, not its neighbours.
            self._log.exception("session failed")
            return Failure(
                Reason.PROTOCOL_ERROR, f"internal error: {type(error).__name__}: {error}"
            )
        finally:
            self._conversation = None
            await conversation.close()

    async def _wait_to_retry(self, failure: Failure) -> None:
        if self._retry_now.is_set():
            # Asked for by a person: not even the shortest delay.
            self._become(SessionState.BACKING_OFF, failure)
            return
        if failure.retry is Retry.AT_ONCE:
            self._log.info("connects again: %s", failure.detail)
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
        if state is SessionState.LIVE:
            self._is_promising = True
            if self._ticket is not None:
                self._ticket.leave()
        self._observer.state_changed(
            state,
            reason=failure.reason if failure else Reason.NONE,
            detail=failure.detail if failure else "",
            retry_at_ns=retry_at_ns,
        )

    # --- small parts

    def _watch(self) -> None:
        if self._conversation is not None:
            self._conversation.watch()
        self._pacer.set_watched(is_watched=self._wishes.needs_pictures)

    def _choose_picture(self) -> None:
        """Ask anew, at once."""
        self.terms.decide(self._clock.monotonic_ns())
        self._pacer.set_interval(self.terms.update_interval_s)
        if self._conversation is not None:
            self._conversation.choose_picture()
        self._act()

    def _decide(self) -> None:
        """Follow a change that may leave what is asked as it is."""
        if self.terms.decide(self._clock.monotonic_ns()):
            if self._conversation is not None:
                self._conversation.adapt()
            else:
                self._pacer.set_interval(self.terms.update_interval_s)

    def _act(self) -> None:
        """Do what a command has made due."""
        if self._conversation is not None:
            self._conversation.tick()

    def _accepting_input(self) -> Connection | None:
        if not self._wishes.is_controlled or self._conversation is None:
            return None
        return self._conversation.connection if self._conversation.failure is None else None

    def _flush(self) -> None:
        if self._conversation is not None:
            self._conversation.flush()


def _buttons_of(connection: Connection) -> int:
    """Return the mask of the buttons that a server has bits for."""
    return 0x7FFF if connection.supports_extended_buttons else 0xFF


def _screens(size: Size, rects: Sequence[Rect], before: Sequence[Screen]) -> list[Screen]:
    """Return monitors for a request: who was there keeps its number."""
    numbers = [screen.id for screen in before]
    unused = (number for number in range(len(rects) + len(numbers) + 1) if number not in numbers)
    places = list(rects) or [Rect(0, 0, size.width, size.height)]
    return [
        Screen(numbers[index] if index < len(numbers) else next(unused), rect)
        for index, rect in enumerate(places)
    ]
