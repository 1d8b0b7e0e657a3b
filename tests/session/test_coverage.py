"""What is still missing of a picture."""

from __future__ import annotations

from vncwall.geometry import Rect, Size
from vncwall.session.coverage import Coverage


def test_nothing_is_whole_before_there_is_a_desktop() -> None:
    coverage = Coverage()
    assert not coverage.is_whole
    assert coverage.missing_region() is None


def test_a_picture_is_whole_when_every_pixel_has_come() -> None:
    coverage = Coverage()
    coverage.begin(Size(10, 6))
    assert coverage.missing_region() == Rect(0, 0, 10, 6)
    coverage.add([Rect(0, 0, 10, 2), Rect(0, 2, 4, 4)])
    assert coverage.missing_region() == Rect(4, 2, 6, 4)
    assert coverage.missing_pixels == 24
    assert not coverage.is_whole
    coverage.add([Rect(3, 1, 7, 5)])
    assert coverage.is_whole
    assert coverage.missing_region() is None


def test_a_new_beginning_misses_all_of_the_new_size() -> None:
    coverage = Coverage()
    coverage.begin(Size(2, 2))
    coverage.add([Rect(0, 0, 2, 2)])
    coverage.begin(Size(3, 1))
    assert coverage.missing_pixels == 3
