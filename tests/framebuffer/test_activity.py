from __future__ import annotations

import numpy as np
import pytest

from vncwall.framebuffer.activity import Activity

SECOND = 1_000_000_000
GREY = 0xFF808080


def picture(height: int = 100, width: int = 200) -> np.ndarray:
    return np.full((height, width), GREY, np.uint32)


def test_the_part_that_changed_within_a_second_is_told() -> None:
    words = picture()
    activity = Activity(1.0)
    assert activity.see(words, 0) == 0.0, "a first picture is no change"
    words[:50, :20] = 0xFF000000
    assert activity.see(words, SECOND - 1) == 0.0, "too early"
    assert activity.see(words, SECOND) == 5.0
    assert activity.see(words, 2 * SECOND) == 0.0


def test_less_than_is_to_be_told_is_not_told() -> None:
    words = picture()
    activity = Activity(5.1)
    activity.see(words, 0)
    words[:50, :20] = 0
    assert activity.see(words, SECOND) == 0.0


def test_traces_of_jpeg_and_the_unused_byte_are_no_change() -> None:
    words = picture()
    activity = Activity(0.001)
    activity.see(words, 0)
    assert activity.see((words ^ 0xFF000000) + 0x00101010, SECOND) == 0.0


@pytest.mark.parametrize("size", [(1080, 1920), (2160, 3840), (3, 5)])
def test_a_sample_of_a_large_picture_tells_the_same(size: tuple[int, int]) -> None:
    words = picture(*size)
    activity = Activity(1.0)
    activity.see(words, 0)
    words[:, : size[1] // 2] = 0
    expected = 100 * (size[1] // 2) / size[1]
    assert activity.see(words, SECOND) == pytest.approx(expected, abs=1.0)


def test_another_size_or_connection_is_no_change() -> None:
    activity = Activity(1.0)
    activity.see(picture(), 0)
    assert activity.see(picture(50, 50) * 0, SECOND) == 0.0
    activity.replaced()
    assert activity.see(picture(50, 50), 2 * SECOND) == 0.0
