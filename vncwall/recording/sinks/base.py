"""The interface of everything that a recorder writes to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size


class SinkFile(Protocol):
    """The open file of a segment, as `recording.segments.PartFile` is."""

    @property
    def size_bytes(self) -> int:
        """Length of the file."""

    def write(self, data: bytes) -> int:
        """Write at the position; return the number of bytes."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move the position; return it."""

    def tell(self) -> int:
        """Return the position."""

    def read_at(self, offset: int, length: int) -> bytes:
        """Return bytes of the file; the position stays."""

    def write_at(self, offset: int, data: bytes) -> None:
        """Overwrite bytes of the file; the position stays."""


class Sink(ABC):
    """A picture of one fixed size, and the file that its states are written to, one at a time.

    The picture outlives the file: `begin` ... `finish` may be repeated, and each file begins with
    the picture as it is. Not safe for threads; one thread at a time uses a sink.

    Attributes:
        size: the desktop, in pixels.
        frames: written to the present file.
        encoded_bytes: size of those frames.
        suffix: of the file name, with the dot.
    """

    suffix = ".mkv"

    def __init__(self, size: Size) -> None:
        self.size = size
        self.frames = 0
        self.encoded_bytes = 0

    @abstractmethod
    def draw(self, words: Words, rects: Sequence[Rect]) -> bool:
        """Bring `rects` of the picture up to date from a whole desktop of canonical words.

        Returns:
            Whether any sample of the picture became different.
        """

    @abstractmethod
    def begin(self, file: SinkFile, metadata: Mapping[str, str]) -> None:
        """Start a file; its first frame will be one that a player can seek to.

        Raises:
            SinkError: the codec or the file refuses.
        """

    @abstractmethod
    def write(self, time_ms: int, *, keyframe: bool = False) -> None:
        """Add the picture, shown from `time_ms` on; times rise from frame to frame.

        Raises:
            SinkError: the codec or the file refuses; the file is as it was left.
        """

    @abstractmethod
    def extend(self, time_ms: int) -> None:
        """Say in the file that the last frame is shown until `time_ms`, at next to no cost.

        Raises:
            SinkError: the file refuses.
        """

    @abstractmethod
    def finish(self, time_ms: int) -> None:
        """Close the container; the file itself stays open and is its owner's.

        The last frame is shown until `time_ms`.

        Raises:
            SinkError: the codec or the file refuses.
        """

    @abstractmethod
    def abandon(self) -> None:
        """Let go of the file without writing to it again. Never raises."""

    def close(self) -> None:
        """Release the picture and the codec."""
        self.abandon()


class SinkFactory(Protocol):
    """Makes the sink for a desktop size."""

    def __call__(self, size: Size) -> Sink:
        """Return a sink whose picture is black."""
