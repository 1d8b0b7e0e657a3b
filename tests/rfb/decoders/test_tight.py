"""Tight, by hand, and JPEG against Pillow."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.support.desk import Desk, desk, picture
from tests.support.rectangles import compact, tight_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.options import Limits

FILTER = 0x40
PALETTE, GRADIENT = 1, 2
WORDS = {"r": 0xFFFF0000, "g": 0xFF00FF00, "b": 0xFF0000FF}
RED, GREEN, BLUE = b"\xff\x00\x00", b"\x00\xff\x00", b"\x00\x00\xff"


def tight(format_name: str, width: int, height: int) -> Desk:
    return desk(Encoding.TIGHT, format_name, width, height)


def photograph(width: int, height: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:height, 0:width]
    return np.dstack([x * 3 % 256, y * 5 % 256, (x + y) % 256]).astype(np.uint8)


def test_a_tpixel_is_red_green_blue() -> None:
    there = tight("rgb888", 3, 2)
    there.feed(b"\x80\x11\x22\x33")
    assert (there.picture == 0xFF112233).all()
    there.begin()
    there.feed(b"\x00" + compact(18 + 11) + zlib.compress((RED + GREEN + BLUE) * 2, 0))
    assert there.picture.tolist() == picture(["rgb", "rgb"], WORDS)


def test_a_small_pixel_is_itself() -> None:
    there = tight("rgb565", 2, 1)
    there.feed(b"\x80\x00\xf8")
    assert there.picture.tolist() == picture(["rr"], WORDS)
    there.begin()
    there.feed(b"\x00\x00\xf8\x1f\x00")
    assert there.picture.tolist() == picture(["rb"], WORDS)


def test_less_than_twelve_bytes_are_never_compressed() -> None:
    there = tight("bgr233", 11, 1)
    there.feed(b"\x00" + bytes([7, 0xC0] * 5 + [7]))
    assert there.picture.tolist() == picture(["rbrbrbrbrbr"], WORDS)
    there = tight("bgr233", 12, 1)
    data = zlib.compress(bytes([7, 0xC0] * 6))
    there.feed(b"\x00" + compact(len(data)) + data)
    assert there.picture.tolist() == picture(["rbrbrbrbrbrb"], WORDS)


def test_two_colours_take_one_bit_each_and_rows_whole_bytes() -> None:
    there = tight("rgb888", 9, 2)
    there.feed(bytes([FILTER, PALETTE, 1]) + RED + GREEN + bytes([0b01010101, 0x80, 0xF0, 0x00]))
    assert there.picture.tolist() == picture(["rgrgrgrgg", "ggggrrrrr"], WORDS)


def test_three_colours_take_a_byte_each() -> None:
    there = tight("rgb888", 3, 2)
    there.feed(bytes([FILTER, PALETTE, 2]) + RED + GREEN + BLUE + bytes([0, 1, 2, 2, 2, 0]))
    assert there.picture.tolist() == picture(["rgb", "bbr"], WORDS)


def test_the_gradient_filter_adds_to_the_neighbours() -> None:
    there = tight("rgb888", 2, 2)
    data = bytes([200, 1, 0]) + bytes([100, 255, 9]) + bytes([0, 2, 5]) + bytes([1, 0, 250])
    deflated = zlib.compress(data)
    there.feed(bytes([FILTER, GRADIENT]) + compact(len(deflated)) + deflated)
    # Second pixel: the left one plus the difference, modulo 256. Last: left + above - corner,
    # held to 0..255 before the difference is added.
    expected = [[(200, 1, 0), (44, 0, 9)], [(200, 3, 5), (45, 2, 8)]]
    assert there.picture.tolist() == [
        [0xFF000000 | r << 16 | g << 8 | b for r, g, b in row] for row in expected
    ]


def test_each_reset_bit_resets_its_stream_alone() -> None:
    there = tight("bgr233", 16, 1)
    streams = [zlib.compressobj() for _ in range(4)]

    def send(resets: int, stream: int) -> None:
        row = bytes([stream * 40 + resets, 7] * 8)
        data = streams[stream].compress(row) + streams[stream].flush(zlib.Z_SYNC_FLUSH)
        there.begin()
        there.feed(bytes([stream << 4 | resets]) + compact(len(data)) + data)
        assert there.is_done
        assert there.picture[0, 1] == WORDS["r"]

    for stream in range(4):
        send(0, stream)
    for stream in range(4):
        streams[stream] = zlib.compressobj()
        send(1 << stream, stream)
        for other in range(4):
            send(0, other)


@pytest.mark.parametrize("rest", [b"\x80\x07", "jpeg"])
def test_fill_and_jpeg_reset_streams_too(rest: bytes | str) -> None:
    name = "bgr233" if rest != "jpeg" else "rgb888"
    there = tight(name, 16, 16)
    data = zlib.compress(bytes(256 if name == "bgr233" else 768))
    there.feed(b"\x30" + compact(len(data)) + data)
    there.begin()
    one = tight_jpeg(photograph(16, 16)) if isinstance(rest, str) else rest
    there.feed(bytes([one[0] | 8]) + one[1:])
    there.begin()
    there.feed(b"\x30" + compact(len(data)) + data)
    assert there.is_done
    assert (there.picture == 0xFF000000).all()


def test_a_fresh_stream_without_a_reset_is_refused() -> None:
    there = tight("bgr233", 16, 1)
    data = zlib.compress(bytes(16), 0)
    there.feed(b"\x20" + compact(len(data)) + data)
    there.begin()
    with pytest.raises(DecodeError, match="Tight stream 2"):
        there.feed(b"\x20" + compact(len(data)) + data)


@pytest.mark.parametrize("format_name", ["rgb888", "rgb565"])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (16, 16), (33, 7), (100, 90)])
def test_jpeg_is_what_another_decoder_shows(format_name: str, width: int, height: int) -> None:
    there = tight(format_name, width, height)
    data = tight_jpeg(photograph(width, height))
    there.feed(data)
    assert there.is_done
    start = data.index(b"\xff\xd8")
    shown = np.asarray(Image.open(io.BytesIO(data[start:])).convert("RGB"))
    words = there.picture
    ours = np.dstack([words >> 16 & 255, words >> 8 & 255, words & 255])
    assert np.abs(ours.astype(int) - shown).max() <= 1
    assert (words >> 24 == 255).all()
    there.assert_margin_untouched()


@pytest.mark.parametrize(
    ("format_name", "data", "words"),
    [
        ("rgb888", b"\xb0", "compression-control is unknown"),
        ("rgb888", b"\xf0", "compression-control is unknown"),
        ("rgb888", b"\x40\x03", "filter-id is unknown"),
        ("rgb888", b"\x40\x01\x00", "palette has fewer than 2 colours"),
        ("rgb888", b"\x40\x01\x02" + RED * 3 + b"\3" * 6, "beyond the palette of 3 colours"),
        ("rgb888", b"\xa0\x11" + bytes(17), "data length is 17, 18 expected"),
        ("rgb888", b"\xa0\x13" + bytes(19), "data length is 19, 18 expected"),
        ("rgb888", b"\x00\x05hello", "stream 0 cannot be inflated"),
        ("rgb888", b"\x00\x00", "stream 0 inflates to 0 bytes, 18 expected"),
        ("rgb888", b"\x90\x03\xff\xd8\xff", "JPEG picture for 3x2 pixels"),
        ("rgb888", tight_jpeg(photograph(4, 2)), "JPEG picture"),
        ("rgb888", tight_jpeg(photograph(2, 3)), "JPEG picture is 2x3, rectangle 3x2"),
        ("bgr233", b"\x90", "JPEG with 8 bits a pixel"),
        ("bgr233", b"\x40\x02", "gradient filter with 8 bits a pixel"),
        ("colour-map", b"\x90\x0a", "JPEG with 8 bits a pixel"),
    ],
)
def test_what_breaks_the_rules_is_named(format_name: str, data: bytes, words: str) -> None:
    there = tight(format_name, 3, 2)
    with pytest.raises(DecodeError, match=words):
        there.feed(data + bytes(1))
    there.assert_margin_untouched()


def test_a_length_above_the_limit_is_not_waited_for() -> None:
    there = tight("rgb888", 300, 200)
    there.decoder.limits = Limits(compressed_rectangle_bytes=100_000)
    with pytest.raises(LimitExceeded, match="Tight length is 4194303, limit 100000"):
        there.feed(b"\x00\xff\xff\xff")


def test_a_compact_length_takes_22_bits() -> None:
    there = tight("rgb888", 800, 700)
    rows = np.random.default_rng(1).integers(0, 256, (700, 800, 3), np.uint8)
    data = zlib.compress(rows.tobytes(), 0)
    assert len(data) > 1 << 20
    there.feed(b"\x00" + compact(len(data)) + data)
    assert there.is_done
    assert np.array_equal(there.picture & 255, rows[..., 2])
