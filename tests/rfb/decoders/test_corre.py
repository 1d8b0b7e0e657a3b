"""CoRRE, by hand: RRE with small coordinates."""

from __future__ import annotations

import pytest

from tests.support.desk import desk, picture
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError

WORDS = {"r": 0xFFFF0000, "b": 0xFF0000FF}


def test_coordinates_are_bytes() -> None:
    there = desk(Encoding.CORRE, "rgb565", 4, 2)
    there.feed(bytes([0, 0, 0, 1]) + b"\x00\xf8" + b"\x1f\x00" + bytes([1, 1, 3, 1]))
    assert there.picture.tolist() == picture(["rrrr", "rbbb"], WORDS)


def test_a_subrectangle_outside_is_refused() -> None:
    there = desk(Encoding.CORRE, "rgb565", 4, 2)
    with pytest.raises(DecodeError, match="CORRE subrectangle 0 reaches outside"):
        there.feed(bytes([0, 0, 0, 1]) + b"\x00\xf8" + b"\x1f\x00" + bytes([2, 0, 3, 1]))
    there.assert_margin_untouched()
