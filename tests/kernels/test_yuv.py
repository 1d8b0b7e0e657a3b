"""Words into planes: against the definition in floating point, and compiled against interpreted."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted
from vncwall.kernels import yuv

BOTH = [yuv, interpreted("yuv")]
Planes = tuple[np.ndarray, np.ndarray, np.ndarray]


def picture(width: int, height: int, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    return 0xFF000000 | random.integers(0, 1 << 24, (height, width), np.uint32)


def planes(width: int, height: int, *, halved: bool) -> Planes:
    """Return planes whose rows are longer than needed, as those of encoders are."""
    wide, high = (width + 1) // 2 * 2, (height + 1) // 2 * 2
    if not halved:
        return tuple(np.zeros((height, width + 7), np.uint8)[:, :width] for _ in range(3))
    return (
        np.zeros((high, wide + 8), np.uint8)[:, :wide],
        np.zeros((high // 2, wide // 2 + 3), np.uint8)[:, : wide // 2],
        np.zeros((high // 2, wide // 2 + 3), np.uint8)[:, : wide // 2],
    )


def convert(kernel: ModuleType, name: str, words: np.ndarray, into: Planes, *rect: int) -> int:
    if not rect:
        rect = (0, 0, words.shape[1], words.shape[0])
    return getattr(kernel, name)(words.data, *(plane.data for plane in into), *rect)


def bt709(words: np.ndarray) -> np.ndarray:
    """Return Y, Cb, Cr as the recommendation defines them, (3, height, width), not rounded."""
    red, green, blue = ((words >> shift & 0xFF) / 255.0 for shift in (16, 8, 0))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return np.stack(
        [
            16 + 219 * luma,
            128 + 224 * (blue - luma) / 1.8556,
            128 + 224 * (red - luma) / 1.5748,
        ]
    )


@pytest.mark.parametrize("kernel", BOTH)
def test_yuv444_is_bt709_within_rounding(kernel: ModuleType) -> None:
    words = picture(40, 30)
    into = planes(40, 30, halved=False)
    convert(kernel, "to_yuv444", words, into)
    assert np.abs(np.stack(into) - bt709(words)).max() <= 0.51


@pytest.mark.parametrize("kernel", BOTH)
def test_i420_has_the_mean_chroma_of_four_pixels(kernel: ModuleType) -> None:
    words = picture(40, 30)
    into = planes(40, 30, halved=True)
    convert(kernel, "to_i420", words, into)
    wanted = bt709(words)
    means = wanted[1:].reshape(2, 15, 2, 20, 2).mean((2, 4))
    assert np.abs(into[0] - wanted[0]).max() <= 0.51
    assert np.abs(np.stack(into[1:]) - means).max() <= 0.51


@pytest.mark.parametrize("kernel", BOTH)
def test_extremes_reach_the_ends_of_the_range(kernel: ModuleType) -> None:
    colours = [0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0x808080]
    words = np.array([colours], np.uint32)
    into = planes(6, 1, halved=False)
    convert(kernel, "to_yuv444", words, into)
    assert [plane[0].tolist() for plane in into] == [
        [16, 235, 63, 173, 32, 126],
        [128, 128, 102, 42, 240, 128],
        [128, 128, 240, 26, 118, 128],
    ]


@pytest.mark.parametrize("kernel", BOTH)
def test_gbr_is_exact(kernel: ModuleType) -> None:
    words = picture(9, 7)
    into = planes(9, 7, halved=False)
    convert(kernel, "to_gbr", words, into)
    green, blue, red = (plane.astype(np.uint32) for plane in into)
    assert (0xFF000000 | red << 16 | green << 8 | blue == words).all()


@pytest.mark.parametrize("kernel", BOTH)
def test_odd_sides_repeat_the_last_column_and_row(kernel: ModuleType) -> None:
    words = picture(5, 3)
    padded = np.pad(words, ((0, 1), (0, 1)), mode="edge")
    into, wanted = planes(5, 3, halved=True), planes(6, 4, halved=True)
    convert(kernel, "to_i420", words, into)
    convert(kernel, "to_i420", padded, wanted)
    for plane, other in zip(into, wanted, strict=True):
        np.testing.assert_array_equal(plane, other)


@pytest.mark.parametrize("name", ["to_i420", "to_yuv444", "to_gbr"])
@pytest.mark.parametrize("kernel", BOTH)
def test_damage_gives_the_same_as_the_whole(kernel: ModuleType, name: str) -> None:
    before, after = picture(33, 21), picture(33, 21)
    after[4:21, 8:33] = picture(25, 17, seed=2)
    halved = name == "to_i420"
    into, wanted = planes(33, 21, halved=halved), planes(33, 21, halved=halved)
    convert(kernel, name, before, into)
    assert convert(kernel, name, after, into, 8, 4, 25, 17) > 0
    convert(kernel, name, after, wanted)
    for plane, other in zip(into, wanted, strict=True):
        np.testing.assert_array_equal(plane, other)


@pytest.mark.parametrize("name", ["to_i420", "to_yuv444", "to_gbr"])
@pytest.mark.parametrize("kernel", BOTH)
def test_the_same_pixels_again_change_nothing(kernel: ModuleType, name: str) -> None:
    words = picture(15, 11)
    into = planes(15, 11, halved=name == "to_i420")
    assert convert(kernel, name, words, into) > 0
    assert convert(kernel, name, words, into) == 0
    words[10, 14] ^= 0xFFFFFF
    assert convert(kernel, name, words, into) > 0


@pytest.mark.parametrize("name", ["to_i420", "to_yuv444", "to_gbr"])
@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize(
    "rect", [(-2, 0, 2, 2), (0, 0, 18, 2), (0, 14, 2, 4), (2, 2, -2, 2), (1 << 62, 0, 1 << 62, 1)]
)
def test_a_rectangle_outside_is_refused(
    kernel: ModuleType, name: str, rect: tuple[int, int, int, int]
) -> None:
    into = planes(16, 16, halved=name == "to_i420")
    assert convert(kernel, name, picture(16, 16), into, *rect) == -1
    assert not any(plane.any() for plane in into)


@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize("rect", [(1, 0, 2, 2), (0, 1, 2, 2), (0, 0, 3, 2), (0, 0, 2, 3)])
def test_i420_refuses_odd_corners_inside(
    kernel: ModuleType, rect: tuple[int, int, int, int]
) -> None:
    into = planes(16, 16, halved=True)
    assert convert(kernel, "to_i420", picture(16, 16), into, *rect) == -1


@pytest.mark.parametrize("name", ["to_i420", "to_yuv444", "to_gbr"])
@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize("small", [0, 1, 2])
def test_planes_that_are_too_small_are_refused(kernel: ModuleType, name: str, small: int) -> None:
    into = list(planes(16, 16, halved=name == "to_i420"))
    into[small] = into[small][:-1]
    assert convert(kernel, name, picture(16, 16), tuple(into)) == -1


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(["to_i420", "to_yuv444", "to_gbr"]),
    width=st.integers(1, 19),
    height=st.integers(1, 19),
    seed=st.integers(0, 1 << 30),
)
def test_compiled_equals_interpreted(name: str, width: int, height: int, seed: int) -> None:
    words = picture(width, height, seed)
    results = []
    for kernel in BOTH:
        into = planes(width, height, halved=name == "to_i420")
        results.append((convert(kernel, name, words, into), [plane.tolist() for plane in into]))
    assert results[0] == results[1]
