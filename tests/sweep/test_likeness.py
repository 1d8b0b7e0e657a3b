"""Decibels, against numpy's own arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vncwall.sweep.likeness import BLOCK, equal_pixels, errors


def picture(seed: int, height: int = 50, width: int = 70) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 32, (height, width), np.uint32)


def everything(words: np.ndarray) -> np.ndarray:
    return np.ones(words.shape, np.bool_)


def decibels(a: np.ndarray, b: np.ndarray) -> float:
    channels = [
        words.view(np.uint8).reshape(*words.shape, 4)[..., :3].astype(float) for words in (a, b)
    ]
    return 10 * math.log10(255**2 / np.square(channels[0] - channels[1]).mean())


def test_equal_pictures_are_infinitely_alike_whatever_their_alpha() -> None:
    a = picture(1)
    b = a ^ np.uint32(0x55000000)
    assert errors(a, b).psnr_db(everything(a)) == math.inf
    assert equal_pixels(a, b).all()


@pytest.mark.parametrize("size", [(50, 70), (32, 32), (1, 1), (33, 31), (64, 200)])
def test_decibels_are_those_of_the_mean_square_of_all_channels(size: tuple[int, int]) -> None:
    a, b = picture(2, *size), picture(3, *size)
    assert errors(a, b).psnr_db(everything(a)) == pytest.approx(decibels(a, b))


def test_blocks_that_moved_do_not_count() -> None:
    a, b = picture(4), picture(5)
    still = everything(a)
    still[3, BLOCK + 1] = False
    rest = [words[BLOCK:] for words in (a, b)]
    total = sum(
        10 ** (-decibels(one, other) / 10) * one.size
        for one, other in (
            (rest[0], rest[1]),
            (a[:BLOCK, :BLOCK], b[:BLOCK, :BLOCK]),
            (a[:BLOCK, 2 * BLOCK :], b[:BLOCK, 2 * BLOCK :]),
        )
    )
    count = a.size - BLOCK * BLOCK
    assert errors(a, b).psnr_db(still) == pytest.approx(10 * math.log10(count / total))


def test_where_nothing_stood_still_nothing_is_said() -> None:
    a = picture(6)
    assert errors(a, picture(7)).psnr_db(~everything(a)) is None


def test_the_largest_error_of_the_largest_block_does_not_overflow() -> None:
    black, white = np.zeros((300, 300), np.uint32), np.full((300, 300), 0xFFFFFF, np.uint32)
    assert errors(black, white).psnr_db(everything(black)) == 0.0
