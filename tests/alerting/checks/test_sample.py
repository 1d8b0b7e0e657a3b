import numpy as np

from vncwall.alerting.checks.sample import MOST_SAMPLES, Window, percent_apart, size_of
from vncwall.geometry import Rect, Size
from vncwall.settings.mask import parse_mask

WORDS = np.arange(12, dtype=np.uint32).reshape(3, 4)


def test_a_small_region_is_taken_whole_and_in_order() -> None:
    window = Window.of(Size(4, 3), Rect(1, 1, 2, 2), ())
    assert window.take(WORDS)[:, 0].tolist() == [5, 6, 9, 10]


def test_what_a_mask_covers_does_not_count() -> None:
    window = Window.of(Size(4, 3), Rect(0, 0, 4, 3), (parse_mask("1,0,2,3"), parse_mask("9,9,1,1")))
    assert window.take(WORDS)[:, 0].tolist() == [0, 3, 4, 7, 8, 11]


def test_a_large_desktop_costs_no_more_than_four_times_a_small_one() -> None:
    words = np.zeros((2160, 3840), np.uint32)
    window = Window.of(size_of(words), Rect(0, 0, 3840, 2160), ())
    assert MOST_SAMPLES / 2 < len(window.take(words)) <= 4 * MOST_SAMPLES


def test_pixels_are_apart_when_one_channel_is() -> None:
    one = np.array([[0, 0, 0], [0, 0, 0], [0, 0, 0], [9, 9, 9]], np.int16)
    other = np.array([[0, 0, 11], [10, 10, 10], [0, 0, 0], [9, 9, 99]], np.int16)
    assert percent_apart(one, other, 10) == 50.0
    assert percent_apart(one[:0], other[:0], 10) == 0.0
