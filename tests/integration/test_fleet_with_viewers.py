"""The demo desktops in programs that other people wrote: what those show is what was painted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.integration.hands import Operator
from tests.integration.processes import require, run, running, wait_for
from tests.integration.screen import Picture, assert_same_picture, difference, grab, load, psnr_db
from tests.integration.servers import xvfb
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.server import DesktopServer
from vncwall.geometry import Size

pytestmark = pytest.mark.real

NOON = 1_790_000_400.0
SIZE = Size(1024, 768)


class Served:
    """A demo desktop on loopback whose clock stands still."""

    def __init__(self, kind: str) -> None:
        self._plan = HostPlan(f"{kind}-1", kind, SIZE, 21)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self.server: DesktopServer
        self.thread = threading.Thread(target=self._run)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    @property
    def picture(self) -> Picture:
        """What was painted so far."""

        async def take() -> Picture:
            pixels = pygame.surfarray.array3d(self.server.desktop.surface)
            return np.ascontiguousarray(pixels.swapaxes(0, 1))

        return asyncio.run_coroutine_threadsafe(take(), self._loop).result(10)

    def end(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._end.set)
        self.thread.join(10)

    def start(self) -> None:
        """Serve on a thread of its own."""
        self.thread.start()
        assert self._ready.wait(10)

    def _run(self) -> None:
        async def serve() -> None:
            self.server = DesktopServer(
                self._plan, started=self._loop.time(), wall_time=lambda: NOON
            )
            await self.server.open(0)
            self._ready.set()
            await self._end.wait()
            await self.server.close()

        self._loop.run_until_complete(serve())
        self._loop.close()


@contextmanager
def served(kind: str) -> Iterator[Served]:
    """Serve a desktop while the block lasts."""
    desktop = Served(kind)
    desktop.start()
    try:
        yield desktop
    finally:
        desktop.end()


@pytest.mark.parametrize("kind", ["log", "sheet", "network"])
def test_gtk_vnc_captures_exactly_what_was_painted(kind: str, tmp_path: Path) -> None:
    require("gvnccapture")
    with served(kind) as desktop:
        shot = tmp_path / "shot.png"
        run(["gvnccapture", f"127.0.0.1:{desktop.port - 5900}", shot])
        assert_same_picture(load(shot), desktop.picture, tmp_path)


@pytest.mark.parametrize(
    ("encoding", "is_lossless"),
    [("Raw", True), ("Hextile", True), ("ZRLE", True), ("Tight", True), ("Tight", False)],
)
def test_tigervnc_shows_what_was_painted_and_its_keys_arrive(
    encoding: str, is_lossless: bool, tmp_path: Path
) -> None:
    require("xtigervncviewer")
    with (
        served("idle") as desktop,
        xvfb(tmp_path, size=f"{SIZE.width}x{SIZE.height}") as display,
        running(
            ["xtigervncviewer", "-AutoSelect=0", f"-PreferredEncoding={encoding}", "-FullColor=1",
             f"-NoJPEG={int(is_lossless)}", "-QualityLevel=8", "-FullScreen=1", "-RemoteResize=0",
             "-DotWhenNoCursor=0", f"127.0.0.1::{desktop.port}"],
            display=display,
            log=tmp_path / "viewer.log",
        ),
    ):  # fmt: skip

        def is_shown() -> bool:
            if not desktop.server.connections:
                return False
            shown, painted = grab(display), desktop.picture
            return not difference(shown, painted) if is_lossless else psnr_db(shown, painted) > 38

        wait_for(lambda: bool(desktop.server.connections), "the viewer connects", timeout_s=20)
        wait_for(lambda: desktop.server.desktop._surface is not None, "it asks for a picture")
        wait_for(is_shown, "the viewer shows the desktop", timeout_s=20)
        before = desktop.picture
        hands = Operator(display, tmp_path)
        hands.move(500, 500)
        hands.type("typed in TigerVNC")
        wait_for(lambda: bool(difference(desktop.picture, before)), "the keys arrive")
        wait_for(is_shown, "the viewer shows what was typed", timeout_s=20)
