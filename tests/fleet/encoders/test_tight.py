import zlib

import numpy as np
import pytest
import simplejpeg

from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.encoders.tight import JPEG_QUALITIES, TightEncoder
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect
from vncwall.rfb.pixel_format import BGR233, CANONICAL, RGB565, PixelFormat

NOISE = np.random.default_rng(3).integers(0, 1 << 24, (64, 64)).astype(np.uint32)


def encode(
    words: Words,
    encoder: TightEncoder | None = None,
    pixel_format: PixelFormat = CANONICAL,
    options: EncodeOptions | None = None,
) -> list[bytes]:
    height, width = words.shape
    return list(
        (encoder or TightEncoder()).encode(
            Rect(0, 0, width, height), words, PixelPacker(pixel_format), options or EncodeOptions()
        )
    )


def compact(data: bytes) -> tuple[int, bytes]:
    """Read a compact length."""
    length, shift = 0, 0
    for position in range(3):
        byte = data[position]
        length |= (byte & (0x7F if position < 2 else 0xFF)) << shift
        shift += 7
        if position == 2 or not byte & 0x80:
            return length, data[position + 1 :]
    raise AssertionError


def test_one_colour_is_a_fill_over_all_tiles_of_a_row() -> None:
    assert encode(np.full((100, 600), 0x123456, np.uint32)) == [
        bytes.fromhex("0000 0000 0258 0064 00000007 80 123456")
    ]


def test_two_colours_are_bits_on_their_own_stream() -> None:
    words = np.zeros((2, 9), np.uint32)
    words[0, 0] = words[1, 8] = 0xFFFFFF
    (data,) = encode(words)
    assert data[12:] == bytes.fromhex("50 01 01 000000 ffffff 8000 0080")


def test_a_palette_is_indices_on_their_own_stream() -> None:
    words = np.tile(np.array([1, 2, 3, 4], np.uint32), (16, 16))
    (data,) = encode(words)
    assert data[12:15] == bytes((0x60, 1, 3))
    assert data[15:27] == bytes.fromhex("000001 000002 000003 000004")
    length, rest = compact(data[27:])
    assert length == len(rest)
    assert zlib.decompressobj().decompress(rest) == bytes(range(4)) * 256


def test_noise_without_a_quality_level_is_copied() -> None:
    (data,) = encode(NOISE)
    assert data[12] == 0
    length, rest = compact(data[13:])
    assert length == len(rest)
    expected = np.stack([NOISE >> 16 & 255, NOISE >> 8 & 255, NOISE & 255], -1).astype(np.uint8)
    assert zlib.decompressobj().decompress(rest) == expected.tobytes()


def test_a_fade_without_a_quality_level_goes_through_the_gradient_filter() -> None:
    rows, columns = np.mgrid[0:64, 0:64].astype(np.uint32)
    words = columns * 2 << 16 | rows * 3 << 8 | rows + columns
    (data,) = encode(words)
    assert data[12:14] == bytes((0x70, 2))
    _, rest = compact(data[14:])
    residues = np.frombuffer(zlib.decompressobj().decompress(rest), np.uint8)
    assert np.array_equal(restore(residues.reshape(64, 64, 3)), words)


def restore(residues: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Words:
    """Undo the gradient filter, pixel by pixel (rfbproto)."""
    height, width, _ = residues.shape
    out = np.zeros((height + 1, width + 1, 3), np.int64)
    for y in range(1, height + 1):
        for x in range(1, width + 1):
            guess = np.clip(out[y, x - 1] + out[y - 1, x] - out[y - 1, x - 1], 0, 255)
            out[y, x] = (residues[y - 1, x - 1] + guess) & 255
    pixels = out[1:, 1:].astype(np.uint32)
    return pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]


@pytest.mark.parametrize("level", range(10))
def test_each_quality_level_is_a_jpeg_of_its_quality(level: int) -> None:
    (data,) = encode(NOISE, options=EncodeOptions(jpeg_quality=level))
    assert data[12] == 0x90
    length, rest = compact(data[13:])
    assert length == len(rest)
    pixels = NOISE.view(np.uint8).reshape(64, 64, 4)
    subsampling = "444" if level >= 7 else "420"
    assert rest == simplejpeg.encode_jpeg(pixels, JPEG_QUALITIES[level], "BGRX", subsampling)


def test_quality_levels_grow() -> None:
    sizes = [len(encode(NOISE, options=EncodeOptions(jpeg_quality=q))[0]) for q in range(10)]
    assert sizes == sorted(sizes)


def test_eight_bit_pixels_are_never_jpeg_gradient_or_large_palettes() -> None:
    options = EncodeOptions(jpeg_quality=9)
    (data,) = encode(NOISE, pixel_format=BGR233, options=options)
    assert data[12] == 0


def test_sixteen_bit_pixels_may_be_jpeg() -> None:
    (data,) = encode(NOISE, pixel_format=RGB565, options=EncodeOptions(jpeg_quality=9))
    assert data[12] == 0x90


def test_another_compression_level_resets_the_stream_with_its_bit() -> None:
    encoder = TightEncoder()
    first = encode(NOISE, encoder, options=EncodeOptions(compression=1))[0]
    second = encode(NOISE, encoder, options=EncodeOptions(compression=1))[0]
    third = encode(NOISE, encoder, options=EncodeOptions(compression=9))[0]
    assert [first[12], second[12], third[12]] == [0, 0, 1]
    inflate = zlib.decompressobj()
    pieces = [inflate.decompress(compact(data[13:])[1]) for data in (first, second)]
    pieces.append(zlib.decompressobj().decompress(compact(third[13:])[1]))
    assert pieces[0] == pieces[1] == pieces[2]


def test_no_rectangle_is_wider_than_2048_and_all_pixels_are_covered_once() -> None:
    words = np.random.default_rng(1).integers(0, 1 << 24, (130, 2300)).astype(np.uint32)
    covered = np.zeros((130, 2300), int)
    for data in encode(words, options=EncodeOptions(jpeg_quality=0)):
        x, y, width, height = (int.from_bytes(data[i : i + 2], "big") for i in (0, 2, 4, 6))
        assert width <= 2048
        covered[y : y + height, x : x + width] += 1
    assert (covered == 1).all()
