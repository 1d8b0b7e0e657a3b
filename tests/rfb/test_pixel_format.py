"""PIXEL_FORMAT and its translation into canonical words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support import wire
from vncwall.rfb.pixel_format import (
    BGR233,
    CANONICAL,
    COLOUR_MAP,
    NAMED_FORMATS,
    RGB565,
    PixelFormat,
    translation,
)


@pytest.mark.parametrize(
    ("pixel_format", "data"),
    [(CANONICAL, wire.RGB888), (RGB565, wire.RGB565), (BGR233, wire.BGR233)],
    ids=str,
)
def test_the_wire_struct(pixel_format: PixelFormat, data: bytes) -> None:
    assert pixel_format.pack() == data
    assert PixelFormat.unpack(data) == pixel_format


def test_any_non_zero_flag_is_true() -> None:
    odd = PixelFormat.unpack(wire.RGB888[:2] + b"\x80\xff" + wire.RGB888[4:])
    assert odd.big_endian is True
    assert odd.true_colour is True


@pytest.mark.parametrize(
    ("pixel_format", "pixel", "cpixel", "tpixel"),
    [
        (CANONICAL, 4, 3, 3),
        (replace(CANONICAL, depth=32), 4, 4, 4),
        (replace(CANONICAL, red_shift=24, green_shift=16, blue_shift=8), 4, 3, 3),
        (replace(CANONICAL, red_shift=24, green_shift=16, blue_shift=0), 4, 4, 3),
        (PixelFormat(32, 24, False, True, 63, 63, 63, 16, 8, 0), 4, 3, 4),
        (RGB565, 2, 2, 2),
        (BGR233, 1, 1, 1),
        (COLOUR_MAP, 1, 1, 1),
    ],
)
def test_compact_pixels_are_three_bytes_only_where_the_specification_says_so(
    pixel_format: PixelFormat, pixel: int, cpixel: int, tpixel: int
) -> None:
    sizes = (
        pixel_format.bytes_per_pixel,
        pixel_format.bytes_per_cpixel,
        pixel_format.bytes_per_tpixel,
    )
    assert sizes == (pixel, cpixel, tpixel)


def test_the_names_are_those_of_the_settings() -> None:
    assert [str(value) for value in NAMED_FORMATS.values()] == list(NAMED_FORMATS)
    assert str(replace(RGB565, big_endian=True)) == "16 bpp, depth 16, true colour"


@pytest.mark.parametrize(
    ("pixel_format", "value", "word"),
    [
        (RGB565, 0x0000, 0xFF000000),
        (RGB565, 0xFFFF, 0xFFFFFFFF),
        (RGB565, 0xF800, 0xFFFF0000),
        (RGB565, 0x07E0, 0xFF00FF00),
        (RGB565, 0x001F, 0xFF0000FF),
        (RGB565, 0x8410, 0xFF848284),  # 16/31 and 32/63 of 255, rounded
        (BGR233, 0b11000000, 0xFF0000FF),
        (BGR233, 0b00000111, 0xFFFF0000),
        (BGR233, 0b01011010, 0xFF496D55),
    ],
)
def test_small_pixels_are_spread_over_the_whole_range(
    pixel_format: PixelFormat, value: int, word: int
) -> None:
    assert hex(translation(pixel_format).table[value]) == hex(word)


def test_big_endian_pixels_are_found_under_their_little_endian_reading() -> None:
    table = translation(replace(RGB565, big_endian=True)).table
    assert table[int.from_bytes(b"\xf8\x00", "little")] == 0xFFFF0000


def test_colour_maps_are_black_until_they_are_known() -> None:
    assert (translation(COLOUR_MAP).table == 0xFF000000).all()
    colours = np.arange(256, dtype=np.uint32)
    assert (translation(COLOUR_MAP, colours).table == colours).all()


def test_canonical_pixels_need_no_table() -> None:
    assert translation(CANONICAL).table.size == 0


@pytest.mark.parametrize(
    "odd", [replace(CANONICAL, red_shift=0, blue_shift=16), replace(CANONICAL, depth=32)]
)
def test_other_32_bit_formats_cannot_be_translated(odd: PixelFormat) -> None:
    with pytest.raises(ValueError, match="no translation"):
        translation(odd)
