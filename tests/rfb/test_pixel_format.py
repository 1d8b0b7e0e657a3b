"""PIXEL_FORMAT and the translation of pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vncwall.rfb.pixel_format import (
    ALPHA,
    BGR233,
    CANONICAL,
    COLOUR_MAP,
    NAMED_FORMATS,
    RGB565,
    PixelFormat,
    translation,
)


def test_wire_struct_is_that_of_the_rfc() -> None:
    assert CANONICAL.pack() == bytes([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])


@pytest.mark.parametrize("pixel_format", NAMED_FORMATS.values(), ids=str)
def test_wire_struct_reads_back(pixel_format: PixelFormat) -> None:
    assert len(pixel_format.pack()) == PixelFormat.SIZE
    assert PixelFormat.unpack(pixel_format.pack()) == pixel_format


def test_flags_that_are_not_zero_are_true() -> None:
    data = bytearray(CANONICAL.pack())
    data[2:4] = b"\x00\xff"
    assert PixelFormat.unpack(bytes(data)) == CANONICAL


@pytest.mark.parametrize(
    ("pixel_format", "pixel", "cpixel", "tpixel"),
    [
        (CANONICAL, 4, 3, 3),
        (replace(CANONICAL, depth=32), 4, 4, 4),
        (replace(CANONICAL, red_shift=24, green_shift=16, blue_shift=8), 4, 3, 3),
        (replace(CANONICAL, red_shift=24, green_shift=16, blue_shift=0), 4, 4, 3),
        (replace(CANONICAL, red_max=63), 4, 3, 4),
        (RGB565, 2, 2, 2),
        (BGR233, 1, 1, 1),
        (COLOUR_MAP, 1, 1, 1),
    ],
)
def test_sizes_of_pixels(pixel_format: PixelFormat, pixel: int, cpixel: int, tpixel: int) -> None:
    assert pixel_format.bytes_per_pixel == pixel
    assert pixel_format.bytes_per_cpixel == cpixel
    assert pixel_format.bytes_per_tpixel == tpixel


def test_formats_have_names() -> None:
    assert [str(known) for known in NAMED_FORMATS.values()] == list(NAMED_FORMATS)
    assert str(replace(CANONICAL, depth=30)) == "32 bpp, depth 30, true colour"


def test_canonical_pixels_need_no_table() -> None:
    canonical = translation(CANONICAL)
    assert canonical.table.size == 0
    assert (canonical.bytes_per_pixel, canonical.bytes_per_cpixel) == (4, 3)


@pytest.mark.parametrize("pixel_format", [RGB565, BGR233], ids=str)
def test_table_is_the_nearest_byte_of_each_channel(pixel_format: PixelFormat) -> None:
    table = translation(pixel_format).table
    assert table.shape == (1 << pixel_format.bits_per_pixel,)
    for value in (0, 1, 7, 0x38, 0x5A, 0xC0, 0xFF, len(table) // 3, len(table) - 1):
        word = ALPHA
        for maximum, shift, position in (
            (pixel_format.red_max, pixel_format.red_shift, 16),
            (pixel_format.green_max, pixel_format.green_shift, 8),
            (pixel_format.blue_max, pixel_format.blue_shift, 0),
        ):
            word |= round((value >> shift & maximum) * 255 / maximum) << position
        assert int(table[value]) == word, hex(value)


def test_bgr233_has_blue_on_top() -> None:
    table = translation(BGR233).table
    assert [int(table[value]) for value in (0, 0b111, 0b111_000, 0b11_000_000, 255)] == [
        0xFF000000,
        0xFFFF0000,
        0xFF00FF00,
        0xFF0000FF,
        0xFFFFFFFF,
    ]


def test_big_endian_pixels_are_swapped() -> None:
    little = translation(RGB565).table
    big = translation(replace(RGB565, big_endian=True)).table
    values = np.arange(1 << 16, dtype=np.uint16)
    assert np.array_equal(big, little[values.byteswap()])


def test_colour_map_is_black_until_it_is_known() -> None:
    assert set(translation(COLOUR_MAP).table.tolist()) == {ALPHA}
    colours = np.arange(256, dtype=np.uint32) | np.uint32(ALPHA)
    assert np.array_equal(translation(COLOUR_MAP, colours).table, colours)


@pytest.mark.parametrize(
    "pixel_format", [replace(CANONICAL, red_shift=0, blue_shift=16), replace(CANONICAL, depth=32)]
)
def test_formats_that_are_never_asked_for_are_refused(pixel_format: PixelFormat) -> None:
    with pytest.raises(ValueError, match="no translation for 32 bpp"):
        translation(pixel_format)
