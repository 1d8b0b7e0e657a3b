"""A film whose frames carry their numbers, so that each frame of a recording finds its truth.

Two corners of a frame show its number in black and white squares. Where they differ, a picture
holds parts of two frames. The film is stored as RGB without loss, so that the pixels which a player
shows are its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.pictures import Picture
from vncwall.geometry import Size

FPS = 25
SIZE = Size(1280, 720)
SQUARE = 16
_NUMBER_BITS, _CHECK_BITS = 12, 4
_BITS = _NUMBER_BITS + _CHECK_BITS
_SALT = 0b1001
MARK = Size(_BITS * SQUARE, SQUARE)
"""Of the row of squares; one begins at the upper left corner, one ends at the lower right."""
UNREADABLE = -1


def mark(picture: Picture, number: int) -> None:
    """Draw the number into two corners of a frame of `SIZE`."""
    value = number << _CHECK_BITS | _check(number)
    bits = [255 * (value >> bit & 1) for bit in range(_BITS)]
    row = np.repeat(np.array(bits, np.uint8), SQUARE)[None, :, None]
    picture[:SQUARE, : MARK.width] = row
    picture[-SQUARE:, -MARK.width :] = row


def numbers(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Return what the upper and the lower corner say, or `UNREADABLE`.

    Args:
        picture: a frame, (height, width) of its luma or (height, width, 3).
    """
    return _read(picture[SQUARE // 2, : MARK.width]), _read(picture[-SQUARE // 2, -MARK.width :])


def make(source: Path, path: Path) -> Path:
    """Write `source`, a film of `SIZE`, with numbers to `path`, if it is not there; return it."""
    if path.exists():
        return path
    unfinished = path.with_suffix(".part.avi")
    with av.open(str(source)) as film, av.open(str(unfinished), "w") as container:
        stream = container.add_stream("utvideo", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = SIZE.width, SIZE.height, "gbrp"
        for number, frame in enumerate(film.decode(video=0)):
            picture = frame.to_ndarray(format="rgb24")
            mark(picture, number)
            numbered = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="gbrp")
            numbered.pts, numbered.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(numbered))
        container.mux(stream.encode(None))
    unfinished.rename(path)
    return path


def frames(path: Path, wanted: Collection[int]) -> Iterator[tuple[int, Picture]]:
    """Yield frames of the film by number, in their order; each is decoded alone."""
    with av.open(str(path)) as container:
        for number, packet in enumerate(container.demux(video=0)):
            if number in wanted:
                for frame in packet.decode():
                    yield number, frame.to_ndarray(format="rgb24")


def _read(samples: NDArray[np.uint8]) -> int:
    bits = samples.reshape(_BITS, SQUARE, -1)[:, SQUARE // 2].mean(axis=1) > 127
    value = sum(1 << int(bit) for bit in np.flatnonzero(bits))
    number = value >> _CHECK_BITS
    return number if _check(number) == value & ((1 << _CHECK_BITS) - 1) else UNREADABLE


def _check(number: int) -> int:
    return (number ^ number >> 4 ^ number >> 8 ^ _SALT) & 15
