"""Tight with alpha by itself; pictures of it are in test_alpha_pixels.py."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.extensions.alpha_tight import read_tight
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader

PIXELS = b"\xff\0\0\x80" * 4


def read(data: bytes, streams: list[InflateStream], limits: Limits) -> bytes:
    """Return the pixels of a rectangle of 2x2."""
    reader = ByteReader()
    reader.feed(data)
    out = np.zeros((2, 2, 4), np.uint8)
    assert list(read_tight(out, reader, limits, streams)) == []
    assert reader.available == 0
    return out.tobytes()


def test_each_stream_goes_on_until_it_is_reset() -> None:
    limits = Limits()
    streams = [InflateStream(f"stream {n}", limits) for n in range(4)]
    deflate = zlib.compressobj()
    for _ in range(2):
        data = deflate.compress(PIXELS) + deflate.flush(zlib.Z_SYNC_FLUSH)
        assert read(b"\x20" + bytes([len(data)]) + data, streams, limits) == PIXELS
    fresh = zlib.compress(PIXELS)
    with pytest.raises(DecodeError, match="stream 2"):
        read(b"\x20" + bytes([len(fresh)]) + fresh, streams, limits)
    assert read(b"\x24" + bytes([len(fresh)]) + fresh, streams, limits) == PIXELS


def test_a_length_above_the_limit_is_not_waited_for() -> None:
    with pytest.raises(LimitExceeded, match="length is 16, limit 15"):
        read(b"\xa0\x10", [], Limits(compressed_rectangle_bytes=15))
