import numpy as np
import pytest

from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.encoders.hextile import HextileEncoder
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect
from vncwall.rfb.pixel_format import BGR233

BLACK, WHITE, RED = 0x000000, 0xFFFFFF, 0xFF0000


def encode(words: Words) -> str:
    height, width = words.shape
    (data,) = HextileEncoder().encode(
        Rect(0, 0, width, height), words, PixelPacker(BGR233), EncodeOptions()
    )
    assert data[:12] == Rect_header(width, height)
    return data[12:].hex(" ")


def Rect_header(width: int, height: int) -> bytes:  # noqa: N802
    return bytes((0, 0, 0, 0, 0, width, 0, height, 0, 0, 0, 5))


def test_equal_solid_tiles_name_their_background_once() -> None:
    assert encode(np.full((16, 40), WHITE, np.uint32)) == "02 ff 00 00"


def test_a_box_in_a_tile_is_one_subrectangle() -> None:
    words = np.full((16, 16), BLACK, np.uint32)
    words[3:9, 2:7] = WHITE
    assert encode(words) == "0e 00 ff 01 23 45"


def test_more_colours_are_told_with_each_subrectangle() -> None:
    words = np.full((16, 16), BLACK, np.uint32)
    words[0, 0:4] = WHITE
    words[0, 4:8] = RED
    assert encode(words) == "1a 00 02 ff 00 30 07 40 30"


def test_the_foreground_is_kept_between_two_tiles_of_two_colours() -> None:
    words = np.full((16, 32), BLACK, np.uint32)
    words[1, 1] = words[1, 17] = WHITE
    assert encode(words) == "0e 00 ff 01 11 00 08 01 11 00"


def test_noise_is_raw_and_the_next_tile_names_its_colours_again() -> None:
    words = np.full((16, 48), BLACK, np.uint32)
    noise = np.random.default_rng(1).integers(0, 1 << 24, (16, 16)).astype(np.uint32)
    words[:, 16:32] = noise
    pixels = PixelPacker(BGR233).values(noise).tobytes().hex(" ")
    assert encode(words) == f"02 00 01 {pixels} 02 00"


@pytest.mark.parametrize(("height", "width"), [(1, 1), (15, 17), (16, 33), (3, 16)])
def test_tiles_that_the_rectangle_cuts_stay_inside(height: int, width: int) -> None:
    words = np.full((height, width), BLACK, np.uint32)
    words[-1, -1] = WHITE
    last = f"{(width - 1) % 16:x}{(height - 1) % 16:x}"
    text = encode(words)
    assert text.endswith(f"{last} 00") or text in ("02 ff", "01 ff")
