"""JPEG rectangles: where a picture ends, and the tables that it leaves out."""

from __future__ import annotations

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError, LimitExceeded, RFBError
from vncwall.rfb.options import Limits

WIDTH, HEIGHT = 24, 16
NOISE = np.random.default_rng(4).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def jpeg(rgb: np.ndarray = NOISE, **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=80, **options)
    return file.getvalue()


def shown(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def without_tables(data: bytes) -> bytes:
    """Drop DHT and DQT segments, as TigerVNC 1.16 does after the first picture."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in (0xC4, 0xDB):
            out += data[at : at + size]
        at += size
    return out + data[at:]


def rgb_of(there: object) -> np.ndarray:
    return there.framebuffer.pixels[3:-3, 3:-3, 2::-1].astype(int)  # type: ignore[attr-defined]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}])
def test_pictures_of_pillow_arrive_in_any_pieces(options: dict[str, object]) -> None:
    data = jpeg(**options)
    for size in (1, 7, 100, len(data)):
        there = desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT)
        for at in range(0, len(data), size):
            assert not there.is_done
            there.feed(data[at : at + size])
        assert there.is_done
        assert there.reader.available == 0
        assert np.abs(rgb_of(there) - shown(data)).max() <= 3
        there.assert_margin_untouched()


def test_tables_of_the_picture_before_serve_one_that_has_none() -> None:
    there = desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT)
    other = jpeg(NOISE[::-1])
    assert len(without_tables(other)) < len(other) - 300
    there.feed(jpeg())
    for _ in range(2):
        there.begin()
        there.feed(without_tables(other) + b"rest")
        assert there.is_done
        assert np.abs(rgb_of(there) - shown(other)).max() <= 3
        assert there.reader.take(4) == b"rest"


def test_a_first_picture_without_tables_is_an_error() -> None:
    with pytest.raises(DecodeError, match="JPEG picture"):
        desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT).feed(without_tables(jpeg()))


def test_fill_bytes_before_a_mark() -> None:
    data = jpeg()
    there = desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT)
    there.feed(data[:2] + b"\xff\xff" + data[2:])
    assert there.is_done


def test_a_picture_of_another_size() -> None:
    with pytest.raises(DecodeError, match=r"24x16, rectangle 8x8|for 8x8 pixels"):
        desk(Encoding.JPEG, "rgb888", 8, 8).feed(jpeg())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x89P", "start mark"),
        (b"\xff\xd8\0\0", "segment without a mark, 2 bytes after the start"),
        (b"\xff\xd8\xff\xe0\0\1", "segment of 1 bytes"),
        (b"\xff\xd8\xff\xd9", "JPEG picture"),
    ],
)
def test_what_is_no_picture(data: bytes, text: str) -> None:
    with pytest.raises(DecodeError, match=text):
        desk(Encoding.JPEG, "rgb888", 8, 8).feed(data)


def test_a_picture_without_end_is_given_up_at_the_limit() -> None:
    there = desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT)
    there.decoder.limits = Limits(picture_bytes=5000)
    with pytest.raises(LimitExceeded, match=r"JPEG picture bytes is \d+, limit 5000"):
        there.feed(jpeg()[:-2] + bytes(5000))


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        (b"\xff\xc4\0\x62" + bytes(96), "JPEG table bytes is 16400, limit 16384"),
        (b"\xff\xd0", "JPEG segments is 1001, limit 1000"),
        (b"\xff", "JPEG segments is 1001, limit 1000"),
    ],
)
def test_no_number_of_segments_takes_longer_than_a_picture(segment: bytes, text: str) -> None:
    with pytest.raises(LimitExceeded, match=text):
        desk(Encoding.JPEG, "rgb888", 8, 8).feed(b"\xff\xd8" + segment * 10_000)


@given(st.integers(0, 5000), st.integers(0, 255), st.booleans())
@settings(max_examples=150, deadline=None)
def test_one_wrong_byte_harms_nothing_else(at: int, value: int, progressive: bool) -> None:
    data = bytearray(jpeg(progressive=progressive))
    data[at % len(data)] = value
    there = desk(Encoding.JPEG, "rgb888", WIDTH, HEIGHT)
    with suppress(RFBError):
        there.feed(bytes(data))
    there.assert_margin_untouched()
    assert (there.framebuffer.words >> 24 == 255).all()
