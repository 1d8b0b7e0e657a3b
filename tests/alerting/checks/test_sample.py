import numpy as np

from vncwall.alerting.checks.sample import MOST_SAMPLES, Window, percent_apart, size_of
from vncwall.geometry import Rect, Size
from vncwall.settings.mask import parse_mask

WORDS = np.arange(12, dtype=np.uint32).reshape(3, 4)


def test_a_small_region_is_taken_whole_and_in_order() -> None:
    window = Window.of(Size(4, 3), Rect(1, 1, 2, 2), ())
    assert window.take(WORDS).tolist() == [5, 6, 9, 10]


def test_what_a_mask_covers_does_not_count() -> None:
    window = Window.of(Size(4, 3), Rect(0, 0, 4, 3), (parse_mask("1,0,2,3"), parse_mask("9,9,1,1")))
    assert window.take(WORDS).tolist() == [0, 3, 4, 7, 8, 11]


def test_a_large_desktop_costs_no_more_than_a_small_one() -> None:
    words = np.zeros((2160, 3840), np.uint32)
    window = Window.of(size_of(words), Rect(0, 0, 3840, 2160), ())
    assert MOST_SAMPLES / 2 < len(window.take(words)) <= 1.1 * MOST_SAMPLES


def test_pixels_are_apart_when_one_channel_is() -> None:
    one = np.array([0, 0, 0, 0x090909], np.uint32)
    other = np.array([0x0B0000, 0x0A0A0A, 0, 0x090963], np.uint32)
    assert percent_apart(one, other, 10) == 50.0
    assert percent_apart(one, one, 0) == 0.0
    assert percent_apart(one[:0], other[:0], 10) == 0.0


def test_a_colour_stands_for_as_many_pixels() -> None:
    one = np.array([0, 0x0B0000, 0x0A0A0A, 0x00000C], np.uint32)
    assert percent_apart(one, np.array([0], np.uint32), 10) == 50.0
