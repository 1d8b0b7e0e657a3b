"""Text without a font library."""

from __future__ import annotations

import numpy as np
import pytest

from vncwall.recording.glyphs import Glyphs, scaled


@pytest.mark.parametrize("height", [10, 14, 32, 64])
def test_a_line_has_its_height_and_something_on_it(height: int) -> None:
    line = Glyphs(height).text("pc1 2026")
    assert line.shape[0] == height
    assert line.max() > 120
    assert (line[0] == 0).all(), "there is room above capitals"


def test_digits_are_all_as_wide_so_that_a_clock_does_not_jump() -> None:
    glyphs = Glyphs(20)
    assert len({glyphs.text(digit).shape[1] for digit in "0123456789"}) == 1


def test_characters_differ_and_unknown_ones_are_question_marks() -> None:
    glyphs = Glyphs(24)
    known = "AaÄäŁžΩπЖя9"
    assert len({glyphs.text(character).tobytes() for character in known}) == len(known)
    np.testing.assert_array_equal(glyphs.text("漢"), glyphs.text("?"))


def test_no_text_is_no_width() -> None:
    assert Glyphs(16).text("").shape == (16, 0)


def test_every_pixel_is_the_mean_of_its_area() -> None:
    picture = np.array([[0, 40, 80], [120, 160, 200]], np.uint8)
    np.testing.assert_array_equal(scaled(picture, 2, 3), picture)
    assert scaled(picture, 1, 1).item() == 100
    np.testing.assert_array_equal(scaled(picture, 1, 2), [[round(220 / 3), round(380 / 3)]])
    np.testing.assert_array_equal(scaled(picture, 4, 3)[:2], [picture[0], picture[0]])
