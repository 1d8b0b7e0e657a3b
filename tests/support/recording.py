"""Small recordings to play: each second shows another colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vncwall.geometry import Rect, Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import VideoFormat

SIZE = Size(160, 96)
COLOURS = (0xE01010, 0x10C010, 0x1010E0, 0xE0E010, 0x10C0C0, 0xC010C0, 0xE0E0E0, 0x303030)


def make_recording(
    path: Path,
    *,
    size: Size = SIZE,
    times_ms: tuple[int, ...] = (0, 1000, 2000, 3000),
    duration_ms: int = 4000,
    start: str = "2026-01-02T12:00:00.000+00:00",
    video_format: VideoFormat = VideoFormat.LOSSLESS,
    finish: bool = True,
) -> Path:
    """Write a recording whose frame number n is of colour n; return its path.

    Without `finish` it is what a killed recorder leaves.
    """
    sink, file = open_sink(video_format, size), PartFile(path)
    sink.begin(file, {"title": "lab", "VNCWALL_HOST": "lab", "VNCWALL_START": start})
    for number, time_ms in enumerate(times_ms):
        words = np.full((size.height, size.width), 0xFF000000 | COLOURS[number % 8], np.uint32)
        sink.draw(words, [Rect(0, 0, size.width, size.height)])
        sink.write(time_ms, keyframe=number % 4 == 0)
    if not finish:
        sink.extend(duration_ms)
        data = file.read_at(0, 1 << 24)
        sink.abandon()
        file.discard()
        file.path.write_bytes(data)
        return file.path
    sink.finish(duration_ms)
    return file.finish()


def colour_of(picture: np.ndarray) -> int:
    """Return the colour in the middle of an RGB picture as 0xRRGGBB."""
    height, width = picture.shape[:2]
    red, green, blue = (int(value) for value in picture[height // 2, width // 2])
    return red << 16 | green << 8 | blue
