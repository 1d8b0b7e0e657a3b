"""Ultra, with blocks that the LZO library made."""

from __future__ import annotations

import struct

import pytest

from tests.support.desk import desk
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.ultra import unpack
from vncwall.rfb.errors import DecodeError, LimitExceeded

BLOCK = bytes.fromhex("14616263270800110000")
"""lzo1x_999_compress(b"abc" * 4)."""


def test_pixels_of_a_block() -> None:
    there = desk(Encoding.ULTRA, "rgb888", 3, 1)
    there.feed(struct.pack(">I", len(BLOCK)) + BLOCK)
    assert there.picture.tolist() == [[0xFF636261, 0xFF616362, 0xFF626163]]


@pytest.mark.parametrize("width", [2, 4])
def test_too_few_or_too_many_pixels_are_an_error(width: int) -> None:
    with pytest.raises(DecodeError, match="holds"):
        desk(Encoding.ULTRA, "rgb888", width, 1).feed(struct.pack(">I", len(BLOCK)) + BLOCK)


def test_a_length_above_the_limit_is_not_waited_for() -> None:
    with pytest.raises(LimitExceeded, match="Ultra length"):
        desk(Encoding.ULTRA, "rgb888", 3, 1).feed(b"\xff\xff\xff\xff")


def test_a_few_bytes_are_worth_no_large_buffer() -> None:
    with pytest.raises(DecodeError, match="Ultra rectangle ends without its end mark"):
        unpack(b"", 1 << 40, "Ultra rectangle")
    with pytest.raises(DecodeError, match="goes on after its end mark"):
        unpack(BLOCK + b"x", 1 << 40, "x")
