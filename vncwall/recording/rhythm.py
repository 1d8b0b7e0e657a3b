"""When a video gets a key frame, and when the last picture is written once more.

Recorders and whoever makes videos of what is recorded already (`recording.film`) go by the same
rules. Times are milliseconds since the beginning of the file.
"""

from __future__ import annotations

from vncwall.recording.sinks.base import Sink

_SPARSE = 6
_FRAMES_TO_DECODE = 100
"""A player that jumps gets through so many small frames in a fraction of a second."""
_FIRST_REPEAT_MS = 1_000
_LONGEST_REPEAT_MS = 30_000


class Keyframes:
    """Where players can jump to.

    A key frame is due `keyframe_s` after the last one when the frames since then take as many bytes
    as it did: key frames at most double a file. While little changes the distance grows to six
    times as much, and further until there are `_FRAMES_TO_DECODE` frames between two: a still
    screen has no key frame, and one on which a clock moves every minute has next to none.
    """

    def __init__(self, keyframe_s: float) -> None:
        """Begin with a file, whose first frame is one anyway."""
        self._distance_ms = keyframe_s * 1000
        self._last_ms = 0
        self._bytes = 0  # how large the last one was
        self._bytes_until = 0  # how large the frames were with it
        self._frames_until = 0  # how many they were

    def is_due(self, time_ms: int, sink: Sink) -> bool:
        """Whether the frame that `sink` is about to be given should be one."""
        passed_ms = time_ms - self._last_ms
        if sink.encoded_bytes - self._bytes_until >= self._bytes:
            return passed_ms >= self._distance_ms
        frames = sink.frames - self._frames_until
        return frames >= _FRAMES_TO_DECODE and passed_ms >= _SPARSE * self._distance_ms

    def written(self, time_ms: int, sink: Sink, *, before_bytes: int) -> None:
        """Take note of one; `before_bytes` is what the frames before it took."""
        self._last_ms = time_ms
        self._bytes_until, self._frames_until = sink.encoded_bytes, sink.frames
        self._bytes = sink.encoded_bytes - before_bytes


class Repetition:
    """When the last frame is written again: soon after a change, then ever more rarely.

    Attributes:
        due_ms: when it is next.
    """

    def __init__(self) -> None:
        self.due_ms = 0
        self._distance_ms = _FIRST_REPEAT_MS

    def changed(self, time_ms: int) -> None:
        """A frame that shows a change was written."""
        self._distance_ms = _FIRST_REPEAT_MS
        self.due_ms = time_ms + self._distance_ms

    def repeated(self, time_ms: int) -> None:
        """It was written again."""
        self._distance_ms = min(2 * self._distance_ms, _LONGEST_REPEAT_MS)
        self.due_ms = time_ms + self._distance_ms
