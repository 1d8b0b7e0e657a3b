"""Whole rectangles of pixels: against numpy, and compiled against interpreted."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.interpreted import interpreted
from vncwall.kernels import pixels

BOTH = [pixels, interpreted("pixels")]
GUARD = 0x12345678


def strided_view(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a canvas full of GUARD and a view of its middle."""
    canvas = np.full((height + 2, width + 3), GUARD, np.uint32)
    return canvas, canvas[1 : 1 + height, 2 : 2 + width]


def assert_margin_untouched(canvas: np.ndarray) -> None:
    margin = canvas.copy()
    margin[1:-1, 2:-1] = GUARD
    assert (margin == GUARD).all()


@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize(
    ("name", "order", "size"),
    [("copy_bgrx", (0, 1, 2), 4), ("copy_bgr", (0, 1, 2), 3), ("copy_rgb", (2, 1, 0), 3)],
)
def test_direct_pixels_get_alpha_255(
    kernel: ModuleType, name: str, order: tuple[int, ...], size: int
) -> None:
    data = bytes(range(5)) + np.random.default_rng(1).bytes(6 * 5 * size)
    canvas, view = strided_view(5, 6)
    assert getattr(kernel, name)(data, 5, len(data), view) == 6 * 5 * size
    wire = np.frombuffer(data, np.uint8, offset=5).reshape(5, 6, size)
    bgra = np.dstack([wire[..., order[0]], wire[..., order[1]], wire[..., order[2]]])
    expected = np.dstack([bgra, np.full((5, 6), 255, np.uint8)])
    assert np.array_equal(np.ascontiguousarray(view).view(np.uint8).reshape(5, 6, 4), expected)
    assert_margin_untouched(canvas)


@pytest.mark.parametrize("name", ["copy_bgr", "copy_rgb"])
def test_rows_of_any_length_are_those_of_the_interpreter(name: str) -> None:
    """Vector instructions take several pixels at a time, and what is left one by one."""
    for width in range(70):
        data = np.random.default_rng(width).bytes(3 * width * 2)
        canvas, view = strided_view(2, width)
        expected_canvas, expected = strided_view(2, width)
        assert getattr(pixels, name)(data, 0, len(data), view) == len(data)
        getattr(interpreted("pixels"), name)(data, 0, len(data), expected)
        assert np.array_equal(canvas, expected_canvas)
        pixels.fill(view, 0xFF00AA55)
        assert (view == 0xFF00AA55).all()
        assert_margin_untouched(canvas)


@pytest.mark.parametrize("kernel", BOTH)
def test_small_pixels_are_looked_up(kernel: ModuleType) -> None:
    generator = np.random.default_rng(2)
    table = generator.integers(0, 1 << 32, 65536, dtype=np.uint32)
    data = generator.bytes(2 * 7 * 3)
    canvas, view = strided_view(3, 7)
    assert kernel.look_up_16(data, 0, 42, table, view) == 42
    assert np.array_equal(view, table[np.frombuffer(data, "<u2").reshape(3, 7)])
    assert kernel.look_up_8(data, 21, 42, table, view) == 21
    assert np.array_equal(view, table[np.frombuffer(data, np.uint8, offset=21).reshape(3, 7)])
    assert_margin_untouched(canvas)


@pytest.mark.parametrize("kernel", BOTH)
@pytest.mark.parametrize("start", [1, 100])
def test_a_short_source_writes_nothing(kernel: ModuleType, start: int) -> None:
    canvas, view = strided_view(2, 2)
    table = np.zeros(65536, np.uint32)
    assert kernel.copy_bgrx(bytes(16), start, 16, view) == -1
    assert kernel.copy_bgr(bytes(12), start, 12, view) == -1
    assert kernel.copy_rgb(bytes(12), start, 12, view) == -1
    assert kernel.look_up_8(bytes(4), start, 4, table, view) == -1
    assert kernel.look_up_16(bytes(8), start, 8, table, view) == -1
    assert (canvas == GUARD).all()


@pytest.mark.parametrize("kernel", BOTH)
def test_a_short_table_is_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 1), np.uint32)
    with pytest.raises(ValueError, match="256"):
        kernel.look_up_8(b"\0", 0, 1, np.zeros(255, np.uint32), view)
    with pytest.raises(ValueError, match="65536"):
        kernel.look_up_16(b"\0\0", 0, 2, np.zeros(256, np.uint32), view)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 9), st.integers(0, 9), st.integers(0, 30))
def test_compiled_equals_interpreted(data: bytes, width: int, height: int, offset: int) -> None:
    table = np.arange(65536, dtype=np.uint32)
    for name in ("copy_bgrx", "copy_bgr", "copy_rgb"):
        results = []
        for kernel in BOTH:
            canvas, view = strided_view(height, width)
            results.append((getattr(kernel, name)(data, offset, len(data), view), canvas.tobytes()))
        assert results[0] == results[1]
    for name in ("look_up_8", "look_up_16"):
        results = []
        for kernel in BOTH:
            canvas, view = strided_view(height, width)
            results.append(
                (getattr(kernel, name)(data, offset, len(data), table, view), canvas.tobytes())
            )
        assert results[0] == results[1]


@pytest.mark.parametrize("kernel", BOTH)
def test_indices_are_copied_and_filled(kernel: ModuleType) -> None:
    canvas = np.full((5, 10), 99, np.uint8)
    view = canvas[1:4, 2:9]
    data = np.random.default_rng(4).bytes(25)
    indices = np.arange(256, dtype=np.uint8)
    assert kernel.look_up_8(data, 4, 24, indices, view) == -1, "21 are needed"
    assert (canvas == 99).all()
    assert kernel.look_up_8(data, 4, 25, indices, view) == 21
    assert view.tobytes() == data[4:]
    kernel.fill(view[1:2], 7)
    assert view[1].tolist() == [7] * 7
    canvas[1:4, 2:9] = 99
    assert (canvas == 99).all()


@pytest.mark.parametrize("kernel", BOTH)
def test_indices_are_coloured(kernel: ModuleType) -> None:
    colours = np.random.default_rng(5).integers(0, 1 << 32, 256, dtype=np.uint32)
    source = np.random.default_rng(6).integers(0, 256, (5, 9), dtype=np.uint8)[:, 1:8]
    canvas, view = strided_view(5, 7)
    kernel.colour(source, colours, view)
    assert np.array_equal(view, colours[source])
    assert_margin_untouched(canvas)
    for shape, count in (((5, 6), 256), ((4, 7), 256), ((5, 7), 255)):
        with pytest.raises(ValueError, match="256 colours"):
            kernel.colour(np.zeros(shape, np.uint8), np.zeros(count, np.uint32), view)
