"""Sessions on real sockets behind lines of several speeds: what they ask for, what crosses."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

from tests.support.stopwatch import Stopwatch
from vncwall.clock import SystemClock
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.server import Fleet
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.session.session import Session
from vncwall.settings.address import HostAddress
from vncwall.settings.model import CONTROL_PICTURE, TILE_PICTURE, HostSettings, PixelFormatName

DESKTOP = Size(1920, 1080)
TILE = Size(480, 270)
KBIT_S = 256.0


class Viewer:
    """Observes a session: when it was shown how many pixels."""

    def __init__(self) -> None:
        self.shown: list[tuple[float, int]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **named: None

    def framebuffer_updated(
        self,
        framebuffer: Framebuffer,
        *,
        damage: Sequence[Rect],
        time_ns: int,
        is_whole: bool = True,
    ) -> None:
        """Write it down."""
        self.shown.append((time.monotonic(), sum(rect.area for rect in damage)))

    def whole_after(self, start: float) -> float | None:
        """Return the seconds from `start` until a whole screen was shown."""
        pixels = 0
        for at, count in self.shown:
            pixels += count if at >= start else 0
            if pixels >= DESKTOP.area:
                return at - start
        return None


class Turnstile:
    """A relay that counts what a client's kernel takes, as a line in between would."""

    def __init__(self, port: int) -> None:
        self.crossed: list[tuple[float, int]] = []
        self._port = port
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> int:
        """Listen; return the port."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._tasks.add(asyncio.create_task(self._accept()))
        port: int = self._listener.getsockname()[1]
        return port

    async def close(self) -> None:
        """Drop everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._listener.close()

    def most(self, window_s: float) -> int:
        """Return the most bytes that crossed in any window of this length."""
        best = total = first = 0
        for at, count in self.crossed:
            total += count
            while at - self.crossed[first][0] > window_s:
                total -= self.crossed[first][1]
                first += 1
            best = max(best, total)
        return best

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            near, _ = await loop.sock_accept(self._listener)
            near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            far = socket.socket()
            far.setblocking(False)
            await loop.sock_connect(far, ("127.0.0.1", self._port))
            for source, sink, is_counted in ((far, near, True), (near, far, False)):
                self._tasks.add(asyncio.create_task(self._pass(source, sink, is_counted)))

    async def _pass(self, source: socket.socket, sink: socket.socket, is_counted: bool) -> None:
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(source, 1 << 16):
            for start in range(0, len(data), 1024):
                part = data[start : start + 1024]
                await loop.sock_sendall(sink, part)
                if is_counted:
                    self.crossed.append((time.monotonic(), len(part)))


@asynccontextmanager
async def serving(kind: str, **special: Any) -> AsyncIterator[int]:
    """Serve one demo desktop of which something may be special; yield its port."""
    fleet = Fleet((HostPlan(kind, kind, DESKTOP, 5, **special),))
    await fleet.open(0)
    try:
        yield fleet.servers[0].port
    finally:
        await fleet.close()


@asynccontextmanager
async def watching(
    port: int, *, budget: float = 0.0, update_interval: float = TILE_PICTURE.update_interval
) -> AsyncIterator[tuple[Session, Viewer]]:
    """Hold a session that shows the desktop on `port` in a tile."""
    viewer = Viewer()
    tile = replace(TILE_PICTURE, update_interval=update_interval)
    host = HostSettings("x", HostAddress("127.0.0.1", port), tile=tile)
    session = Session(host, viewer, SystemClock())  # type: ignore[arg-type]
    session.set_budget(budget)
    session.set_view(TILE, is_full_seen=False)
    session.set_watched(is_watched=True)
    task = asyncio.create_task(session.run())
    try:
        yield session, viewer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], object], timeout_s: float) -> None:
    watch = Stopwatch()
    while not condition():
        assert watch.seconds < timeout_s
        await asyncio.sleep(0.02)


async def test_a_budget_is_kept_over_any_ten_seconds_whatever_the_server_would_send() -> None:
    async with serving("video") as port:
        turnstile = Turnstile(port)
        async with watching(await turnstile.open(), budget=KBIT_S) as (session, viewer):
            await asyncio.sleep(5)
            session.set_control(enabled=True)  # asks without a pause
            await asyncio.sleep(8)
            assert session.connection is not None
        await turnstile.close()
    budget = KBIT_S * 1000 / 8 * 10
    assert turnstile.most(10) <= 1.1 * budget
    assert turnstile.most(10) >= 0.6 * budget, "the share is used"
    shown = [at for at, _ in viewer.shown]
    assert max(b - a for a, b in pairwise(shown)) < 10


async def test_a_slow_line_is_asked_for_little_and_a_fast_one_for_all_by_itself() -> None:
    async with (
        serving("log", rate_bits=256_000, latency_s=0.08) as slow_port,
        serving("log") as fast_port,
        watching(slow_port) as (slow, slow_viewer),
        watching(fast_port) as (fast, fast_viewer),
    ):
        await until(lambda: slow_viewer.shown and fast_viewer.shown, 10)
        await until(lambda: "the line carries 2" in slow.terms.choice.why, 20)
        assert slow.terms.choice.picture.pixel_format is PixelFormatName.BGR233
        assert 0.08 <= slow.terms.meter.round_trip_s < 0.5
        assert fast.terms.choice.rung == 0, fast.terms.choice.why
        assert fast.terms.choice.picture.pixel_format is PixelFormatName.RGB888


async def test_control_has_full_quality_as_soon_as_the_line_is_given_to_it() -> None:
    async with (
        serving("log") as port,
        watching(port, budget=64.0) as (session, viewer),
    ):
        await until(lambda: viewer.shown, 10)
        assert session.terms.choice.picture.pixel_format is PixelFormatName.BGR233
        start, watch = time.monotonic(), Stopwatch()
        session.set_control(enabled=True)
        session.set_budget(0)
        assert session.terms.choice.picture == CONTROL_PICTURE
        await until(lambda: viewer.whole_after(start) is not None, 5)
        # What was under way at the old rate, the change of format and one screen on a LAN.
        assert watch.seconds < 1.5


async def test_release_fetches_nothing_anew() -> None:
    async with serving("idle") as port, watching(port) as (session, viewer):
        await until(lambda: viewer.shown, 10)
        start = time.monotonic()
        session.set_control(enabled=True)
        await until(lambda: viewer.whole_after(start) is not None, 5)
        await asyncio.sleep(0.5)
        before = session.terms.meter.bytes_received
        session.set_control(enabled=False)
        await asyncio.sleep(2)
        assert session.terms.meter.bytes_received - before < 20_000


async def test_a_server_that_ignores_the_quality_is_noticed_and_asked_for_something_else() -> None:
    async with (
        serving("video", fixed_quality=5) as port,
        watching(port, update_interval=0.2) as (session, viewer),
    ):
        terms = session.terms
        session.set_view(DESKTOP, is_full_seen=False)
        await until(lambda: len(viewer.shown) > 4, 10)
        fine = terms.choice.picture.jpeg_quality
        session.set_view(TILE, is_full_seen=False)  # which a lower quality serves as well
        assert terms.choice.picture.jpeg_quality not in (fine, None)
        await until(lambda: terms.habits.ignores_quality, 10)
        session.set_view(DESKTOP, is_full_seen=False)
        session.set_budget(1000.0)
        await until(
            # A tile that became larger is asked for in finer quality when its size has settled.
            lambda: terms.choice.rung and terms.choice.picture.jpeg_quality in (fine, None),
            10,
        )
        assert "a lower JPEG quality saves nothing with this server" in terms.choice.why
