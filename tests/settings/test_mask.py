"""Masks as people write them, and the pixels that they cover."""

from __future__ import annotations

import pytest

from vncwall.geometry import Rect, Size
from vncwall.settings.mask import parse_mask


@pytest.mark.parametrize(
    ("text", "size", "rect"),
    [
        ("0,0,400,30", Size(1920, 1080), Rect(0, 0, 400, 30)),
        ("10, 20, 5, 6", Size(1920, 1080), Rect(10, 20, 5, 6)),
        ("50%,0%,50%,10%", Size(640, 480), Rect(320, 0, 320, 48)),
        ("0,0,100%,30", Size(641, 480), Rect(0, 0, 641, 30)),
        ("33.3%,0,33.3%,1", Size(100, 100), Rect(33, 0, 34, 1)),
        ("600,400,400,400", Size(640, 480), Rect(600, 400, 40, 80)),
        ("1000,0,10,10", Size(640, 480), Rect(1000, 0, 0, 10)),
    ],
)
def test_it_covers_every_pixel_that_it_touches(text: str, size: Size, rect: Rect) -> None:
    assert parse_mask(text).rect(size) == rect


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a mask"),
        ("1,2,3", "is not a mask"),
        ("1,2,3,4,5", "is not a mask"),
        ("-1,0,3,4", "is not a mask"),
        ("0,0,0,30", "covers nothing"),
        ("0,0,30,0%", "covers nothing"),
        ("0,0,120%,30", "more than the whole"),
        ("0.5,0,1,1", "is no number of pixels"),
        ("0,0,70000,1", "is no number of pixels"),
    ],
)
def test_what_is_no_mask_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_mask(text)


def test_it_is_written_as_it_was_read() -> None:
    assert str(parse_mask("0,10%,400,33.5%")) == "0,10%,400,33.5%"
