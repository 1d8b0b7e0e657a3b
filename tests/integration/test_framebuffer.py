"""The decoded framebuffer against the picture that the X display really shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.integration.conftest import Desktop
from tests.integration.driver import Driver, names
from tests.integration.scene import photo
from tests.integration.screen import (
    Picture,
    assert_same_picture,
    colours,
    difference,
    grab,
    psnr_db,
    reduced,
)
from vncwall.rfb.constants import Encoding
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565, PixelFormat

pytestmark = pytest.mark.real

FORMATS = {"rgb888": CANONICAL, "rgb565": RGB565, "bgr233": BGR233}

_ALWAYS = {Encoding.RAW, Encoding.RRE, Encoding.HEXTILE, Encoding.TIGHT}
SPOKEN = {
    "xtigervnc": {*_ALWAYS, Encoding.ZRLE},
    "xtightvnc": {*_ALWAYS, Encoding.ZLIB},
    "x11vnc": {*_ALWAYS, Encoding.ZLIB, Encoding.ZRLE},
}
"""What each server answers in when it is asked for that encoding alone."""

ENCODINGS = sorted(set().union(*SPOKEN.values()))


def lossless(encoding: int | None, pixel_format: PixelFormat = CANONICAL) -> PictureOptions:
    """Return a wish for one encoding (or all) without JPEG."""
    return PictureOptions(
        pixel_format=pixel_format,
        encodings=None if encoding is None else (encoding, Encoding.COPYRECT),
        compression=3,
        jpeg_quality=None,
    )


def as_sent(picture: Picture, pixel_format: PixelFormat, rounding: int) -> Picture:
    """Return the picture as it looks after the server reduced it to the format."""
    if pixel_format == CANONICAL:
        return picture
    maxima = (pixel_format.red_max, pixel_format.green_max, pixel_format.blue_max)
    return reduced(picture, maxima, rounding=rounding)


@pytest.mark.parametrize("pixel_format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(
    "encoding", [*ENCODINGS, None], ids=lambda e: "all" if e is None else e.name
)
def test_picture_equals_the_screen(
    desktop: Desktop, encoding: Encoding | None, pixel_format: PixelFormat, tmp_path: Path
) -> None:
    server = desktop.server
    with Driver(server.port, picture=lossless(encoding, pixel_format)) as driver:
        shown = driver.refresh()
        screen = grab(server.display)
        assert_same_picture(shown, as_sent(screen, pixel_format, server.rounding), tmp_path)
        assert colours(screen) > 10_000, "the scene is too plain"
        if encoding in SPOKEN[server.name]:
            # RRE is given up for raw where it would be larger.
            assert encoding in driver.encodings
            assert driver.encodings <= {encoding, Encoding.RAW}
        elif encoding is not None:
            assert driver.encodings == {Encoding.RAW}


@pytest.mark.parametrize("pixel_format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.name)
def test_changes_keep_the_picture_equal_to_the_screen(
    desktop: Desktop, encoding: Encoding, pixel_format: PixelFormat, tmp_path: Path
) -> None:
    server = desktop.server
    if encoding not in SPOKEN[server.name]:
        encoding = Encoding.RAW if encoding == Encoding.ZLIB else Encoding.TIGHT
    with Driver(server.port, picture=lossless(encoding, pixel_format)) as driver:
        driver.refresh()
        for step in range(2):
            before = grab(server.display)
            desktop.terminal.write(f"{encoding.name} {pixel_format} {step} " * 3 + "\n" * step)
            follow_screen(driver, desktop, pixel_format, tmp_path, before=before)


def follow_screen(
    driver: Driver, desktop: Desktop, pixel_format: PixelFormat, folder: Path, *, before: Picture
) -> None:
    """Follow the changes until the picture equals a screen that differs from `before`."""
    server = desktop.server

    def is_equal(shown: Picture) -> bool:
        screen = grab(server.display)
        return difference(screen, before) != "" and not difference(
            shown, as_sent(screen, pixel_format, server.rounding)
        )

    try:
        driver.follow(is_equal, "the picture equals the changed screen")
    except pytest.fail.Exception:
        screen = grab(server.display)
        assert_same_picture(
            driver.picture(), as_sent(screen, pixel_format, server.rounding), folder
        )
        raise


@pytest.mark.parametrize("pixel_format", FORMATS.values(), ids=FORMATS)
def test_scrolling_by_copyrect_keeps_the_picture(
    desktop: Desktop, pixel_format: PixelFormat, tmp_path: Path
) -> None:
    # x11vnc polls the screen and never finds out that something was moved.
    expected = set() if desktop.server.name == "x11vnc" else {Encoding.COPYRECT}
    with Driver(desktop.server.port, picture=lossless(Encoding.HEXTILE, pixel_format)) as driver:
        driver.refresh()
        for step in range(6):
            before = grab(desktop.server.display)
            desktop.terminal.write(f"line {step} of a text that scrolls {'.' * step}\n")
            follow_screen(driver, desktop, pixel_format, tmp_path, before=before)
        assert driver.encodings & {Encoding.COPYRECT} == expected, names(driver.encodings)


def test_colour_map_server_gives_the_colours_of_its_map(desktop: Desktop, tmp_path: Path) -> None:
    with Driver(desktop.server.port, picture=lossless(Encoding.RAW, COLOUR_MAP)) as driver:
        shown = driver.refresh()
        screen = grab(desktop.server.display)
        # The servers' maps are a 3-3-2 colour cube or a finer one: no channel is off by more than
        # half of the coarsest step.
        assert shown.shape == screen.shape
        assert int(np.abs(shown.astype(int) - screen.astype(int)).max()) <= 64
        assert colours(shown) > 16


JPEG_FLOOR_DB = {0: 25.0, 3: 32.0, 6: 34.0, 9: 36.0}
"""Least PSNR of the photo at a JPEG quality level. Xtightvnc sets these: it halves the colour
resolution at every level; the other two reach 31, 35, 38 and 50 dB."""

JPEG_COMPRESSION = 6
"""Xtightvnc sends JPEG from compression level 2 on."""


@pytest.mark.parametrize("quality", JPEG_FLOOR_DB)
def test_jpeg_is_as_near_as_its_quality_promises(
    desktop: Desktop, quality: int, tmp_path: Path
) -> None:
    wish = PictureOptions(
        encodings=(Encoding.TIGHT,), compression=JPEG_COMPRESSION, jpeg_quality=quality
    )
    with Driver(desktop.server.port, picture=wish) as driver:
        shown = driver.refresh()
        screen = grab(desktop.server.display)
        area = np.s_[20:170, 400:600]
        value = psnr_db(shown[area], screen[area])
        assert value < 60, "no JPEG was sent"
        assert value > JPEG_FLOOR_DB[quality]
        # What is not like a photo stays exact. Areas that touch the photo may be sent with it.
        assert_same_picture(shown[:, :384], screen[:, :384], tmp_path)
        assert_same_picture(shown[200:], screen[200:], tmp_path)


def test_picture_settings_change_on_the_running_connection(
    desktop: Desktop, tmp_path: Path
) -> None:
    server = desktop.server
    steps = [
        lossless(Encoding.HEXTILE, BGR233),
        lossless(Encoding.TIGHT),
        lossless(Encoding.ZRLE if server.name != "xtightvnc" else Encoding.ZLIB, RGB565),
        lossless(None, BGR233),
        lossless(None),
        lossless(Encoding.RRE, RGB565),
        lossless(Encoding.TIGHT, BGR233),
        lossless(Encoding.HEXTILE),
    ]
    with Driver(server.port, picture=lossless(Encoding.RAW)) as driver:
        driver.refresh()
        for step in steps:
            # A request is outstanding on purpose: the change has to wait for its answer.
            driver.connection.request_update(incremental=True)
            driver.flush()
            driver.connection.set_picture(step)
            before = grab(server.display)
            desktop.terminal.write(f"{step.pixel_format} ")
            driver.refresh()  # where fewer colours follow, finer pixels would stay as they are
            follow_screen(driver, desktop, step.pixel_format, tmp_path, before=before)


def test_quality_changes_back_to_lossless(desktop: Desktop, tmp_path: Path) -> None:
    server = desktop.server
    coarse = PictureOptions(encodings=(Encoding.TIGHT,), compression=9, jpeg_quality=0)
    with Driver(server.port, picture=coarse) as driver:
        assert difference(driver.refresh(), grab(server.display))
        driver.connection.set_picture(replace(coarse, compression=1, jpeg_quality=None))
        assert_same_picture(driver.refresh(), grab(server.display), tmp_path)


def test_picture_that_fills_the_screen_with_noise(desktop: Desktop, tmp_path: Path) -> None:
    desktop.scene.picture(photo(300, 180, seed=5), 10, 290)
    try:
        for encoding in (Encoding.TIGHT, Encoding.HEXTILE, Encoding.ZRLE, Encoding.ZLIB):
            with Driver(desktop.server.port, picture=lossless(encoding)) as driver:
                shown = driver.refresh()
                assert_same_picture(shown, grab(desktop.server.display), tmp_path)
    finally:
        desktop.scene.close_picture()
