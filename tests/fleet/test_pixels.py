import numpy as np
import pytest

from vncwall.fleet.pixels import Palette332, PixelPacker, is_supported
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565, PixelFormat

WORDS = np.array([[0x00FF8001, 0xAA123456]], np.uint32)
BGR888 = PixelFormat(32, 24, False, True, 255, 255, 255, 0, 8, 16)
BIG_ENDIAN = PixelFormat(32, 24, True, True, 255, 255, 255, 16, 8, 0)
HIGH = PixelFormat(32, 24, False, True, 255, 255, 255, 24, 16, 8)
RGB565_BIG = PixelFormat(16, 16, True, True, 31, 63, 31, 11, 5, 0)
RGB444 = PixelFormat(16, 12, False, True, 15, 15, 15, 8, 4, 0)


@pytest.mark.parametrize(
    ("pixel_format", "expected"),
    [
        (CANONICAL, "0180ff00 56341200"),
        (BGR888, "ff800100 12345600"),
        (BIG_ENDIAN, "00ff8001 00123456"),
        (HIGH, "000180ff 00563412"),
        (RGB565, "00fc aa11"),
        (RGB565_BIG, "fc00 11aa"),
        (RGB444, "800f 3501"),
        (BGR233, "27 48"),
    ],
)
def test_pixels_are_packed_as_asked(pixel_format: PixelFormat, expected: str) -> None:
    packer = PixelPacker(pixel_format)
    assert packer.pack(packer.values(WORDS)) == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("pixel_format", "expected"),
    [
        (CANONICAL, "0180ff 563412"),
        (BGR888, "ff8001 123456"),
        (BIG_ENDIAN, "ff8001 123456"),
        (HIGH, "0180ff 563412"),
        (RGB565, "00fc aa11"),
    ],
)
def test_a_cpixel_leaves_the_unused_byte_out(pixel_format: PixelFormat, expected: str) -> None:
    packer = PixelPacker(pixel_format)
    assert packer.pack_cpixels(packer.values(WORDS)) == bytes.fromhex(expected)


@pytest.mark.parametrize("pixel_format", [CANONICAL, BGR888, BIG_ENDIAN, HIGH])
def test_a_tpixel_is_red_green_blue_whatever_the_format(pixel_format: PixelFormat) -> None:
    packer = PixelPacker(pixel_format)
    assert packer.pack_tpixels(packer.values(WORDS)) == bytes.fromhex("ff8001 123456")


@pytest.mark.parametrize(
    "pixel_format",
    [
        PixelFormat(24, 24, False, True, 255, 255, 255, 16, 8, 0),
        PixelFormat(16, 16, False, False, 0, 0, 0, 0, 0, 0),
        PixelFormat(32, 30, False, True, 1023, 1023, 1023, 20, 10, 0),
        PixelFormat(32, 24, False, True, 255, 255, 255, 16, 8, 4),
        PixelFormat(8, 8, False, True, 7, 7, 7, 0, 3, 6),
        PixelFormat(32, 24, False, True, 255, 0, 255, 16, 8, 0),
        PixelFormat(16, 16, False, True, 31, 62, 31, 11, 5, 0),
    ],
)
def test_impossible_formats_are_refused(pixel_format: PixelFormat) -> None:
    assert not is_supported(pixel_format)
    with pytest.raises(ValueError, match="not supported"):
        PixelPacker(pixel_format)


def test_a_colour_map_client_gets_a_map_with_all_colours() -> None:
    message = Palette332.message()
    assert message[:6] == bytes.fromhex("01 00 0000 0100")
    assert message[6 + 6 * 0xFF :] == b"\xff" * 6
    assert message[6 + 6 * 0x07 : 12 + 6 * 0x07] == bytes.fromhex("ffff 0000 0000")
    assert PixelPacker(COLOUR_MAP).pack(PixelPacker(COLOUR_MAP).values(WORDS)) == b"\x27\x48"
