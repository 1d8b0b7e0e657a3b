"""Zlib: one stream for all rectangles."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError


def test_the_stream_goes_on_from_rectangle_to_rectangle() -> None:
    there = desk(Encoding.ZLIB, "bgr233", 4, 1)
    deflate = zlib.compressobj()
    for row in (bytes([7, 7, 0, 0]), bytes([0, 7, 0, 7])):
        data = deflate.compress(row) + deflate.flush(zlib.Z_SYNC_FLUSH)
        there.begin()
        there.feed(struct.pack(">I", len(data)) + data)
        assert there.is_done
        assert there.picture.tolist() == [[0xFFFF0000 if value else 0xFF000000 for value in row]]


@pytest.mark.parametrize("size", [3, 5, 100_000])
def test_pixels_too_few_or_too_many_are_refused(size: int) -> None:
    there = desk(Encoding.ZLIB, "bgr233", 4, 1)
    data = zlib.compress(bytes(size))
    with pytest.raises(DecodeError, match=r"Zlib rectangle inflates to .* 4 "):
        there.feed(struct.pack(">I", len(data)) + data)
    assert (there.picture == there.before[3:-3, 3:-3]).all()
