"""Servers and scenes that tests share; each is started once a module that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.driver import Driver
from tests.integration.scene import Scene, Terminal, photo, scene
from tests.integration.screen import Picture
from tests.integration.servers import SERVERS, Server


@dataclass(frozen=True, slots=True)
class Desktop:
    """A server, the scene on its display and a terminal in it."""

    server: Server
    scene: Scene
    terminal: Terminal
    still: Picture
    """The screen as it was when the scene stood."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Logs, FIFOs and pictures of the servers that live as long as the session."""
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="session", params=list(SERVERS))
def desktop(request: pytest.FixtureRequest, folder: Path) -> Iterator[Desktop]:
    """Each promised server in turn, with text, a photo-like picture and slanted lines on it."""
    with (
        SERVERS[request.param](folder) as server,
        scene(server.display, folder / server.name) as content,
    ):
        terminal = content.terminal()
        terminal.write("The quick brown fox jumps over the lazy dog 0123456789\n" * 12)
        content.picture(photo(200, 150), 400, 20)
        content.logo(geometry="100x100+420+280")
        yield Desktop(server, content, terminal, content.settle())


@pytest.fixture
def desktop_in_hand(desktop: Desktop) -> Iterator[Desktop]:
    """The same for a test that moves the pointer; it is put back to the middle afterwards."""
    yield desktop
    with Driver(desktop.server.port, view_only=False) as driver:
        driver.connection.send_pointer_event(320, 240, 0)
        driver.refresh()


@pytest.fixture(scope="module")
def tiger(folder: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A TigerVNC server with nothing on its screen, for one module."""
    own = folder / request.module.__name__.rpartition(".")[2]
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server:
        yield server
