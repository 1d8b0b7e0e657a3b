"""PNG pictures made by Pillow, and broken ones."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vncwall.rfb.codecs.png import draw_png
from vncwall.rfb.errors import DecodeError

SIZE = (23, 17)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, shape, np.uint8)


def saved(picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


def drawn(data: bytes, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Return (height, width, 3) RGB."""
    words = np.zeros((size[1], size[0]), np.uint32)
    draw_png(data, words)
    assert (words >> 24 == 255).all()
    return np.dstack([words >> shift & 255 for shift in (16, 8, 0)]).astype(np.uint8)


PICTURES = {
    "rgb": Image.fromarray(noise(17, 23, 3)),
    "rgba": Image.fromarray(noise(17, 23, 4)),
    "grey": Image.fromarray(noise(17, 23)),
    "grey alpha": Image.fromarray(noise(17, 23, 2), "LA"),
    "smooth": Image.linear_gradient("L").resize(SIZE).convert("RGB"),
    "palette 256": Image.fromarray(noise(17, 23, 3)).quantize(256),
    "palette 16": Image.fromarray(noise(17, 23, 3)).quantize(16),
    "palette 4": Image.fromarray(noise(17, 23, 3)).quantize(4),
    "palette 2": Image.fromarray(noise(17, 23, 3)).quantize(2),
    "black and white": Image.fromarray(noise(17, 23)).convert("1"),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=list(PICTURES))
@pytest.mark.parametrize("level", [0, 9])
def test_every_form_that_pillow_writes(picture: Image.Image, level: int) -> None:
    expected = np.asarray(picture.convert("RGBA" if picture.mode == "RGBA" else "RGB"))[..., :3]
    if picture.mode == "LA":
        expected = np.repeat(np.asarray(picture)[..., :1], 3, axis=2)
    assert np.array_equal(drawn(saved(picture, compress_level=level)), expected)


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(header: bytes, *chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND")


def header(width: int, height: int, depth: int = 8, colour: int = 2, *methods: int) -> bytes:
    return struct.pack(">IIBB3B", width, height, depth, colour, *(methods or (0, 0, 0)))


def idat(data: bytes) -> bytes:
    return chunk(b"IDAT", zlib.compress(data))


def test_sixteen_bits_are_cut_to_eight() -> None:
    data = png(header(1, 1, 16), idat(b"\0" + bytes.fromhex("1234 5678 9abc")))
    assert drawn(data, (1, 1)).tolist() == [[[0x12, 0x56, 0x9A]]]


def test_two_bits_of_grey() -> None:
    data = png(header(5, 1, 2, 0), idat(b"\0" + bytes([0b00011011, 0b01000000])))
    assert drawn(data, (5, 1))[0, :, 0].tolist() == [0, 85, 170, 255, 85]


GOOD = idat(b"\0\1\2\3")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"GIF89a", "signature"),
        (png(header(1, 1), GOOD)[:-5], "ends"),
        (png(header(1, 1), GOOD)[:-1], "IEND.*ends early"),
        (png(header(2, 1), GOOD), "is 2x1, rectangle 1x1"),
        (png(header(1, 1, 3), GOOD), "colour type 2 with depth 3"),
        (png(header(1, 1, 8, 5), GOOD), "colour type 5"),
        (png(header(1, 1, 8, 2, 0, 0, 1), GOOD), "methods 0, 0, 1"),
        (png(header(1, 1)[:-1], GOOD), "header of 12 bytes"),
        (png(header(1, 1), chunk(b"EVIL"), GOOD), "chunk b'EVIL' is unknown"),
        (png(header(1, 1)), "inflates to 0 bytes, 4 expected"),
        (png(header(1, 1), idat(b"\0\1\2")), "inflates to 3 bytes, 4 expected"),
        (png(header(1, 1), idat(bytes(5))), "inflates to 5 bytes, 4 expected"),
        (png(header(1, 1), chunk(b"IDAT", b"nonsense")), "cannot be inflated"),
        (png(header(1, 1), idat(b"\7\1\2\3")), "row 0 has an unknown filter"),
        (png(header(1, 1, 8, 3), chunk(b"PLTE", bytes(4)), idat(bytes(2))), "palette of 4 bytes"),
        (png(header(1, 1, 8, 3), idat(bytes(2))), "index 0 beyond the palette of 0"),
        (b"\x89PNG\r\n\x1a\n" + GOOD, "begins with chunk b'IDAT'"),
        (png(header(1, 1), GOOD).replace(b"IDAT", b"IDAU"), "wrong checksum"),
    ],
)
def test_broken_pictures_say_what_is_wrong(data: bytes, text: str) -> None:
    with pytest.raises(DecodeError, match=text):
        drawn(data, (1, 1))


def test_a_bomb_is_inflated_no_further_than_its_rectangle() -> None:
    data = png(header(1, 1), idat(bytes(50 << 20)))
    tracemalloc.start()
    try:
        with pytest.raises(DecodeError, match="5 bytes, 4 expected"):
            drawn(data, (1, 1))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


@given(st.integers(8, 2000), st.integers(0, 255), st.sampled_from(sorted(PICTURES)))
@settings(max_examples=100, deadline=None)
def test_one_wrong_byte_is_refused(at: int, value: int, name: str) -> None:
    """Every chunk has a checksum, so nothing else can come of it."""
    data = bytearray(saved(PICTURES[name]))
    at %= len(data)
    if data[at] != value:
        data[at] = value
        with pytest.raises(DecodeError):
            drawn(bytes(data))
