import struct
import zlib

import numpy as np

from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.encoders.zrle import ZRLEEncoder
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect
from vncwall.rfb.pixel_format import BGR233, CANONICAL, PixelFormat


def tiles(words: Words, pixel_format: PixelFormat = BGR233) -> bytes:
    height, width = words.shape
    pieces = ZRLEEncoder().encode(
        Rect(0, 0, width, height), words, PixelPacker(pixel_format), EncodeOptions()
    )
    inflate = zlib.decompressobj()
    result = b""
    for piece in pieces:
        (length,) = struct.unpack(">I", piece[12:16])
        assert length == len(piece) - 16
        result += inflate.decompress(piece[16:])
    return result


def grey(values: object) -> Words:
    """Return words whose bgr233 pixels are spread over all 256 values."""
    value = np.asarray(values, np.uint32)
    channels = [(value & 7) * 255 // 7, (value >> 3 & 7) * 255 // 7, (value >> 6) * 255 // 3]
    return (channels[0] << 16 | channels[1] << 8 | channels[2]).astype(np.uint32)


def test_one_colour_is_one_pixel() -> None:
    assert tiles(grey(np.full((3, 3), 9))) == b"\x01\x09"


def test_two_colours_are_bits_with_rows_padded() -> None:
    assert tiles(grey([[1, 2, 2], [2, 1, 1]])) == b"\x02\x01\x02\x60\x80"


def test_four_colours_take_two_bits() -> None:
    assert tiles(grey([[1, 2, 3, 4, 4]])) == b"\x04\x01\x02\x03\x04\x1b\xc0"


def test_sixteen_colours_take_four_bits() -> None:
    words = np.arange(16).reshape(1, 16).repeat(16, axis=0)
    assert tiles(grey(words)) == b"\x10" + bytes(range(16)) + bytes.fromhex("0123456789abcdef") * 16


def test_runs_of_many_colours_are_run_lengths_with_a_palette() -> None:
    words = np.repeat(np.arange(512) % 20, 8).astype(np.uint32).reshape(64, 64)
    data = tiles(words, CANONICAL)
    palette = b"".join(bytes((value, 0, 0)) for value in range(20))
    runs = b"".join(bytes((0x80 | run % 20, 7)) for run in range(512))
    assert data == bytes((128 + 20,)) + palette + runs


def test_a_run_of_one_has_no_length_and_one_of_more_than_256_several_bytes() -> None:
    values = np.full(64 * 64, 40, np.uint32)
    values[:120] = np.arange(120) % 40
    data = tiles(values.reshape(64, 64), CANONICAL)
    singles = bytes(run % 40 for run in range(120))
    full, rest = divmod(64 * 64 - 120 - 1, 255)
    assert data[0] == 128 + 41
    assert data[1 + 3 * 41 :] == singles + b"\xa8" + b"\xff" * full + bytes((rest,))


def test_too_many_colours_for_a_palette_are_plain_runs_or_raw() -> None:
    runs = np.repeat(np.arange(160), 25)[:4000]
    data = tiles(grey(np.concatenate((runs, np.full(96, 159))).reshape(64, 64)))
    assert data[0] == 128
    assert data[1:5] == bytes((0, 24, 1, 24))
    noise = np.random.default_rng(1).integers(0, 256, (64, 64))
    assert tiles(grey(noise)) == b"\0" + noise.astype(np.uint8).tobytes()


def test_tiles_go_from_left_to_right_and_then_down() -> None:
    words = np.zeros((65, 65), np.int64)
    words[:64, 64:] = 1
    words[64:, :64] = 2
    words[64:, 64:] = 3
    assert tiles(grey(words)) == b"\1\0\1\1\1\2\1\3"
