"""H.264 streams for tests, encoded by x264 through PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


class H264Encoder:
    """One stream of the baseline profile, without delay: what a VNC server sends."""

    def __init__(self, width: int, height: int, *, threads: int = 1) -> None:
        self._context = av.CodecContext.create("libx264", "w")
        self._context.width, self._context.height = width, height
        self._context.pix_fmt = "yuv420p"
        self._context.time_base = Fraction(1, 25)
        self._context.thread_count = threads
        self._context.options = {
            "profile": "baseline",
            "preset": "veryfast",
            "tune": "zerolatency",
            "qp": "10",
        }
        self._context.color_range = 2
        self._context.colorspace = 5

    def encode(self, rgb: NDArray[np.uint8]) -> bytes:
        """Return the bytes of the next picture."""
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
            format="yuv420p", dst_colorspace=5, dst_color_range=2
        )
        return b"".join(bytes(packet) for packet in self._context.encode(frame))


def flat(width: int, height: int, colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return a picture of one colour."""
    return np.full((height, width, 3), colour, np.uint8)


def frames_of(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield the times in seconds and the RGB pictures of a video file."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time or 0.0), frame.to_ndarray(format="rgb24")
