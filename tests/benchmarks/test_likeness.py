from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks import likeness

SIDE = 64


def grey(level: int) -> np.ndarray:
    return np.full((SIDE, SIDE, 3), level, np.uint8)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A lossless file: grey 50 at once, 100 after a second and 150 after three."""
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width = stream.height = SIDE
        stream.pix_fmt = "bgr0"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms, level in ((0, 50), (1000, 100), (3000, 150)):
            frame = av.VideoFrame.from_ndarray(grey(level), "rgb24").reformat(format="bgr0")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_pictures_that_are_the_same_are_as_like_as_can_be() -> None:
    chance = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    assert likeness.compare(chance, chance) == likeness.Likeness(likeness.SAME_DB, 1.0)


def test_an_error_of_ten_levels_everywhere_is_28_decibels() -> None:
    assert likeness.compare(grey(110), grey(100)).psnr_db == pytest.approx(28.13, abs=0.01)


def test_noise_is_less_like_than_a_darker_picture_with_the_same_error() -> None:
    chance = np.random.default_rng(1)
    picture = chance.integers(60, 200, (SIDE, SIDE, 3)).astype(np.uint8)
    noisy = picture + chance.choice([-10, 10], picture.shape)
    darker = likeness.compare((picture - 10).astype(np.uint8), picture)
    grained = likeness.compare(noisy.astype(np.uint8), picture)
    assert grained.psnr_db == pytest.approx(darker.psnr_db, abs=0.01)
    assert grained.ssim < darker.ssim


def test_a_frame_is_shown_until_the_next_one(film: Path) -> None:
    shown = likeness.shown_at(film, [0.0, 0.99, 1.0, 2.9, 3.0, 60.0])
    assert [int(picture.mean()) for picture in shown] == [50, 50, 100, 100, 150, 150]


def test_packets_are_the_frames_with_their_times(film: Path) -> None:
    frames = likeness.packets(film)
    assert [frame.time_s for frame in frames] == [0.0, 1.0, 3.0]
    assert sum(frame.size for frame in frames) < film.stat().st_size
