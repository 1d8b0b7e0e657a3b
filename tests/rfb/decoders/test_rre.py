"""RRE, by hand."""

from __future__ import annotations

import struct

import pytest

from tests.support.desk import desk, picture
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError, LimitExceeded

RED, BLUE = bytes([0, 0, 255, 0]), bytes([255, 0, 0, 0])
WORDS = {"r": 0xFFFF0000, "b": 0xFF0000FF, "g": 0xFF00FF00}


def test_later_subrectangles_cover_earlier_ones() -> None:
    there = desk(Encoding.RRE, "rgb888", 5, 3)
    there.feed(
        struct.pack(">I", 2)
        + RED
        + (BLUE + struct.pack(">4H", 1, 0, 3, 3))
        + (bytes([0, 255, 0, 9]) + struct.pack(">4H", 2, 1, 3, 1))
    )
    assert there.picture.tolist() == picture(["rbbbr", "rbggg", "rbbbr"], WORDS)


def test_no_subrectangle_leaves_the_background() -> None:
    there = desk(Encoding.RRE, "bgr233", 2, 2)
    there.feed(bytes([0, 0, 0, 0, 7]))
    assert there.picture.tolist() == picture(["rr", "rr"], WORDS)


def test_an_empty_subrectangle_draws_nothing() -> None:
    there = desk(Encoding.RRE, "rgb888", 2, 1)
    there.feed(struct.pack(">I", 1) + RED + BLUE + struct.pack(">4H", 2, 1, 0, 0))
    assert there.picture.tolist() == picture(["rr"], WORDS)


@pytest.mark.parametrize("place", [(1, 0, 5, 1), (0, 1, 1, 3), (65535, 0, 1, 1), (0, 0, 65535, 1)])
def test_a_subrectangle_outside_is_refused(place: tuple[int, ...]) -> None:
    there = desk(Encoding.RRE, "rgb888", 5, 3)
    good = BLUE + struct.pack(">4H", 0, 0, 1, 1)
    with pytest.raises(DecodeError, match="RRE subrectangle 1 reaches outside the 5x3 rectangle"):
        there.feed(struct.pack(">I", 2) + RED + good + BLUE + struct.pack(">4H", *place))
    there.assert_margin_untouched()


def test_more_subrectangles_than_pixels_are_refused_before_they_come() -> None:
    there = desk(Encoding.RRE, "rgb888", 5, 3)
    with pytest.raises(LimitExceeded, match="RRE number-of-subrectangles is 16, limit 15"):
        there.feed(struct.pack(">I", 16) + RED)


def test_many_subrectangles_are_drawn_as_they_arrive() -> None:
    there = desk(Encoding.RRE, "rgb888", 100, 100)
    dots = [(x, y) for y in range(100) for x in range(100)]
    there.feed(struct.pack(">I", len(dots)) + RED)
    for x, y in dots:
        there.feed(BLUE + struct.pack(">4H", x, y, 1, 1))
        assert there.reader.available < 4096 * 12
    assert there.is_done
    assert (there.picture == WORDS["b"]).all()
