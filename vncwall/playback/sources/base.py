"""What the player wants of a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Size

Picture = NDArray[np.uint8]  # (height, width, 3), red, green, blue


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a file says about itself."""

    path: Path
    title: str
    """Name of the recorded host; of a foreign file its own title or its name."""
    size: Size
    duration_ms: int
    start_ns: int | None
    """Wall time of its beginning, nanoseconds since the Unix epoch; None: not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One state of the picture. Two frames are the same only when they are the same object."""

    time_ms: int
    """From when on it is shown."""
    picture: Picture
    """Not to be written to."""


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which the picture changed, and how much was stored for it."""

    time_ms: int
    size_bytes: int


class Source(ABC):
    """An open file. Times are milliseconds since its beginning. Not safe for threads."""

    info: SourceInfo

    @abstractmethod
    def frame_at(self, time_ms: int) -> Frame:
        """Return the frame that is shown at `time_ms`: the last one that is not later.

        Before the first frame that is the first one. Asked again without a change in between,
        the answer is the same object.

        Raises:
            PlaybackError: nothing can be decoded there.
        """

    @abstractmethod
    def changes(self) -> list[Change]:
        """Return all moments at which the picture changed, in order; may take a while at first."""

    @abstractmethod
    def close(self) -> None:
        """Close the file."""
