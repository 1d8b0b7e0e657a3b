from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks import numbered
from benchmarks.numbered import SIZE, UNREADABLE


def noise(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 256, (SIZE.height // 16, SIZE.width // 16, 3))
    return coarse.astype(np.uint8).repeat(16, 0).repeat(16, 1)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Three frames, as a camera would give them."""
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=numbered.FPS)
        stream.width, stream.height, stream.pix_fmt = SIZE.width, SIZE.height, "yuv420p"
        for seed in range(3):
            frame = av.VideoFrame.from_ndarray(noise(seed), "rgb24").reformat(format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("number", [0, 1, 499, 4095])
def test_a_number_is_read_from_both_corners(number: int) -> None:
    picture = noise(1)
    numbered.mark(picture, number)
    assert numbered.numbers(picture) == (number, number)
    assert numbered.numbers(picture[:, :, 1]) == (number, number)


def test_a_picture_of_two_frames_has_two_numbers() -> None:
    first, second = noise(1), noise(2)
    numbered.mark(first, 7)
    numbered.mark(second, 8)
    first[300:] = second[300:]
    assert numbered.numbers(first) == (7, 8)


def test_a_picture_without_squares_has_no_number() -> None:
    assert numbered.numbers(np.zeros((SIZE.height, SIZE.width), np.uint8)) == (
        UNREADABLE,
        UNREADABLE,
    )


def test_frames_of_the_film_have_their_numbers_and_keep_every_pixel(
    film: Path, tmp_path: Path
) -> None:
    path = numbered.make(film, tmp_path / "numbered.avi")
    found = dict(numbered.frames(path, {0, 2}))
    assert list(found) == [0, 2]
    with av.open(str(film)) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    for number, picture in found.items():
        numbered.mark(shown[number], number)
        np.testing.assert_array_equal(picture, shown[number])
    made = path.stat().st_mtime_ns
    assert numbered.make(film, path).stat().st_mtime_ns == made
