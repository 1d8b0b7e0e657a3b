"""Encodings and extensions beyond the common ones, each with a real server that has it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.integration.driver import Driver, E
from tests.integration.processes import end, run, start
from tests.integration.scene import photo, scene
from tests.integration.servers import Server, x11vnc, xtigervnc
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import DesktopSizeStatus, Encoding
from vncwall.rfb.events import (
    DesktopResized,
    DesktopSizeRefused,
    LedStateChanged,
    Screen,
    ServerCutText,
    ServerIdentified,
)
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import NAMED_FORMATS

pytestmark = pytest.mark.real

TEXT = "grün Ω 漢字 🙂\nzweite Zeile"
CAPS_LOCK, CAPS_LOCK_CODE = 0xFFE5, 0x3A


@pytest.fixture(scope="module")
def tiger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xtigervnc(tmp_path_factory.mktemp("tiger")) as server:
        yield server


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("x11vnc")
    with x11vnc(folder) as server:
        run(
            ["xsetroot", "-mod", "16", "12", "-bg", "#205080", "-fg", "#d0c030"],
            display=server.display,
        )
        yield server


def pump(driver: Driver, seconds: float) -> None:
    """Take what comes for some time."""
    end_at = time.monotonic() + seconds
    while time.monotonic() < end_at:
        driver.connection.request_update()
        driver.pump(0.1)


def asked_for(driver: Driver, kind: type[E], *, after: int) -> E:
    """Ask for updates until there is such an event; pseudo-rectangles need a request to come."""
    deadline = time.monotonic() + 8
    while not any(isinstance(event, kind) for event in driver.events[after:]):
        assert time.monotonic() < deadline, f"{kind.__name__} arrives"
        pump(driver, 0.1)
    return driver.await_event(kind, after=after)


def test_text_of_any_script_goes_to_the_remote_clipboard(tiger: Server) -> None:
    with Driver(tiger.port, view_only=False) as driver:
        driver.refresh()
        driver.until(
            lambda _: driver.connection.supports_clipboard, "extended clipboard", timeout_s=5
        )
        driver.connection.send_cut_text(TEXT)
        pump(driver, 0.3)
        reader = subprocess.Popen(
            ["xclip", "-o", "-selection", "clipboard", "-t", "UTF8_STRING"],
            env={"DISPLAY": tiger.display, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
        )
        deadline = time.monotonic() + 8
        while reader.poll() is None and time.monotonic() < deadline:
            pump(driver, 0.1)
        assert reader.poll() is not None, "xclip has the text"
        assert reader.communicate()[0].decode() == TEXT


def test_text_of_any_script_comes_from_the_remote_clipboard(tiger: Server, tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    path.write_text(TEXT, encoding="utf-8")
    with Driver(tiger.port, view_only=False) as driver:
        driver.refresh()
        driver.until(
            lambda _: driver.connection.supports_clipboard, "extended clipboard", timeout_s=5
        )
        owner = start(
            ["xclip", "-quiet", "-i", "-selection", "clipboard", str(path)], display=tiger.display
        )
        try:
            event = driver.await_event(ServerCutText)
        finally:
            end(owner)
    assert event == ServerCutText(TEXT)


def test_a_scancode_presses_the_key_and_its_light_is_told(tiger: Server) -> None:
    options = ConnectionOptions(continuous_updates=False, keycodes=True, lights=True)
    with Driver(tiger.port, view_only=False, options=options) as driver:
        driver.refresh()
        assert driver.await_event(LedStateChanged) == LedStateChanged(False, False, False)
        assert driver.connection.supports_keycodes
        for is_on in (True, False):
            seen = len(driver.events)
            for down in (True, False):
                driver.connection.send_key_event(CAPS_LOCK, down=down, keycode=CAPS_LOCK_CODE)
            assert asked_for(driver, LedStateChanged, after=seen).caps_lock is is_on


def test_a_desktop_of_two_monitors_and_back(tiger: Server) -> None:
    with Driver(tiger.port, view_only=False) as driver:
        driver.refresh()
        connection = driver.connection
        [first] = connection.screens
        left, right = replace(first, rect=Rect(0, 0, 640, 500)), Screen(77, Rect(640, 0, 360, 500))
        for size, screens in ((Size(1000, 500), (left, right)), (first.rect.size, (first,))):
            seen = len(driver.events)
            connection.set_desktop_size(size, screens)
            assert asked_for(driver, DesktopResized, after=seen) == DesktopResized(size, screens)
        seen = len(driver.events)
        connection.set_desktop_size(first.rect.size, (Screen(5, Rect(0, 0, 9999, 480)),))
        refused = asked_for(driver, DesktopSizeRefused, after=seen)
        assert refused.status == DesktopSizeStatus.INVALID_SCREEN_LAYOUT


@pytest.mark.parametrize("encoding", [Encoding.ULTRA, Encoding.ZYWRLE])
@pytest.mark.parametrize("pixel_format", ["rgb888", "rgb565"])
def test_encodings_of_libvncserver_show_the_same(
    polled: Server, encoding: Encoding, pixel_format: str
) -> None:
    pictures = []
    for chosen in (Encoding.RAW, encoding):
        wanted = PictureOptions(encodings=(chosen,), pixel_format=NAMED_FORMATS[pixel_format])
        with Driver(polled.port, picture=wanted) as driver:
            pictures.append(driver.refresh().astype(int))
            assert driver.encodings == {chosen}
    difference = np.abs(pictures[0] - pictures[1])
    if encoding is Encoding.ULTRA:
        assert difference.max() == 0
    else:  # lossy where a tile has many colours
        assert difference.mean() < 6


@pytest.mark.parametrize("quality", [9, 4, 1])
def test_wavelets_of_every_level_resemble_a_scene_of_many_colours(
    polled: Server, tmp_path: Path, quality: int
) -> None:
    with scene(polled.display, tmp_path) as shown:
        shown.picture(photo(500, 400), 20, 30)
        shown.settle()
        with Driver(polled.port) as driver:
            expected = driver.refresh().astype(int)
        assert len(np.unique(expected.reshape(-1, 3), axis=0)) > 5000
        wanted = PictureOptions(encodings=(Encoding.ZYWRLE,), jpeg_quality=quality)
        with Driver(polled.port, picture=wanted) as driver:
            got = driver.refresh().astype(int)
        assert driver.encodings == {Encoding.ZYWRLE}
    difference = np.abs(got - expected)
    assert 0 < difference.mean() < 8


def test_zrle_and_wavelets_of_libvncserver_share_their_stream(polled: Server) -> None:
    lossless = PictureOptions(encodings=(Encoding.ZRLE,), jpeg_quality=None)
    wavelets = PictureOptions(encodings=(Encoding.ZYWRLE,), jpeg_quality=5)
    with Driver(polled.port, picture=lossless) as driver:
        expected = driver.refresh().astype(int)
        for wanted in (wavelets, lossless, wavelets, lossless):
            driver.connection.set_picture(wanted)
            difference = np.abs(driver.refresh().astype(int) - expected)
            assert difference.max() == 0 if wanted is lossless else difference.mean() < 8
        assert driver.encodings == {Encoding.ZRLE, Encoding.ZYWRLE}


def test_libvncserver_names_itself_and_scales(polled: Server) -> None:
    options = ConnectionOptions(continuous_updates=False, server_scaling=True)
    with Driver(polled.port, options=options) as driver:
        driver.refresh()
        assert "LibVNCServer" in driver.await_event(ServerIdentified).text
        assert driver.connection.can_scale
        for divisor, size in ((2, Size(320, 240)), (1, Size(640, 480))):
            driver.connection.set_scale(divisor)
            deadline = time.monotonic() + 8
            while driver.connection.framebuffer.size != size:
                assert time.monotonic() < deadline, f"the picture has {size}"
                driver.connection.request_update(incremental=False)
                driver.pump(0.1)
            assert driver.refresh().shape[:2] == (size.height, size.width)
