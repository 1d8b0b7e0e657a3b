"""JPEG pictures drawn into rectangles."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from vncwall.rfb.codecs import jpeg
from vncwall.rfb.codecs.jpeg import draw_jpeg
from vncwall.rfb.errors import DecodeError

GUARD = 0x01020304


def picture(width: int, height: int, *, mode: str = "RGB") -> bytes:
    y, x = np.mgrid[0:height, 0:width]
    image = Image.fromarray(np.dstack([x, y, x + y]).astype(np.uint8)).convert(mode)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.mark.parametrize("margin", [0, 2])
def test_adjacent_and_separate_rows_show_the_same(margin: int) -> None:
    canvas = np.full((20 + 2 * margin, 30 + 2 * margin), GUARD, np.uint32)
    view = canvas[margin : margin + 20, margin : margin + 30]
    data = picture(30, 20)
    draw_jpeg(data, view)
    shown = np.asarray(Image.open(io.BytesIO(data))).astype(int)
    assert np.abs((view & 255).astype(int) - shown[..., 2]).max() <= 1
    assert np.abs((view >> 16 & 255).astype(int) - shown[..., 0]).max() <= 1
    assert (view >> 24 == 255).all()
    assert (canvas == GUARD).sum() == canvas.size - view.size


def test_a_grey_picture_is_drawn_grey() -> None:
    view = np.zeros((8, 8), np.uint32)
    draw_jpeg(picture(8, 8, mode="L"), view)
    assert np.array_equal(view & 255, view >> 8 & 255)
    assert np.array_equal(view & 255, view >> 16 & 255)


@pytest.mark.parametrize(("width", "height"), [(31, 20), (20, 30), (15, 40), (1, 1), (2000, 2000)])
def test_a_picture_of_another_size_draws_nothing_outside(width: int, height: int) -> None:
    canvas = np.full((24, 34), GUARD, np.uint32)
    with pytest.raises(DecodeError, match="JPEG picture"):
        draw_jpeg(picture(width, height), canvas[2:22, 2:32])
    assert (canvas == GUARD).all()


def test_a_broken_picture_is_a_decode_error() -> None:
    view = np.zeros((20, 32), np.uint32)[:, :30]
    data = picture(30, 20)
    for broken in (b"", data[:2], data[:200], data[:-40], b"\0" * 500):
        with pytest.raises(DecodeError, match="JPEG picture for 30x20 pixels"):
            draw_jpeg(broken, view)


def test_scratch_memory_is_shared_and_large_ones_are_given_back() -> None:
    jpeg._scratch.clear()
    for width in (10, 200, 50):
        draw_jpeg(picture(width, 20), np.zeros((20, width + 1), np.uint32)[:, :width])
    assert [len(buffer) for buffer in jpeg._scratch] == [200 * 20 * 4]
    draw_jpeg(picture(600, 600), np.zeros((600, 601), np.uint32)[:, :600])
    assert all(len(buffer) <= 1 << 20 for buffer in jpeg._scratch)
