"""Decibels, against numpy's own arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vncwall.sweep.likeness import equal_pixels, psnr_db

ALL = np.ones((2, 3), np.bool_)


def picture(*words: int) -> np.ndarray:
    return np.array(words, np.uint32).reshape(2, 3)


def test_equal_pictures_are_infinitely_alike_whatever_their_alpha() -> None:
    a = picture(1, 2, 3, 4, 5, 6)
    assert psnr_db(a, a | np.uint32(0xFF000000), ALL) == math.inf
    assert equal_pixels(a, a | np.uint32(0xFF000000)).all()


def test_decibels_are_those_of_the_mean_square_of_all_channels() -> None:
    random = np.random.default_rng(3)
    a, b = (random.integers(0, 256, (20, 30, 4), np.uint8) for _ in range(2))
    mean = np.square(a[..., :3].astype(float) - b[..., :3]).mean()
    words = [one.view("<u4")[..., 0] for one in (a, b)]
    expected = 10 * math.log10(255**2 / mean)
    assert psnr_db(words[0], words[1], np.ones((20, 30), np.bool_)) == pytest.approx(expected)


def test_only_the_pixels_of_the_mask_count() -> None:
    a, b = picture(0, 0, 0, 0, 0, 0), picture(0, 255, 0, 0, 0, 9)
    still = np.array([[1, 0, 1], [1, 1, 0]], np.bool_)
    assert psnr_db(a, b, still) == math.inf
    assert psnr_db(a, b, ~ALL) is None
    assert equal_pixels(a, b).tolist() == [[True, False, True], [True, True, False]]
