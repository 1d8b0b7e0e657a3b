from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks import pictures


def noise(height: int, width: int) -> pictures.Picture:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def test_ppm_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "picture.ppm"
    path.write_bytes(b"P6\n2 1\n255\n" + bytes([10, 20, 30, 40, 50, 60]))
    assert pictures.read_ppm(path).tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_difference_is_said_in_words() -> None:
    reference = np.full((10, 10, 3), 100, np.uint8)
    reference[0, 0, 0] = 7
    changed = reference.copy()
    changed[5, 5] += 3
    assert pictures.compare(reference.copy(), reference) == "same"
    assert pictures.compare(reference[:5], reference) == "size 10x5"
    assert pictures.compare(changed, reference) == "1.00% differ by at most 3 (59 dB)"
    exchanged = reference[:, :, ::-1]
    assert pictures.compare(exchanged, reference) == "same, red and blue exchanged"


def test_bgr233_bytes_are_read_as_rgb332() -> None:
    red, white, blue = (255, 0, 0), (255, 255, 255), (0, 0, 255)
    picture = np.array([[red, white, blue]], np.uint8)  # bytes 0b00000111, 0b11111111, 0b11000000
    expected = [[(0, 36, 255), white, (219, 0, 0)]]
    assert pictures.reread_as_rgb332(picture).tolist() == np.array(expected).tolist()


def test_window_is_found_on_the_screen() -> None:
    reference = noise(70, 90)
    screen = np.zeros((200, 200, 3), np.uint8)
    screen[21:91, 2:92] = reference
    np.testing.assert_array_equal(pictures.find(screen, reference), reference)
