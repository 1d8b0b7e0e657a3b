"""What is tried."""

from __future__ import annotations

from vncwall.geometry import Size
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName
from vncwall.sweep.plan import PLAN, PROBE, REFERENCE, expected_bytes

SCREEN = Size(1000, 1000)


def test_no_settings_are_tried_twice() -> None:
    assert len(set(PLAN)) == len(PLAN)
    assert {PROBE, REFERENCE} <= set(PLAN)


def test_every_encoding_and_every_pixel_format_is_tried() -> None:
    assert {picture.encoding for picture in PLAN} >= set(EncodingName) - {EncodingName.TIGHT}
    assert {picture.pixel_format for picture in PLAN} == set(PixelFormatName)


def test_jpeg_is_never_tried_with_a_byte_a_pixel() -> None:
    small = [one for one in PLAN if one.pixel_format is PixelFormatName.BGR233]
    assert all(one.jpeg_quality is None for one in small)


def test_raw_weighs_its_pixels_and_nothing_weighs_more() -> None:
    raw = PictureSettings(encoding=EncodingName.RAW, jpeg_quality=None)
    assert expected_bytes(raw, like=PROBE, weighs=5, size=SCREEN) == 4_000_000
    assert expected_bytes(REFERENCE, like=PROBE, weighs=3_000_000, size=SCREEN) == 4_000_000


def test_the_probe_is_expected_to_be_the_lightest() -> None:
    sizes = {one: expected_bytes(one, like=PROBE, weighs=1000, size=SCREEN) for one in PLAN}
    assert min(sizes.values()) == sizes[PROBE] == 1000
