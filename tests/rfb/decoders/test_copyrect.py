"""CopyRect: from elsewhere, overlapping, from outside."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.desk import MARGIN, desk
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.copyrect import move
from vncwall.rfb.errors import DecodeError


@settings(max_examples=50, deadline=None)
@given(
    width=st.integers(1, 20),
    height=st.integers(1, 20),
    x=st.integers(0, 2 * MARGIN),
    y=st.integers(0, 2 * MARGIN),
)
def test_source_and_rectangle_may_overlap(width: int, height: int, x: int, y: int) -> None:
    there = desk(Encoding.COPYRECT, "rgb888", width, height)
    there.feed(struct.pack(">HH", x, y))
    assert there.is_done
    assert np.array_equal(there.picture, there.before[y : y + height, x : x + width])
    there.assert_margin_untouched()


@pytest.mark.parametrize(("x", "y"), [(7, 0), (0, 7), (65535, 65535)])
def test_a_source_outside_is_refused(x: int, y: int) -> None:
    there = desk(Encoding.COPYRECT, "rgb888", 10, 10)
    with pytest.raises(DecodeError, match=rf"source 10x10\+{x}\+{y} outside the 16x16"):
        there.feed(struct.pack(">HH", x, y))
    assert np.array_equal(there.framebuffer.words, there.before)


@pytest.mark.parametrize("dy", [-150, -40, -7, -1, 1, 7, 40, 150])
@pytest.mark.parametrize("dx", [-3, 0, 5])
def test_a_large_area_that_is_scrolled_moves_as_one(dx: int, dy: int) -> None:
    words = np.arange(400 * 20, dtype=np.uint32).reshape(400, 20)
    rect = Rect(5, 160, 10, 73)
    expected = words.copy()
    x, y = rect.x - dx, rect.y - dy
    expected[160:233, 5:15] = words[y : y + 73, x : x + 10].copy()
    move(words, x, y, rect)
    np.testing.assert_array_equal(words, expected)
