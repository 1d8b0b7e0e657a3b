"""Single pixels and whole rectangles of them in each format."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.support.rectangles import FORMATS, RawWriter, random_values, translation_of, words_of
from vncwall.rfb.decoders.wire_pixels import (
    draw_pixels,
    draw_tpixels,
    value_of_pixel,
    value_of_tpixel,
)


@pytest.mark.parametrize("format_name", FORMATS)
def test_one_pixel_is_a_rectangle_of_one(format_name: str) -> None:

    generator = random.Random(4)
    writer = RawWriter(format_name, generator)
    wire = translation_of(format_name)
    for _ in range(20):
        values = random_values(generator, 1, 1, format_name=format_name)
        expected = words_of(values, format_name).tolist()
        view = np.zeros((1, 1), np.uint32)
        draw_pixels(writer.pixels(values), wire, view)
        assert view.tolist() == expected
        view[:] = 0
        draw_tpixels(writer.tpixels(values), wire, view)
        assert view.tolist() == expected
        assert value_of_pixel(writer.pixels(values), wire) == expected[0][0]
        assert value_of_tpixel(writer.tpixels(values), wire) == expected[0][0]
