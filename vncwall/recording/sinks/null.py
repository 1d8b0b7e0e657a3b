"""A sink that keeps nothing but a list of what it was told: for tests and for measuring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vncwall.errors import SinkError
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.geometry import Rect, Size
from vncwall.recording.sinks.base import Sink, SinkFile


class NullSink(Sink):
    """Remembers calls.

    Attributes:
        calls: ("begin",), ("write", ms, keyframe), ("extend", ms), ("finish", ms), ("abandon",).
        picture: the desktop as drawn.
        frame_bytes: what a key frame and what another frame is said to take.
        fail: the text of the error that the next `write` raises; "" for none.
    """

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.calls: list[tuple[object, ...]] = []
        self.picture: Words = np.full((size.height, size.width), BLACK, np.uint32)
        self.metadata: Mapping[str, str] = {}
        self.frame_bytes = (1000, 1000)
        self.fail = ""

    def draw(self, words: Words, rects: Sequence[Rect]) -> bool:
        """Copy `rects`; say whether a pixel differs."""
        changed = False
        for rect in rects:
            where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
            changed = changed or bool((self.picture[where] != words[where]).any())
            self.picture[where] = words[where]
        return changed

    def begin(self, file: SinkFile, metadata: Mapping[str, str]) -> None:
        """Note it, and write one byte so that the file is not empty."""
        file.write(b".")
        self.metadata = metadata
        self.frames = self.encoded_bytes = 0
        self.calls.append(("begin",))

    def write(self, time_ms: int, *, keyframe: bool = False) -> None:
        """Note it, or fail as told."""
        if self.fail:
            text, self.fail = self.fail, ""
            raise SinkError(text)
        self.frames += 1
        self.encoded_bytes += self.frame_bytes[0 if keyframe else 1]
        self.calls.append(("write", time_ms, keyframe))

    def extend(self, time_ms: int) -> None:
        """Note it."""
        self.calls.append(("extend", time_ms))

    def finish(self, time_ms: int) -> None:
        """Note it."""
        self.calls.append(("finish", time_ms))

    def abandon(self) -> None:
        """Note it."""
        self.calls.append(("abandon",))
