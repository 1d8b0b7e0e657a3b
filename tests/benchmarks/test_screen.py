from __future__ import annotations

import struct

import numpy as np
import pytest

from benchmarks.screen import picture_of

COLOURS = np.random.default_rng(1).integers(0, 256, (3, 5, 3), np.uint8)


def dump(bits_per_pixel: int, padding: int) -> bytes:
    """What xwd writes of `COLOURS`: a header with a name, two colours, rows with padding."""
    pixels = COLOURS[:, :, ::-1]
    if bits_per_pixel == 32:
        pixels = np.dstack([pixels, np.zeros((3, 5), np.uint8)])
    rows = [row.tobytes() + bytes(padding) for row in pixels]
    header = [0] * 25
    header[0] = 100 + 8
    header[4], header[5] = 5, 3
    header[11], header[12], header[19] = bits_per_pixel, len(rows[0]), 2
    return struct.pack(">25I", *header) + b"desktop\0" + bytes(2 * 12) + b"".join(rows)


@pytest.mark.parametrize(("bits_per_pixel", "padding"), [(32, 0), (24, 0), (24, 1)])
def test_a_dump_is_read_in_the_width_of_its_pixels(bits_per_pixel: int, padding: int) -> None:
    np.testing.assert_array_equal(picture_of(dump(bits_per_pixel, padding)), COLOURS)


def test_other_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="16 bits a pixel"):
        picture_of(dump(32, 0).replace(struct.pack(">I", 32), struct.pack(">I", 16), 1))
