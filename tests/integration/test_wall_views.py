"""Walls on one of several monitors, of hosts with several monitors, chosen by real keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.integration.driver import Driver
from tests.integration.hands import Operator, bounding_box, of_colour
from tests.integration.processes import running, wait_for
from tests.integration.program import Program
from tests.integration.scene import scene
from tests.integration.screen import grab
from tests.integration.servers import Server, xtigervnc
from vncwall.geometry import Rect, Size
from vncwall.rfb.desktop import Screen
from vncwall.rfb.events import DesktopResized

pytestmark = pytest.mark.real

GREEN, RED = (42, 127, 78), (160, 48, 32)

CONFIGURATION = """
[wall]
title = "two"
workers = 1
kiosk = true
state = "{folder}/state"

[defaults.tile]
jpeg_quality = "lossless"
update_interval = 0.2

[walls.right]
hosts = "right"

[[hosts]]
name = "both"
address = "{address}"
monitors = "each"

[[hosts]]
name = "right"
address = "{address}"
monitors = 2
"""


@contextmanager
def two_monitors(folder: Path, width: int, height: int) -> Iterator[Server]:
    """An X server with two monitors side by side, which is a VNC server, too."""
    with xtigervnc(folder, size=f"{2 * width}x{height}") as server:
        with Driver(server.port, view_only=False) as driver:
            driver.refresh()
            screens = tuple(Screen(n, Rect(n * width, 0, width, height)) for n in range(2))
            known = len(driver.events)
            driver.connection.set_desktop_size(Size(2 * width, height), screens)
            driver.connection.request_update(incremental=True)
            driver.await_event(DesktopResized, after=known)
        yield server


def patches(hands: Operator, colour: tuple[int, int, int]) -> list[Rect]:
    """Return where tiles of a colour are on the screen, from left to right."""
    try:
        mask = of_colour(grab(hands.display), colour)
    except pytest.fail.Exception:
        return []  # xwd loses against a window that is just becoming a full screen
    if mask.sum() < 1000:
        return []
    columns = mask.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], columns.astype(np.int8), [0]))))
    found = []
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        part = np.zeros_like(mask)
        part[:, left:right] = mask[:, left:right]
        box = bounding_box(part)
        assert box is not None
        found.append(box)
    return [box for box in found if box.width > 50]


def test_kiosk_on_the_second_monitor_shows_each_monitor_of_a_host(tmp_path: Path) -> None:
    seats, hosts = tmp_path / "seat", tmp_path / "host"
    for folder in (seats, hosts):
        folder.mkdir()
    with (
        two_monitors(seats, 800, 500) as seat,
        two_monitors(hosts, 400, 300) as host,
        scene(host.display, hosts) as content,
        running(["openbox", "--sm-disable"], display=seat.display, log=seats / "openbox.log"),
    ):
        content.background("#2a7f4e")
        content.picture(np.full((300, 400, 3), RED, np.uint8), 400, 0)
        hands = Operator(seat.display, seats)
        hands.move(20, 20)
        with Program(["wall", "--display", "7", "a"], seats, display=seat.display) as program:
            assert program.wait() == 2
        assert "no monitor 7; there is 0 (800x500), 1 (800x500)" in program.stderr
        path = tmp_path / "wall.toml"
        path.write_text(CONFIGURATION.format(folder=tmp_path, address=host.address))
        with Program(["wall", "--display", "1", path], tmp_path, display=seat.display) as program:
            window = hands.window("two")

            def everything() -> bool:
                return len(patches(hands, GREEN)) == 1 and len(patches(hands, RED)) == 2

            wait_for(everything, "a tile for each monitor, and one for the right one")
            assert hands.area(window) == Rect(800, 0, 800, 500)
            (green,), reds = patches(hands, GREEN), patches(hands, RED)
            assert any(red.x >= green.right for red in reds if red.y == green.y)
            assert green.x >= 800
            hands.xdotool("windowfocus", "--sync", window)
            hands.key("1")
            wait_for(
                lambda: not patches(hands, GREEN) and len(patches(hands, RED)) == 1,
                "the wall of the right monitor alone",
            )
            (red,) = patches(hands, RED)
            assert red.width > 1.5 * green.width
            hands.key("q", "f", "Escape")
            hands.key("Home")
            wait_for(everything, "all desktops, and the kiosk goes on")
            assert hands.area(window) == Rect(800, 0, 800, 500)
            hands.key("ctrl+alt+shift+q")
            assert program.wait() == 0
