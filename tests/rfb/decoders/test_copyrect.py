"""CopyRect: from elsewhere, overlapping, from outside."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.desk import MARGIN, desk
from vncwall.rfb.constants import Encoding
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
