"""JPEG pictures drawn into rectangles."""

from __future__ import annotations

import io
from collections.abc import Iterator

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


WAYS = ("libturbojpeg", "simplejpeg") if jpeg.IS_NATIVE else ("simplejpeg",)


@pytest.fixture(params=WAYS, autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test runs with each library that there is."""
    if request.param == "simplejpeg":
        jpeg._set_functions(0, 0, 0, 0, 0)
    yield
    jpeg._find_functions()


@pytest.mark.parametrize("margin", [0, 2])
def test_adjacent_and_separate_rows_show_the_same(margin: int) -> None:
    canvas = np.full((20 + 2 * margin, 30 + 2 * margin), GUARD, np.uint32)
    view = canvas[margin : margin + 20, margin : margin + 30]
    data = picture(30, 20)
    draw_jpeg(data, 0, len(data), view)
    shown = np.asarray(Image.open(io.BytesIO(data))).astype(int)
    assert np.abs((view & 255).astype(int) - shown[..., 2]).max() <= 1
    assert np.abs((view >> 16 & 255).astype(int) - shown[..., 0]).max() <= 1
    assert (view >> 24 == 255).all()
    assert (canvas == GUARD).sum() == canvas.size - view.size


def test_a_grey_picture_is_drawn_grey() -> None:
    view = np.zeros((8, 8), np.uint32)
    data = picture(8, 8, mode="L")
    draw_jpeg(b"before" + data + b"behind", 6, 6 + len(data), view)
    assert np.array_equal(view & 255, view >> 8 & 255)
    assert np.array_equal(view & 255, view >> 16 & 255)


@pytest.mark.parametrize(("width", "height"), [(31, 20), (20, 30), (15, 40), (1, 1), (2000, 2000)])
def test_a_picture_of_another_size_draws_nothing_outside(width: int, height: int) -> None:
    canvas = np.full((24, 34), GUARD, np.uint32)
    data = picture(width, height)
    with pytest.raises(DecodeError, match="JPEG picture"):
        draw_jpeg(data, 0, len(data), canvas[2:22, 2:32])
    assert (canvas == GUARD).all()


def test_a_broken_picture_is_a_decode_error() -> None:
    view = np.zeros((20, 32), np.uint32)[:, :30]
    data = picture(30, 20)
    for broken in (b"", data[:2], data[:200], data[:-40], b"\0" * 500):
        with pytest.raises(DecodeError, match="JPEG picture for 30x20 pixels"):
            draw_jpeg(broken, 0, len(broken), view)


def test_no_picture_lends_its_tables_to_the_next() -> None:
    data = picture(30, 20)
    whole = np.zeros((20, 32), np.uint32)[:, :30]
    draw_jpeg(data, 0, len(data), whole)
    tables = data.index(b"\xff\xdb")
    lacking = data[:tables] + data[data.index(b"\xff\xc0") :]
    with pytest.raises(DecodeError, match="JPEG picture for 30x20 pixels"):
        draw_jpeg(lacking, 0, len(lacking), whole)


def test_no_picture_has_more_scans_than_are_of_use() -> None:
    file = io.BytesIO()
    Image.new("L", (640, 480)).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last_scan = data[data.rindex(b"\xff\xda") : -2]  # says again what was said: some ms each time
    bomb = data[:-2] + last_scan * 2000 + data[-2:]
    assert len(bomb) < 50_000
    with pytest.raises(DecodeError, match=r"JPEG picture for 640x480 pixels: .* 500 scans"):
        draw_jpeg(bomb, 0, len(bomb), np.zeros((480, 640), np.uint32))


def test_both_libraries_decode_the_same() -> None:
    data = picture(61, 47)
    pictures = []
    for _ in range(2):
        view = np.zeros((47, 64), np.uint32)[:, :61]
        draw_jpeg(data, 0, len(data), view)
        pictures.append(view)
        jpeg._set_functions(0, 0, 0, 0, 0)
    assert np.array_equal(*pictures)


def test_a_picture_s_size_is_read_in_its_frame_header() -> None:
    data = picture(300, 20)
    assert jpeg._size_in(b"__" + data, 2, 2 + len(data)) == 300 << 16 | 20
    frame = data.index(b"\xff\xc0")
    assert jpeg._size_in(data, 0, frame + 9) == 300 << 16 | 20
    for broken in (b"", data[: frame + 8], b"\0" + data, data[:2] + b"\0" + data[2:]):
        assert jpeg._size_in(broken, 0, len(broken)) == 0


def test_a_header_of_an_unusual_form_is_the_library_s_affair() -> None:
    data = picture(30, 20)
    frame = data.index(b"\xff\xc0")
    filled = data[:frame] + b"\xff" + data[frame:]
    view = np.zeros((20, 32), np.uint32)[:, :30]
    draw_jpeg(filled, 0, len(filled), view)
    assert (view >> 24 == 255).all()
