"""Tight PNG, by hand."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.support.desk import desk
from tests.support.rectangles import compact, tight_jpeg
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError, LimitExceeded


def test_jpeg_is_that_of_tight() -> None:
    rgb = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    there = desk(Encoding.TIGHT_PNG, "rgb888", 8, 8)
    there.feed(tight_jpeg(rgb))
    assert there.is_done
    assert np.abs(there.framebuffer.pixels[3:11, 3:11, 2::-1].astype(int) - rgb).max() <= 2


def test_a_picture_serves_pixels_of_16_bits_as_well() -> None:
    file = io.BytesIO()
    Image.new("RGB", (3, 2), (1, 2, 3)).save(file, "PNG")
    there = desk(Encoding.TIGHT_PNG, "rgb565", 3, 2)
    there.feed(b"\xaf" + compact(len(file.getvalue())) + file.getvalue())
    assert (there.picture == 0xFF010203).all()


def test_basic_compression_does_not_exist_here() -> None:
    with pytest.raises(DecodeError, match="compression-control 0 is unknown"):
        desk(Encoding.TIGHT_PNG, "rgb888", 3, 2).feed(b"\0")


@pytest.mark.parametrize(("control", "what"), [(b"\x90", "JPEG"), (b"\xa0", "PNG")])
def test_no_picture_with_colours_of_its_own_at_8_bits(control: bytes, what: str) -> None:
    with pytest.raises(DecodeError, match=f"Tight PNG {what} with 8 bits a pixel"):
        desk(Encoding.TIGHT_PNG, "bgr233", 3, 2).feed(control)


def test_a_length_has_three_bytes_at_most() -> None:
    there = desk(Encoding.TIGHT_PNG, "rgb888", 3, 2)
    there.decoder.limits = type(there.decoder.limits)(compressed_rectangle_bytes=1 << 20)
    with pytest.raises(LimitExceeded, match="Tight PNG length is 4194303, limit 1048576"):
        there.feed(b"\xa0\xff\xff\xff")
