"""How like a video's frames are to the screen that they were taken of.

PSNR is over all three channels of RGB; two pictures that are the same have `SAME_DB`. SSIM (Wang,
Bovik, Sheikh, Simoncelli 2004) is of the luma, in windows of 8x8 pixels that are 4 apart, with the
constants of the paper.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from benchmarks.pictures import Picture

SAME_DB = 99.0
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of one picture to another."""

    psnr_db: float
    ssim: float


def compare(picture: Picture, truth: Picture) -> Likeness:
    """Return how like two pictures of the same size are."""
    difference = picture.astype(np.int16) - truth
    error = float(np.square(difference, dtype=np.int32).mean())
    psnr = SAME_DB if not error else min(SAME_DB, 10 * np.log10(255**2 / error))
    return Likeness(round(float(psnr), 2), round(_ssim(picture @ _LUMA, truth @ _LUMA), 5))


def _ssim(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    mean_1, mean_2 = _window_means(first), _window_means(second)
    square_1, square_2 = _window_means(first * first), _window_means(second * second)
    product = _window_means(first * second)
    covariance = product - mean_1 * mean_2
    variances = square_1 + square_2 - mean_1 * mean_1 - mean_2 * mean_2
    above = (2 * mean_1 * mean_2 + _C1) * (2 * covariance + _C2)
    below = (mean_1 * mean_1 + mean_2 * mean_2 + _C1) * (variances + _C2)
    return float((above / below).mean())


def _window_means(plane: NDArray[np.float32]) -> NDArray[np.float64]:
    rows, columns = plane.shape[0] // 4, plane.shape[1] // 4
    blocks = plane[: rows * 4, : columns * 4].reshape(rows, 4, columns, 4)
    sums = blocks.sum(axis=(1, 3), dtype=np.float64)
    windows: NDArray[np.float64] = sums[1:, 1:] + sums[1:, :-1] + sums[:-1, 1:] + sums[:-1, :-1]
    return windows / 64


@dataclass(frozen=True, slots=True)
class Packet:
    """One frame of a file."""

    time_s: float
    size: int


def packets(path: Path) -> list[Packet]:
    """Return the video frames of a file in the order of time, without decoding them."""
    with av.open(str(path)) as container:
        found = [
            Packet(float(packet.pts * packet.time_base), packet.size)
            for packet in container.demux(video=0)
            if packet.pts is not None and packet.time_base is not None and packet.size
        ]
    return sorted(found, key=lambda packet: packet.time_s)


def shown_at(path: Path, times_s: Sequence[float]) -> list[Picture]:
    """Return what a player shows at some times of a file, as RGB."""
    starts = [packet.time_s for packet in packets(path)]
    wanted = [max(0, bisect_right(starts, time_s + 1e-4) - 1) for time_s in times_s]
    pictures: dict[int, Picture] = {}
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                pictures[number] = as_rgb(frame)
            if number >= max(wanted):
                break
    return [pictures[number] for number in wanted]


def as_rgb(frame: av.VideoFrame) -> Picture:
    """Return the picture of a frame.

    One that does not say otherwise is taken to be BT.601, as players and ffmpeg take it.
    """
    space = Colorspace.ITU709 if frame.colorspace == 1 else Colorspace.ITU601
    return frame.reformat(format="rgb24", src_colorspace=space).to_ndarray()
