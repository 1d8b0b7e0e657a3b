"""Host name and UTC time in the picture."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.glyphs import Glyphs
from vncwall.recording.stamp import Stamp
from vncwall.settings.model import Stamp as Place

SIZE = Size(640, 480)
NOON_NS = int(datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
_SECOND = 1_000_000_000
CORNERS = [Place.TOP_LEFT, Place.TOP_RIGHT, Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT]


def frame(size: Size = SIZE) -> Words:
    return np.full((size.height, size.width), 0xFF204060, np.uint32)


def whole(size: Size) -> Rect:
    return Rect(0, 0, size.width, size.height)


@pytest.mark.parametrize("place", CORNERS)
@pytest.mark.parametrize("size", [SIZE, Size(321, 199), Size(3840, 2160), Size(64, 40)])
def test_it_stands_in_its_corner_on_even_pixels_and_touches_nothing_else(
    place: Place, size: Size
) -> None:
    stamp, picture = Stamp("pc1", place, whole(size)), frame(size)
    (rect,) = stamp.draw(picture, NOON_NS, again=True)
    assert rect.x % 2 == rect.y % 2 == 0
    assert rect == stamp.rect.intersection(whole(size))
    outside = picture.copy()
    outside[rect.y : rect.bottom, rect.x : rect.right] = 0xFF204060
    np.testing.assert_array_equal(outside, frame(size))
    assert (rect.x <= 1) == ("left" in place or rect.width >= size.width - 1)
    assert (rect.y <= 1) == ("top" in place)


def test_it_says_name_and_utc_time() -> None:
    stamp, picture = Stamp("Line 3", Place.TOP_LEFT, whole(SIZE)), frame()
    stamp.draw(picture, NOON_NS + 61 * _SECOND, again=True)
    height = stamp.rect.height
    wanted = Glyphs(height).text("Line 3  2026-01-02 12:01:01 UTC")
    shown = picture[:height, height // 4 : height // 4 + wanted.shape[1]] & 0xFF
    np.testing.assert_array_equal(shown, wanted)


def test_a_new_second_changes_its_digits_only() -> None:
    stamp, picture = Stamp("pc1", Place.TOP_LEFT, whole(SIZE)), frame()
    stamp.draw(picture, NOON_NS, again=True)
    before = picture.copy()
    assert stamp.draw(picture, NOON_NS + _SECOND - 1) == []
    (rect,) = stamp.draw(picture, NOON_NS + _SECOND)
    assert rect.width <= Glyphs(stamp.rect.height).text("0").shape[1] + 2
    before[rect.y : rect.bottom, rect.x : rect.right] = picture[
        rect.y : rect.bottom, rect.x : rect.right
    ]
    np.testing.assert_array_equal(before, picture)


def test_a_long_name_is_cut_and_the_time_never() -> None:
    stamp = Stamp("a very long name of a host " * 4, Place.TOP_LEFT, whole(SIZE))
    picture = frame()
    stamp.draw(picture, NOON_NS, again=True)
    assert stamp.rect.right <= SIZE.width
    height = stamp.rect.height
    time = Glyphs(height).text("…  2026-01-02 12:00:00 UTC")
    columns = picture[:height, : stamp.rect.right] & 0xFF
    windows = np.lib.stride_tricks.sliding_window_view(columns, time.shape)[0]
    assert any((window == time).all() for window in windows)


def test_below_it_has_lines_of_its_own() -> None:
    for size in (SIZE, Size(641, 481)):
        stamp = Stamp("pc1", Place.BELOW, whole(size))
        assert stamp.rect.y >= size.height
        assert stamp.rect.bottom == size.height + Stamp.height_below(size)
        assert stamp.rect.width == size.width


@pytest.mark.parametrize(("height", "line"), [(40, 14), (480, 14), (1080, 28), (4320, 64)])
def test_it_can_be_read_at_any_size(height: int, line: int) -> None:
    stamp = Stamp("pc1", Place.TOP_LEFT, Rect(0, 0, 16 * height // 9, height))
    if height > 40:
        assert stamp.rect.height == line
    assert stamp.rect.height >= 14
