"""QEMU: encodings and extensions that no other server of the suite has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.integration.driver import Driver
from tests.integration.machine import Machine, machine
from tests.integration.processes import wait_for
from vncwall.rfb.constants import Encoding, PowerAction
from vncwall.rfb.events import (
    AudioOffered,
    AudioReceived,
    AudioSwitched,
    LedStateChanged,
    PointerModeChanged,
    PowerActionFailed,
    PowerActionsOffered,
)
from vncwall.rfb.options import AudioFormat, ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import NAMED_FORMATS

pytestmark = pytest.mark.real

OPTIONS = ConnectionOptions(
    continuous_updates=False,
    keycodes=True,
    lights=True,
    power_actions=True,
    audio=AudioFormat(),
)
KEY_A, KEY_A_CODE = 0x61, 0x1E
CAPS_LOCK, CAPS_LOCK_CODE = 0xFFE5, 0x3A


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(tmp_path_factory.mktemp("qemu")) as there:
        yield there


def asking(driver: Driver, claim: Callable[[], bool], what: str) -> None:
    """Ask for updates until the claim holds; QEMU sends pseudo-rectangles of its own accord."""
    deadline = time.monotonic() + 8
    while not claim():
        assert time.monotonic() < deadline, what
        driver.connection.request_update()
        driver.pump(0.05)


@pytest.mark.parametrize(
    "encoding",
    [
        *(Encoding.RAW, Encoding.HEXTILE, Encoding.ZLIB, Encoding.TIGHT, Encoding.TIGHT_PNG),
        Encoding.ZRLE,
    ],
    ids=lambda encoding: encoding.name,
)
def test_every_encoding_shows_what_the_monitor_says(guest: Machine, encoding: Encoding) -> None:
    guest.tell("stop")
    try:
        expected = guest.screen()
        wanted = PictureOptions(encodings=(encoding,), jpeg_quality=None)
        with Driver(guest.port, picture=wanted) as driver:
            assert np.array_equal(driver.refresh(), expected)
            assert driver.encodings == {encoding}
    finally:
        guest.tell("cont")


def test_zrle_and_wavelets_change_within_one_connection(guest: Machine) -> None:
    guest.tell("stop")
    try:
        expected = guest.screen().astype(int)
        wavelets = (Encoding.ZYWRLE,)
        with Driver(
            guest.port, picture=PictureOptions(encodings=wavelets, jpeg_quality=9)
        ) as driver:
            for quality in (9, 4, 9, 1):
                driver.connection.set_picture(
                    PictureOptions(encodings=wavelets, jpeg_quality=quality)
                )
                difference = np.abs(driver.refresh() - expected)
                assert difference.mean() < 8
                assert quality < 9 or difference.max() == 0
            assert driver.encodings == {Encoding.ZRLE, Encoding.ZYWRLE}
    finally:
        guest.tell("cont")


@pytest.mark.parametrize("name", ["rgb565", "bgr233"])
def test_small_pixels_are_near(guest: Machine, name: str) -> None:
    guest.tell("stop")
    try:
        expected = guest.screen().astype(int)
        wanted = PictureOptions(pixel_format=NAMED_FORMATS[name], jpeg_quality=None)
        with Driver(guest.port, picture=wanted) as driver:
            assert np.abs(driver.refresh() - expected).max() <= (9 if name == "rgb565" else 86)
    finally:
        guest.tell("cont")


def test_a_key_arrives_by_its_place_and_the_guest_sets_the_light(guest: Machine) -> None:
    with Driver(guest.port, view_only=False, options=OPTIONS) as driver:
        driver.refresh()
        connection = driver.connection
        assert connection.supports_keycodes
        assert driver.await_event(LedStateChanged) == LedStateChanged(False, False, False)
        for down in (True, False):
            connection.send_key_event(KEY_A, down=down, keycode=KEY_A_CODE)
            driver.flush()
            wanted = f"down {int(down)}, sym 0x61, keycode 0x1e [a]"
            wait_for(lambda wanted=wanted: guest.traced(wanted), wanted)  # type: ignore[misc]
        for down in (True, False):
            connection.send_key_event(CAPS_LOCK, down=down, keycode=CAPS_LOCK_CODE)
        lit = LedStateChanged(False, False, True)
        asking(driver, lambda: lit in driver.events, "the light of Caps Lock is told")


def test_motion_arrives_as_motion(guest: Machine) -> None:
    with Driver(guest.port, view_only=False, options=OPTIONS) as driver:
        driver.refresh()
        connection = driver.connection
        assert driver.await_event(PointerModeChanged).is_relative
        connection.send_pointer_motion(37, -41, 0)
        driver.flush()
        for line in ("axis x, value 37", "axis y, value -41"):
            wait_for(lambda line=line: guest.traced(line), line)  # type: ignore[misc]


def test_the_tone_of_the_guest_is_heard(guest: Machine) -> None:
    with Driver(guest.port, view_only=False, options=OPTIONS) as driver:
        driver.refresh()
        driver.await_event(AudioOffered)
        driver.connection.set_audio(enabled=True)
        seen = len(driver.events)

        def samples() -> np.ndarray:
            parts = [
                event.data for event in driver.events[seen:] if isinstance(event, AudioReceived)
            ]
            return np.frombuffer(b"".join(parts), "<i2").reshape(-1, 2)

        asking(driver, lambda: len(samples()) > 22050, "half a second of sound")
        assert AudioSwitched(True) in driver.events
        left = samples()[-11025:, 0]
        spectrum = np.abs(np.fft.rfft(left * np.hanning(len(left))))
        assert np.argmax(spectrum[10:]) + 10 == pytest.approx(932 / 4, abs=2)
        driver.connection.set_audio(enabled=False)


def test_power_actions_reach_the_machine(guest: Machine) -> None:
    with Driver(guest.port, view_only=False, options=OPTIONS) as driver:
        driver.refresh()
        driver.await_event(PowerActionsOffered)
        driver.connection.send_power_action(PowerAction.SHUTDOWN)
        driver.flush()
        guest.await_event("POWERDOWN")
        driver.connection.send_power_action(PowerAction.RESET)
        driver.flush()
        guest.await_event("RESET")
        # QEMU takes no reboot, and says so.
        driver.connection.send_power_action(PowerAction.REBOOT)
        driver.await_event(PowerActionFailed)
