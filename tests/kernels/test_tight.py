"""Tight: headers, palettes and the gradient filter."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import tight

TABLE = np.arange(65536, dtype=np.uint32)
SCRATCH = np.zeros(256, np.uint32)


@pytest.fixture(params=["compiled", "interpreted"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return tight if request.param == "compiled" else interpreted("tight")


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        (bytes([0x85]), 3, (tight.FILL, 5, -1, 0, 1, 3, 3)),
        (bytes([0x90, 0x7F]), 3, (tight.JPEG, 0, -1, 0, 2, 127, 0)),
        (bytes([0x91, 0x90, 0x4E]), 3, (tight.JPEG, 1, -1, 0, 3, 10000, 0)),
        (bytes([0x90, 0xFF, 0xFF, 0xFF]), 3, (tight.JPEG, 0, -1, 0, 4, 4194303, 0)),
        (bytes([0x20, 0x05]), 3, (tight.COPY, 0, 2, 0, 2, 5, 150)),
        (bytes([0x78, 0x00, 0x05]), 2, (tight.COPY, 8, 3, 0, 3, 5, 100)),
        (bytes([0x50, 0x01, 0x01, *b"rgbRGB"]), 3, (tight.PALETTE, 0, -1, 2, 9, 10, 10)),
        (bytes([0x40, 0x01, 0x02, 1, 2, 3, 9]), 1, (tight.PALETTE, 0, 0, 3, 7, 9, 50)),
        (bytes([0x40, 0x02, 0x05]), 3, (tight.GRADIENT, 0, 0, 0, 3, 5, 150)),
        (bytes([0xA0, 0x96, 0x01]), 3, (tight.COPY, 0, -1, 0, 3, 150, 150)),
        (bytes([0xE0, 0x02, 0x96, 0x01]), 3, (tight.GRADIENT, 0, -1, 0, 4, 150, 150)),
    ],
)
def test_a_header_is_read_whole_or_not_at_all(
    kernel: ModuleType, header: bytes, size: int, expected: tuple[int, ...]
) -> None:
    for end in range(len(header)):
        got = kernel.parse(header, 0, end, size, 10, 5)[0]
        assert got == tight.INCOMPLETE, f"after {end} bytes"
    assert kernel.parse(b"?" + header + b"payload", 1, 8 + len(header), size, 10, 5) == expected


def test_eleven_bytes_have_no_length(kernel: ModuleType) -> None:
    assert kernel.parse(b"\x00", 0, 1, 1, 11, 1) == (
        tight.COPY,
        0,
        tight.UNCOMPRESSED,
        0,
        1,
        11,
        11,
    )
    assert kernel.parse(b"\x00", 0, 1, 1, 12, 1)[0] == tight.INCOMPLETE
    assert kernel.parse(b"\x40\x01\x01ab", 0, 5, 1, 88, 1) == (tight.PALETTE, 0, -1, 2, 5, 11, 11)


def test_a_palette_needs_no_more_than_its_bits(kernel: ModuleType) -> None:
    view = np.zeros((2, 9), np.uint32)
    data = bytes([0xFF, 0xFF, 0x00, 0x7F])
    assert kernel.draw_palette(data, 0, 4, b"?\3\4", 1, 2, 1, TABLE, SCRATCH, view) == 4
    assert view.tolist() == [[4] * 9, [3] * 9]
    assert kernel.draw_palette(data, 0, 3, b"\3\4", 0, 2, 1, TABLE, SCRATCH, view) == -1


@pytest.mark.parametrize("pixel", [np.uint8, np.uint32])
def test_bits_of_any_number_become_two_colours(kernel: ModuleType, pixel: type) -> None:
    table = np.arange(256, dtype=pixel)
    for width in range(1, 40):
        row = (width + 7) // 8
        data = np.random.default_rng(width).bytes(2 * row)
        canvas = np.full((4, width + 2), 77, pixel)
        view = canvas[1:3, 1:-1]
        assert kernel.draw_palette(data, 0, 2 * row, b"\3\xf4", 0, 2, 1, table, SCRATCH, view)
        bits = np.unpackbits(np.frombuffer(data, np.uint8).reshape(2, row), axis=1)[:, :width]
        assert view.tolist() == np.where(bits, 0xF4, 3).tolist()
        view[:] = 77
        assert (canvas == 77).all()


def test_an_index_beyond_the_palette_is_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 3), np.uint32)
    assert kernel.draw_palette(b"\0\2\3", 0, 3, b"abc", 0, 3, 1, TABLE, SCRATCH, view) == -1
    assert not view.any(), "nothing is drawn"


@pytest.mark.parametrize("colours", [0, 1, 257])
def test_a_palette_has_2_to_256_colours(kernel: ModuleType, colours: int) -> None:
    with pytest.raises(ValueError, match="2 to 256"):
        kernel.draw_palette(
            bytes(9), 0, 9, bytes(257), 0, colours, 1, TABLE, SCRATCH, np.zeros((1, 1), np.uint32)
        )


def test_tables_that_are_too_short_are_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 1), np.uint32)
    with pytest.raises(ValueError, match="table"):
        kernel.draw_palette(b"\0", 0, 1, b"ab", 0, 2, 1, TABLE[:255], SCRATCH, view)
    with pytest.raises(ValueError, match="table"):
        kernel.draw_palette(b"\0", 0, 1, b"abcd", 0, 2, 2, TABLE[:65535], SCRATCH, view)
    with pytest.raises(ValueError, match="scratch"):
        kernel.draw_palette(b"\0", 0, 1, b"ab", 0, 2, 1, TABLE, SCRATCH[:255], view)
    with pytest.raises(ValueError, match="row"):
        kernel.draw_gradient_16(b"ab", 0, 2, (31, 63, 31), (11, 5, 0), TABLE, SCRATCH[:0], view)


def test_short_gradient_data_writes_nothing(kernel: ModuleType) -> None:
    view = np.zeros((2, 2), np.uint32)
    assert kernel.draw_gradient_rgb(bytes([1] * 12), 0, 11, view) == -1
    assert (
        kernel.draw_gradient_16(
            bytes([1] * 8), 0, 7, (31, 63, 31), (11, 5, 0), TABLE, SCRATCH, view
        )
        == -1
    )
    assert not view.any()


def test_a_prediction_is_held_within_the_range(kernel: ModuleType) -> None:
    view = np.zeros((2, 2), np.uint32)
    # Red: 255 and 255 around 0 predict 510, held to 255. Green: 0 and 0 around 200 predict -200.
    data = bytes([0, 200, 0, 255, 56, 0, 255, 56, 0, 0, 0, 0])
    assert kernel.draw_gradient_rgb(data, 0, 12, view) == 12
    assert [hex(word) for word in view.ravel().tolist()] == [
        "0xff00c800",
        "0xffff0000",
        "0xffff0000",
        "0xffff0000",
    ]
