"""Whether an encoder works on this computer: a test picture is recorded, decoded and compared.

As a program it tries the encoder of a graphics card, whose driver may crash::

    python -m vncwall.recording.sinks.trial h264 nvenc
"""

from __future__ import annotations

import io
import sys

import av
import av.logging
import numpy as np
from numpy.typing import NDArray

from vncwall.errors import SinkError
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.sinks.encoders import CARDS, Profile, options_of
from vncwall.recording.sinks.matroska import MatroskaSink
from vncwall.settings.model import EncoderChoice, Preset, VideoFormat

SIZE = Size(640, 352)
FRAMES = 4
_MOST_DELAY = 1
_MOST_ERROR = 12.0
"""Mean difference of a channel in 255 steps; a wrong picture has 50 and more."""


class MemoryFile(io.BytesIO):
    """A `SinkFile` in memory."""

    @property
    def size_bytes(self) -> int:
        """Length of the file."""
        return len(self.getbuffer())

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write at the position."""
        return super().write(data)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return bytes of the file; the position stays."""
        return bytes(self.getbuffer()[offset : offset + length])

    def write_at(self, offset: int, data: bytes) -> None:
        """Overwrite bytes of the file; the position stays."""
        self.getbuffer()[offset : offset + len(data)] = data


def trial(profile: Profile) -> str:
    """Record a test picture in this process; return "" when it came back, else what went wrong."""
    if profile.codec not in av.codecs_available:
        return "PyAV is built without it"
    words = _picture()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture(local=False) as said:
            delay, pictures = _there_and_back(profile, words)
    except (SinkError, OSError, ValueError, av.FFmpegError) as error:
        return next((text.strip() for _, _, text in said), str(error))
    finally:
        av.logging.set_level(None)
    if delay > _MOST_DELAY:
        return f"it holds back {delay} frames, which a crash would lose"
    if len(pictures) != FRAMES:
        return f"of {FRAMES} frames {len(pictures)} came back"
    wanted = np.stack([words >> shift & 0xFF for shift in (16, 8, 0)], axis=2)
    difference = float(np.abs(pictures[-1].astype(np.int16) - wanted.astype(np.int16)).mean())
    if difference > _MOST_ERROR:
        return f"the picture that came back is another one (mean difference {difference:.0f})"
    return ""


def _picture() -> Words:
    """Return a smooth picture in which no two corners are alike."""
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width].astype(np.uint32)
    red, green = x * 255 // SIZE.width, y * 255 // SIZE.height
    return np.ascontiguousarray(0xFF000000 | red << 16 | green << 8 | (255 - red), np.uint32)


def _there_and_back(profile: Profile, words: Words) -> tuple[int, list[NDArray[np.uint8]]]:
    """Return how many frames the encoder held back at most, and the decoded pictures."""
    options = options_of(profile, quality=None, preset=Preset.STANDARD)
    sink, file = MatroskaSink(profile, SIZE, options), MemoryFile()
    sink.begin(file, {})
    sink.draw(words, [Rect(0, 0, SIZE.width, SIZE.height)])
    delay = empty = 0
    for number in range(FRAMES):
        before = sink.encoded_bytes
        sink.write(number * 100, keyframe=number == 0)
        empty = empty + 1 if sink.encoded_bytes == before else 0
        delay = max(delay, empty)
    sink.finish((FRAMES - 1) * 100)
    file.seek(0)
    with av.open(file, "r") as container:
        return delay, [
            np.asarray(one.to_ndarray(format="rgb24"), np.uint8)
            for one in container.decode(video=0)
        ]


def main(arguments: list[str]) -> int:
    """Try the encoder of a card; print what went wrong; return 0 when nothing did."""
    video_format, choice = VideoFormat(arguments[0]), EncoderChoice(arguments[1])
    why = trial(CARDS[video_format][choice])
    if why:
        print(why)
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
