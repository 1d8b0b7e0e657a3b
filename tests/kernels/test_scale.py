import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted
from vncwall.kernels import scale


def picture(width: int, height: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, (height, width), dtype=np.uint32)


NO_COLOURS = np.zeros(0, np.uint32)


def reduce(module, source, width: int, height: int, colours=NO_COLOURS) -> np.ndarray:
    result = np.zeros((height, width), np.uint32)
    columns = np.zeros(2 * source.shape[1], np.uint32)
    module.reduce_boxes(
        source, colours, result, 0, 0, width, height, columns, np.zeros(3 * width, np.uint64)
    )
    return result


def mean_of_boxes(source: np.ndarray, width: int, height: int) -> np.ndarray:
    """The definition, pixel by pixel in exact arithmetic."""
    source_height, source_width = source.shape
    result = np.zeros((height, width), np.uint32)
    for dy in range(height):
        rows = slice(dy * source_height // height, -(-(dy + 1) * source_height // height))
        for dx in range(width):
            columns = slice(dx * source_width // width, -(-(dx + 1) * source_width // width))
            box = source[rows, columns].reshape(-1).astype(object)
            word = 0xFF000000
            for shift in (0, 8, 16):
                total = sum(int(pixel) >> shift & 255 for pixel in box)
                word |= (2 * total + len(box)) // (2 * len(box)) << shift
            result[dy, dx] = word
    return result


@given(
    st.integers(1, 24), st.integers(1, 24), st.integers(1, 24), st.integers(1, 24), st.integers()
)
@settings(max_examples=60, deadline=None)
def test_every_pixel_is_the_rounded_mean_of_its_box(sw, sh, dw, dh, seed):
    source = picture(sw, sh, seed % 1000)
    dw, dh = min(sw, dw), min(sh, dh)
    expected = mean_of_boxes(source, dw, dh)
    assert np.array_equal(reduce(scale, source, dw, dh), expected)
    assert np.array_equal(reduce(interpreted("scale"), source, dw, dh), expected)


@pytest.mark.parametrize("module", [scale, interpreted("scale")])
def test_indices_are_reduced_as_the_colours_that_they_stand_for(module):
    generator = np.random.default_rng(3)
    colours = generator.integers(0, 2**32, 256, dtype=np.uint32)
    indices = generator.integers(0, 256, (23, 31), dtype=np.uint8)
    expected = mean_of_boxes(colours[indices], 9, 5)
    assert np.array_equal(reduce(module, indices, 9, 5, colours), expected)


def test_a_box_taller_than_sixteen_bits_hold_is_still_exact():
    source = np.full((1200, 3), 0xFFFFFFFF, np.uint32)
    source[1000:] = 0
    assert np.array_equal(reduce(scale, source, 1, 1), mean_of_boxes(source, 1, 1))


def test_a_box_of_a_whole_large_desktop_is_exact():
    source = np.full((700, 700), 0xFF0A141E, np.uint32)
    assert reduce(scale, source, 1, 1).tolist() == [[0xFF0A141E]]


@pytest.mark.parametrize("rect", [(-1, 0, 1, 1), (0, 0, 5, 1), (0, 3, 1, 2), (0, 0, -1, 1)])
def test_a_rectangle_outside_the_destination_is_refused(rect):
    source, destination = picture(8, 8), np.zeros((4, 4), np.uint32)
    with pytest.raises(ValueError, match="outside"):
        scale.reduce_boxes(
            source,
            NO_COLOURS,
            destination,
            *rect,
            np.zeros(16, np.uint32),
            np.zeros(12, np.uint64),
        )
    assert not destination.any()


def test_indices_need_256_colours():
    with pytest.raises(ValueError, match="256 colours"):
        reduce(scale, np.zeros((4, 4), np.uint8), 2, 2, np.zeros(255, np.uint32))


def test_enlarging_and_small_scratch_are_refused():
    source = picture(4, 4)
    with pytest.raises(ValueError, match="larger"):
        reduce(scale, source, 5, 4)
    with pytest.raises(ValueError, match="scratch"):
        scale.reduce_boxes(
            source,
            NO_COLOURS,
            np.zeros((2, 2), np.uint32),
            0,
            0,
            2,
            2,
            np.zeros(7, np.uint32),
            np.zeros(6, np.uint64),
        )
