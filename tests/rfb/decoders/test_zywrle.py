"""ZYWRLE: raw tiles, whose pixels are wavelet coefficients."""

from __future__ import annotations

import random
import struct
import zlib

import numpy as np
import pytest

from tests.support.desk import desk
from tests.support.rectangles import ZRLEWriter, words_of
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.zywrle import ZYWRLEDecoder, synthesize
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import PictureOptions


def haar(a: int, b: int) -> tuple[int, int]:
    """The forward step for one pair of signed bytes; it is its own inverse."""
    low, high = b, a
    if (a < 0) != (b < 0):
        low = a + b
        high = a - low if (low < 0) == (b < 0) else a
    else:
        high = a - b
        low = b + high if (high < 0) == (a < 0) else b
    return low, (high + 128) % 256 - 128


def analyse(rgb: np.ndarray, level: int) -> np.ndarray:
    """Return the coefficients of a picture as a server sends them, pixel by pixel."""
    height, width, _ = rgb.shape
    red, green, blue = rgb.astype(int).transpose(2, 0, 1)
    planes = [(blue - green) >> 1, ((red + 2 * green + blue) >> 2) - 128, (red - green) >> 1]
    side = 1 << level
    h, w = height // side * side, width // side * side
    c = np.stack([np.maximum(plane, -127) for plane in planes], axis=2)
    for depth in range(level):
        step, half = 2 << depth, 1 << depth
        for y in range(0, h, half):
            for x in range(0, w, step):
                for k in range(3):
                    c[y, x, k], c[y, x + half, k] = haar(c[y, x, k], c[y, x + half, k])
        for x in range(0, w, half):
            for y in range(0, h, step):
                for k in range(3):
                    c[y, x, k], c[y + half, x, k] = haar(c[y, x, k], c[y + half, x, k])
    order = []
    for depth in range(level):
        step, half = 2 << depth, 1 << depth
        for kind in (3, 2, 1, 0) if depth == level - 1 else (3, 2, 1):
            for y in range(half * (kind >> 1), h, step):
                order += [c[y, x] & 255 for x in range(half * (kind & 1), w, step)]
    plain = rgb[..., ::-1].astype(int)
    order += list(plain[:h, w:].reshape(-1, 3)) + list(plain[h:, :w].reshape(-1, 3))
    order += list(plain[h:, w:].reshape(-1, 3))
    stream = np.array(order).reshape(height, width, 3).astype(np.uint32)
    return stream[..., 0] | stream[..., 1] << 8 | stream[..., 2] << 16


def shaded(height: int, width: int) -> np.ndarray:
    """A picture with gradients, an edge and some noise."""
    y, x = np.mgrid[:height, :width]
    rgb = np.stack([x * 3, y * 3, 255 - x * 2 - y], axis=2) + (x > y)[..., None] * 40
    noise = np.random.default_rng(2).integers(0, 9, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


def rgb_of(words: np.ndarray) -> np.ndarray:
    return np.dstack([words >> shift & 255 for shift in (16, 8, 0)]).astype(int)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("size", [(64, 64), (64, 24), (17, 29), (8, 9), (7, 3), (1, 1)])
def test_a_transformed_picture_comes_back(level: int, size: tuple[int, int]) -> None:
    rgb = shaded(*size)
    if min(size) >= 1 << level:
        coefficients = analyse(rgb, level)
    else:  # too small: left as it is
        bgr = rgb.astype(np.uint32)
        coefficients = bgr[..., 2] | bgr[..., 1] << 8 | bgr[..., 0] << 16
    there = rgb_of(synthesize(coefficients | np.uint32(0xFF000000), level))
    # The colour differences have lost their lowest bit.
    assert np.abs(there - rgb).max() <= 3


@pytest.mark.parametrize(("quality", "level"), [(9, 1), (6, 1), (None, 1), (5, 2), (2, 3), (0, 3)])
def test_the_level_follows_from_the_quality(quality: int | None, level: int) -> None:
    there = desk(Encoding.ZYWRLE, "rgb888", 70, 65)
    assert isinstance(there.decoder, ZYWRLEDecoder)
    there.decoder.use_picture(PictureOptions(jpeg_quality=quality))
    rgb = shaded(65, 70)
    there.feed(tiles(rgb, level))
    assert there.is_done
    assert np.abs(rgb_of(there.picture) - rgb).max() <= 3
    there.assert_margin_untouched()


def tiles(rgb: np.ndarray, level: int) -> bytes:
    """A rectangle of transformed tiles, each as ZRLE likes."""
    writer = ZRLEWriter("rgb888", random.Random(1))
    data = b""
    for y in range(0, rgb.shape[0], 64):
        for x in range(0, rgb.shape[1], 64):
            tile = rgb[y : y + 64, x : x + 64]
            if min(tile.shape[:2]) >= 1 << level:
                values = analyse(tile, level)
            else:
                b, g, r = (tile[..., k].astype(np.uint32) for k in (2, 1, 0))
                values = b | g << 8 | r << 16
            data += b"\0" + writer.tile(values)
    packed = zlib.compressobj()
    deflated = packed.compress(data) + packed.flush(zlib.Z_SYNC_FLUSH)
    return struct.pack(">I", len(deflated)) + deflated


def test_sixteen_bits() -> None:
    rgb = shaded(16, 16) & np.array([0xF8, 0xFC, 0xF8], np.uint8)
    coefficients = analyse(rgb, 1)
    red, green, blue = (coefficients >> shift & 255 for shift in (16, 8, 0))
    values = red >> 3 << 11 | green >> 2 << 5 | blue >> 3
    there = desk(Encoding.ZYWRLE, "rgb565", 16, 16)
    data = b"\0\0" + values.astype("<u2").tobytes()
    there.feed(struct.pack(">I", len(zlib.compress(data))) + zlib.compress(data))
    assert there.is_done
    difference = np.abs(rgb_of(there.picture) - rgb)
    assert difference.mean() < 16  # the lowest bits of the coefficients are lost
    top = words_of(np.array([[0xFFFF]], np.uint32), "rgb565")
    assert top.tolist() == [[0xFFFFFFFF]]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\1abc!", "1 bytes after its last tile"),
        (b"\0\1ab", "ends in tile 0"),
        (b"\0", "ends in tile 0"),
        (b"", "ends in tile 0"),
        (b"\x11", "tile 0 has an unknown subencoding"),
        (b"\0\x11", "tile 0 has an unknown subencoding"),
    ],
)
def test_broken_tiles(data: bytes, text: str) -> None:
    packed = zlib.compress(data)
    with pytest.raises(DecodeError, match=text):
        desk(Encoding.ZYWRLE, "rgb888", 8, 8).feed(struct.pack(">I", len(packed)) + packed)
