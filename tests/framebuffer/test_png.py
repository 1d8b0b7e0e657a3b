"""PNG files, read back by another library."""

import io

import numpy as np
import pytest
from PIL import Image

from vncwall.framebuffer.png import encode_png


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 5), (64, 200)])
def test_picture_reads_back_pixel_for_pixel(height: int, width: int) -> None:
    words = np.random.default_rng(1).integers(0, 1 << 32, (height, width), np.uint32)
    image = Image.open(io.BytesIO(encode_png(words)))
    assert (image.mode, image.size) == ("RGB", (width, height))
    red, green, blue = (np.uint8((words >> shift) & 255) for shift in (16, 8, 0))
    assert np.array_equal(np.asarray(image), np.dstack((red, green, blue)))


def test_strided_view_is_accepted() -> None:
    words = np.arange(100, dtype=np.uint32).reshape(10, 10)
    assert encode_png(words[2:5, 3:7]) == encode_png(words[2:5, 3:7].copy())


def test_texts_that_latin_1_cannot_write_are_stored_too() -> None:
    image = Image.open(
        io.BytesIO(encode_png(np.zeros((1, 1), np.uint32), texts={"Title": "зал 7"}))
    )
    assert image.info["Title"] == "зал 7"


def test_texts_are_stored() -> None:
    image = Image.open(io.BytesIO(encode_png(np.zeros((1, 1), np.uint32), texts={"Source": "pc1"})))
    assert image.info == {"Source": "pc1"}
