"""The child process that holds sessions: a thin shell around `session.Session`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from vncwall.clock import Clock, SystemClock
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.looks import Looks
from vncwall.framebuffer.png import encode_png
from vncwall.geometry import Size
from vncwall.ipc.black_box import BlackBoxWriter
from vncwall.ipc.endpoint import Endpoint, Message
from vncwall.ipc.messages import (
    AddSession,
    ChangeHost,
    ClientCutText,
    KeepPreroll,
    KeyEvent,
    Notice,
    PictureSaved,
    PointerEvent,
    PointerMotion,
    Reconnect,
    RecordWire,
    RemoveSession,
    RequestPower,
    ResizeDesktop,
    SavePicture,
    SavePreroll,
    SetBudget,
    SetControl,
    SetPace,
    SetPreviewSize,
    SetTilePicture,
    ShareFramebuffer,
    Shutdown,
    WatchPicture,
)
from vncwall.recording.disk import BackgroundDisk
from vncwall.recording.manifest import write_whole
from vncwall.session.gate import Gate
from vncwall.session.session import Session
from vncwall.session.turns import Turns, new_loop
from vncwall.settings.model import HostSettings
from vncwall.workers.busyness import Busyness
from vncwall.workers.complaint import Complaints
from vncwall.workers.heartbeat import Heartbeat
from vncwall.workers.known_pictures import KnownPictures
from vncwall.workers.lookout import Lookout
from vncwall.workers.mains import CONNECTS
from vncwall.workers.ocr import TextReader
from vncwall.workers.outbox import NoticeOutbox
from vncwall.workers.process import prepare, stats
from vncwall.workers.publisher import Publisher
from vncwall.workers.traffic import Traffic
from vncwall.workers.wire import WireTaps

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
STATS_EVERY_S = 3.0
"""Least time between two reports of a session's traffic; of one that shares a line they come with
every heartbeat: what it leaves unused goes to others, and comes back when it is wanted."""
CLOSE_S = 2.0
"""Longest time for all sessions to say goodbye; input is released and memory unlinked anyway."""
RESOLVER = "resolver"
RESOLVER_THREADS = 16
"""Names looked up at a time: a name server that is silent must not hold up the other hosts."""


def main(
    connection: Connection,
    name: str,
    run: str,
    *,
    level: int = logging.INFO,
    connects: int = CONNECTS,
) -> None:
    """Run a session worker until Shutdown, SIGTERM, or the main process is gone.

    Args:
        connection: the child's end of the duplex pipe.
        name: of this worker, for heartbeats and logs.
        run: beginning of the names of its shared memory; no other process uses it.
        level: least level of log records that are sent up.
        connects: most connections that are being opened at a time.
    """
    endpoint = Endpoint(connection)
    prepare(endpoint, name, level=level)
    # Not asyncio.run, which waits for names that are still being looked up: a silent name server
    # would hold up the end of the program for half a minute.
    turns = Turns()
    loop = new_loop(turns)
    try:
        worker = SessionWorker(endpoint, name, run, SystemClock(), connects=connects, turns=turns)
        loop.run_until_complete(worker.run())
    finally:
        endpoint.close()
        for thread in threading.enumerate():
            if thread.name.startswith(RESOLVER):
                thread.join(0.05)
                if thread.is_alive():
                    os._exit(0)  # all is closed and unlinked; only the lookup goes on
        loop.close()


@dataclass(slots=True)
class _Held:
    """A session in this process, with what belongs to it."""

    session: Session
    publisher: Publisher
    wire: WireTaps
    traffic: Traffic
    task: asyncio.Task[None] | None = None


class SessionWorker:
    """Many sessions in one asyncio loop, commanded through an endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        name: str,
        run: str,
        clock: Clock,
        *,
        connects: int = CONNECTS,
        turns: Turns | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._name = name
        self._run_name = run
        self._clock = clock
        self._held: dict[int, _Held] = {}
        self._wire_orders: dict[int, RecordWire] = {}
        self._disk: BackgroundDisk | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        self._outbox: NoticeOutbox | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._gate = Gate(connects)
        self._turns = turns or Turns()
        self._complaints = Complaints()
        self._black_box: BlackBoxWriter | None = None
        self._busyness = Busyness()
        self._known = KnownPictures()
        self._reader = TextReader()
        self._saving: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve commands until told to stop; then close every session and unlink its memory."""
        loop = self._loop = asyncio.get_running_loop()
        resolver = ThreadPoolExecutor(RESOLVER_THREADS, RESOLVER)
        loop.set_default_executor(resolver)
        with suppress(NotImplementedError, ValueError):  # a test runs this in a thread
            loop.add_signal_handler(signal.SIGTERM, self._stopped.set)
        self._outbox = NoticeOutbox(self._endpoint, loop)
        try:
            self._black_box = BlackBoxWriter(self._run_name, self._clock)
        except OSError as error:  # no shared memory: what it dies of will not be known
            logger.warning("%s has no black box: %s", self._name, error)
        loop.add_reader(self._endpoint.fileno(), self._receive)
        heart = asyncio.create_task(self._beat())
        try:
            await self._stopped.wait()
        finally:
            heart.cancel()
            loop.remove_reader(self._endpoint.fileno())
            await self._close()
            if self._black_box is not None:
                self._black_box.close()
            resolver.shutdown(wait=False, cancel_futures=True)

    # --- messages

    def _receive(self) -> None:
        for message in self._endpoint.receive():
            try:
                self._obey(message)
            except Exception:
                logger.exception("cannot do %s", type(message).__name__)
        if self._endpoint.is_closed:
            # The main process is gone, however it ended.
            self._stopped.set()

    def _send(self, notice: Notice) -> None:
        assert self._outbox is not None  # there is no session before `run`
        self._outbox.send(notice)

    def _send_from_thread(self, notice: Notice) -> None:
        """Send a notice from whatever thread this is."""
        with suppress(RuntimeError):  # the loop has ended: nobody listens any more
            assert self._loop is not None  # there is no session before `run`
            self._loop.call_soon_threadsafe(self._send, notice)

    def _open_disk(self) -> BackgroundDisk:
        """Return what flushes and finishes files; its threads begin with the first."""
        if self._disk is None:
            self._disk = BackgroundDisk()
        return self._disk

    def _obey(self, message: Message) -> None:
        match message:
            case AddSession():
                self._add(message)
                return
            case RecordWire():
                self._record_wire(message)
                return
            case Shutdown():
                self._stopped.set()
                return
        held = self._held.get(getattr(message, "session", -1))
        if held is None:
            return
        session, publisher = held.session, held.publisher
        match message:
            case RemoveSession():
                self._remove(message.session)
            case KeepPreroll():
                held.wire.keep(message.settings)
                session.keep_last(enabled=message.settings.preroll_s > 0)
            case SavePreroll():
                held.wire.save(message)
            case ChangeHost():
                before, after = session.host, message.host
                looked_for = (before.idle_after_s, before.locked_picture, before.locked_picture_ns)
                if looked_for != (
                    after.idle_after_s,
                    after.locked_picture,
                    after.locked_picture_ns,
                ):
                    publisher.look_for(self._looks(after))
                if before.alerts != after.alerts:
                    publisher.look_out(self._lookout(message.session, after))
                session.change_host(after)
                self._look(session, publisher)
            case SetPreviewSize():
                publisher.set_preview_size(Size(message.width, message.height))
                self._look(session, publisher)
            case ShareFramebuffer():
                publisher.share_full(enabled=message.enabled)
                self._look(session, publisher)
            case WatchPicture():
                publisher.watch(enabled=message.enabled, change_percent=message.change_percent)
                self._look(session, publisher)
            case SavePicture():
                self._save_picture(message, publisher)
            case SetBudget():
                session.set_budget(message.kbit_s)
            case SetPace():
                session.set_pace(message.least_interval_s)
            case SetTilePicture():
                session.set_tile_picture(message.picture)
            case SetControl():
                session.set_control(enabled=message.enabled, is_shown_large=message.is_shown_large)
                held.wire.controlled(enabled=session.is_controlled)
            case Reconnect():
                session.reconnect()
            case KeyEvent():
                session.send_key(message.keysym, down=message.down, keycode=message.keycode)
            case PointerEvent():
                session.send_pointer(message.x, message.y, message.buttons)
            case PointerMotion():
                session.send_motion(message.dx, message.dy, message.buttons)
            case ResizeDesktop():
                session.resize_desktop(Size(message.width, message.height), message.screens)
            case RequestPower():
                session.request_power(message.action)
            case ClientCutText():
                session.send_cut_text(message.text)
            case _:
                logger.warning("%s is no command for a session worker", type(message).__name__)

    # --- sessions

    @staticmethod
    def _look(session: Session, publisher: Publisher) -> None:
        """Tell a session who looks at it."""
        session.set_view(publisher.box, is_full_seen=publisher.is_full_seen)
        session.set_watched(is_watched=publisher.is_watched)

    def _looks(self, host: HostSettings) -> Looks:
        """Return what follows the looks of a desktop from now on."""
        locked = self._known.get(host.locked_picture, host.locked_picture_ns)
        return Looks(host.idle_after_s, self._clock.monotonic_ns(), locked=locked)

    def _lookout(self, session: int, host: HostSettings) -> Lookout:
        """Return what looks at the picture of a host for its rules from now on."""
        return Lookout(session, host.alerts, self._send, reader=self._reader, pictures=self._known)

    def _save_picture(self, message: SavePicture, publisher: Publisher) -> None:
        """Write a picture beside the loop: to encode it takes a tenth of a second."""
        words = publisher.picture()
        if words is None:
            self._send(PictureSaved(message.session, message.path, "there is no picture of it"))
            return
        for mask in message.masks:
            hidden = mask.rect(Size(words.shape[1], words.shape[0]))
            words[hidden.y : hidden.bottom, hidden.x : hidden.right] = BLACK

        async def save() -> None:
            detail = await asyncio.to_thread(_write_picture, words, Path(message.path))
            self._send(PictureSaved(message.session, message.path, detail))

        task = asyncio.create_task(save())
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    def _add(self, message: AddSession) -> None:
        number = message.session
        if number in self._held:
            logger.warning("session %d is there already", number)
            return
        publisher = Publisher(
            number,
            self._run_name,
            self._send,
            self._black_box,
            looks=self._looks(message.host),
            complaints=self._complaints,
        )
        publisher.look_out(self._lookout(number, message.host))
        session = Session(message.host, publisher, self._clock, gate=self._gate, turns=self._turns)
        wire = publisher.wire = WireTaps(
            number,
            message.host,
            lambda: session.connection,
            clock=self._clock,
            emit=self._send_from_thread,
            disk=self._open_disk,
        )
        traffic = Traffic(number, session, self._clock.monotonic_ns())
        held = self._held[number] = _Held(session, publisher, wire, traffic)
        if publisher.is_watched:
            self._look(session, publisher)
        if (order := self._wire_orders.pop(number, None)) is not None:
            self._record_wire(order)
        held.task = asyncio.create_task(session.run(), name=f"session {number}")
        held.task.add_done_callback(self._session_ended)

    def _session_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("%s ended: %r", task.get_name(), error, exc_info=error)

    def _record_wire(self, message: RecordWire) -> None:
        held = self._held.get(message.session)
        if held is None:
            self._wire_orders[message.session] = message
            return
        held.wire.record(message.settings, message.cause)
        held.session.keep_picture(enabled=message.settings is not None)
        held.session.set_watched(is_watched=held.publisher.is_watched)

    def _remove(self, number: int) -> None:
        held = self._held.pop(number)
        closing = asyncio.create_task(self._end(held))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _end(self, held: _Held) -> None:
        """Close a session: keys are released, then its memory is unlinked."""
        held.wire.record(None, "")  # first: it ends because it is told to, not with the connection
        try:
            if held.task is not None:
                held.task.cancel()
                await asyncio.wait((held.task,), timeout=CLOSE_S)
        finally:
            held.publisher.close()

    async def _close(self) -> None:
        held = list(self._held.values())
        self._held.clear()
        endings = [asyncio.create_task(self._end(one)) for one in held]
        endings += self._closing
        endings += self._saving
        if endings:
            await asyncio.wait(endings, timeout=CLOSE_S + 1)
        await self._reader.close()
        if self._disk is not None:
            await asyncio.to_thread(self._disk.close, CLOSE_S)
            await asyncio.sleep(0)  # what the disk has told is sent
        if self._outbox is not None:
            self._outbox.close()

    # --- heartbeat

    async def _beat(self) -> None:
        heartbeat = Heartbeat()
        began_ns = reported_ns = self._clock.monotonic_ns()
        while True:
            now_ns, cpu_ns = self._clock.monotonic_ns(), time.process_time_ns()
            next_s = heartbeat.interval_s(now_ns, cpu_ns, hurries=self._hurries())
            engaged_ns = now_ns - began_ns - self._turns.rested_ns
            self._send(
                stats(
                    self._name,
                    sessions=len(self._held),
                    next_s=next_s,
                    engaged_s=engaged_ns / _NS,
                )
            )
            is_turn = now_ns - reported_ns >= STATS_EVERY_S * _NS
            if is_turn:
                reported_ns = now_ns
            self._busyness.beat(now_ns, engaged_ns)
            for held in tuple(self._held.values()):
                held.session.terms.is_busy = self._busyness.is_busy
                if held.wire.step():
                    held.session.reconnect()
                is_due = is_turn or held.session.terms.allowance.rate
                if is_due and (report := held.traffic.report(now_ns)) is not None:
                    self._send(report)
            await self._clock.sleep(next_s)

    def _hurries(self) -> bool:
        """Whether something here is to be looked at every second."""
        return self._busyness.is_busy or any(
            held.session.terms.allowance.rate or held.wire.is_recording
            for held in self._held.values()
        )


def _write_picture(words: Words, path: Path) -> str:
    """Write a PNG file; return why that failed, or ""."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, encode_png(words))
    except OSError as error:
        return f"{path}: {error.strerror}"
    return ""
