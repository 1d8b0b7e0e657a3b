"""Pictures and their times into a video, as a recorder writes them, but not in real time.

For what is recorded already: a recording of the wire, parts of other videos. The rules for frames,
repetitions and key frames are those of `recording.recorder` (`recording.rhythm`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.composition import Composition
from vncwall.recording.pointer import Pointer
from vncwall.recording.rhythm import Keyframes, Repetition
from vncwall.recording.sinks import open_sink
from vncwall.recording.sinks.base import Sink, SinkFile
from vncwall.settings.model import RecordingSettings


class Film:
    """One file that is being made. Times are milliseconds since its beginning, and rise.

    Attributes:
        frames: written so far.
        end_ms: up to when it is shown, once it is finished.
    """

    def __init__(
        self,
        file: SinkFile,
        settings: RecordingSettings,
        desktop: Size,
        name: str,
        *,
        start_ns: int,
        metadata: Mapping[str, str],
    ) -> None:
        """Begin a file; the first picture is to be drawn next.

        Args:
            file: to write to; stays open.
            settings: format, quality, frames, masks, stamp and size of the video.
            desktop: size of the first picture; later ones are fitted into it.
            name: of the host, for the stamp.
            start_ns: wall time of the beginning, for the stamp.
            metadata: tags of the file.

        Raises:
            SinkError: the codec or the file refuses.
        """
        self._composition = Composition(settings, desktop, name, Pointer())
        self._sink: Sink = open_sink(settings, self._composition.size)
        self._sample_ms = 1000 / max(settings.max_fps, 0.01)
        self._keyframes = Keyframes(settings.keyframe_s)
        self._repetition = Repetition()
        self._start_ns = start_ns
        self._is_changed = False
        self._change_ms = 0
        self._last_ms = -1
        self.end_ms = 0
        self._sink.begin(file, metadata)

    @property
    def frames(self) -> int:
        """Frames that were written."""
        return self._sink.frames

    def draw(self, words: Words, damage: Sequence[Rect], time_ms: int) -> None:
        """Show `words` from `time_ms` on.

        Args:
            words: (height, width), the whole desktop.
            damage: where it differs from what was drawn before.
            time_ms: of the change.
        """
        self.advance(time_ms)
        height, width = words.shape
        if (width, height) != (self._composition.desktop.width, self._composition.desktop.height):
            self._composition.fit(Size(width, height))
            damage = [Rect(0, 0, width, height)]
        frame, rects = self._composition.draw(words, damage)
        if rects and self._sink.draw(frame, rects):
            self._is_changed, self._change_ms = True, time_ms
        if self._last_ms < 0:
            self._write(0, keyframe=True)

    def advance(self, until_ms: int) -> None:
        """Write what is due before `until_ms`: nothing new is drawn earlier."""
        if self._last_ms < 0:
            return
        if self._is_changed:
            due_ms = max(self._change_ms, round(self._last_ms + self._sample_ms))
            if due_ms >= until_ms:
                return
            self._write(due_ms, keyframe=self._keyframes.is_due(due_ms, self._sink))
        while self._repetition.due_ms < until_ms:
            due_ms = self._repetition.due_ms
            self._put(due_ms)
            self._repetition.repeated(due_ms)

    def finish(self, end_ms: int) -> None:
        """Show the last picture until `end_ms` and close the container.

        Raises:
            SinkError: the codec or the file refuses.
        """
        if self._is_changed:
            self._write(max(self._change_ms, self._last_ms + 1))
        self.advance(end_ms)
        self.end_ms = max(end_ms, self._last_ms + 1)
        self._sink.finish(self.end_ms)

    def close(self) -> None:
        """Let go of the codec, finished or not. Idempotent."""
        self._sink.close()

    def _write(self, time_ms: int, *, keyframe: bool = False) -> None:
        """Write a frame that shows a change."""
        before_bytes = self._sink.encoded_bytes
        self._put(time_ms, keyframe=keyframe)
        if keyframe:
            self._keyframes.written(time_ms, self._sink, before_bytes=before_bytes)
        self._is_changed = False
        self._repetition.changed(time_ms)

    def _put(self, time_ms: int, *, keyframe: bool = False) -> None:
        if rects := self._composition.stamp(self._start_ns + time_ms * 1_000_000):
            self._sink.draw(self._composition.words, rects)
        self._sink.write(time_ms, keyframe=keyframe)
        self._last_ms = time_ms
