"""A desktop that changes its size while it is watched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.driver import Driver
from tests.integration.processes import run, wait_for
from tests.integration.scene import photo, scene
from tests.integration.screen import Picture, assert_same_picture, grab
from tests.integration.servers import Server
from vncwall.geometry import Rect, Size
from vncwall.rfb.events import DesktopResized, Screen
from vncwall.rfb.options import ConnectionOptions, PictureOptions

pytestmark = pytest.mark.real

LOSSLESS = PictureOptions(jpeg_quality=None)


def resize(server: Server, size: str) -> None:
    """Change the size of the X screen, as its user would."""
    run(["xrandr", "-s", size], display=server.display)


@pytest.mark.parametrize("continuous", [False, True], ids=["polled", "continuous"])
def test_picture_follows_every_new_size(tiger: Server, tmp_path: Path, *, continuous: bool) -> None:
    resize(tiger, "640x480")
    options = replace(ConnectionOptions(), picture=LOSSLESS, continuous_updates=continuous)
    with (
        scene(tiger.display, tmp_path) as content,
        Driver(tiger.port, options=options, view_only=not continuous) as driver,
    ):
        content.picture(photo(200, 150), 20, 20)
        terminal = content.terminal(geometry="30x6+10+200")
        driver.refresh()
        if continuous:
            driver.until(
                lambda _: driver.connection.supports_continuous_updates,
                "continuous updates are offered",
                timeout_s=5,
            )
            driver.connection.enable_continuous_updates()
        for text, size in (("1024x768", Size(1024, 768)), ("800x600", Size(800, 600))):
            resize(tiger, text)
            terminal.write(f"{text}\n")

            def is_equal(shown: Picture) -> bool:
                screen = grab(tiger.display)
                return shown.shape == screen.shape and bool((shown == screen).all())

            driver.follow(is_equal, f"the picture is that of {text}")
            assert driver.connection.framebuffer.size == size
            resized = [e for e in driver.events if isinstance(e, DesktopResized)][-1]
            assert resized.size == size
            assert resized.screens[0].rect == Rect(0, 0, size.width, size.height)
            assert_same_picture(driver.picture(), grab(tiger.display), tmp_path)


def test_client_can_ask_for_a_size(tiger: Server, tmp_path: Path) -> None:
    with Driver(tiger.port, picture=LOSSLESS, view_only=False) as driver:
        driver.refresh()
        driver.until(lambda _: bool(driver.connection.screens), "screens are known", timeout_s=5)
        number = driver.connection.screens[0].id
        known = len(driver.events)
        driver.connection.set_desktop_size(Size(720, 560), (Screen(number, Rect(0, 0, 720, 560)),))
        driver.connection.request_update(incremental=True)
        driver.await_event(DesktopResized, after=known)
        wait_for(lambda: grab(tiger.display).shape == (560, 720, 3), "the X screen is 720x560")
        driver.connection.request_update(incremental=False)
        driver.follow(
            lambda shown: bool((shown == grab(tiger.display)).all()), "the picture is the screen"
        )
