"""The process that writes a film of the window: see `recording.wall_film`."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from vncwall import __version__
from vncwall.errors import SinkError
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.geometry import Size
from vncwall.ipc.descriptor import FramebufferDescriptor
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.recording.film_messages import Ended, Frame, Ready
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.base import Sink
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import RecordingSettings, VideoFormat

_STILL_S = 1.0
"""How often a file is told that its last frame is still shown."""
_KEYFRAME_MS = 10_000
_NICE = 5
_MS = 1_000_000


class _Files:
    """The film's process: one file after the other."""

    def __init__(self, path: Path, settings: RecordingSettings) -> None:
        self._path = path
        self._settings = settings
        self._reader: SharedFramebufferReader | None = None
        self._words: Words = np.empty((0, 0), np.uint32)
        self._serial = 0
        self._sink: Sink | None = None
        self._file: PartFile | None = None
        self._begun_ns = 0
        self._key_ms = 0
        self._last_ms = 0
        self.paths: list[Path] = []

    def take(self, frame: Frame) -> None:
        """Write one frame."""
        if frame.another is not None:
            self.finish(frame.time_ns)
            self._begin(frame.another, frame.time_ns)
        if self._reader is None or self._sink is None:
            return
        self._serial, rects = self._reader.copy_since(self._serial, self._words)
        if self._sink.draw(self._words, rects) or not self._sink.frames:
            time_ms = max(self._last_ms + 1, (frame.time_ns - self._begun_ns) // _MS)
            if not self._sink.frames:
                time_ms = 0
            is_key = time_ms - self._key_ms >= _KEYFRAME_MS
            self._sink.write(time_ms, keyframe=is_key)
            self._last_ms = time_ms
            if is_key:
                self._key_ms = time_ms

    def rest(self) -> None:
        """Say in the file that its last frame is still shown."""
        if self._sink is not None and self._sink.frames:
            self._sink.extend((time.monotonic_ns() - self._begun_ns) // _MS)

    def finish(self, time_ns: int) -> None:
        """Close the present file, if there is one, and give it its name."""
        sink, file, reader = self._sink, self._file, self._reader
        self._sink = self._file = self._reader = None
        if reader is not None:
            reader.close()
        if sink is not None and file is not None:
            if sink.frames:
                sink.finish(max(self._last_ms + 1, (time_ns - self._begun_ns) // _MS))
                self.paths.append(file.finish())
            else:
                sink.abandon()
                file.discard()
            sink.close()

    def _begin(self, descriptor: FramebufferDescriptor, time_ns: int) -> None:
        size = Size(descriptor.width, descriptor.height)
        self._reader = SharedFramebufferReader(descriptor)
        self._words = np.full((size.height, size.width), BLACK, np.uint32)
        self._serial, self._last_ms, self._key_ms = 0, 0, 0
        settings = self._settings
        wanted = settings.format
        self._sink = open_sink(
            VideoFormat.H264 if wanted is VideoFormat.WIRE else wanted,
            size,
            quality=settings.quality,
            preset=settings.preset,
            encoder=settings.encoder,
        )
        self._file = PartFile(self._path)
        self._begun_ns = time_ns
        begun = datetime.now(UTC).isoformat(timespec="seconds")
        self._sink.begin(
            self._file,
            {"title": "vncwall", "creation_time": begun, "encoded_by": f"vncwall {__version__}"},
        )


def film(pipe: Connection, path: Path, settings: RecordingSettings) -> None:
    """Film until the pipe says so or ends."""
    # The wall decides when it ends: signals reach all processes of a terminal or of a service.
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)}:
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    files = _Files(path, settings)
    error = ""
    try:
        _serve(pipe, files)
        files.finish(time.monotonic_ns())
    except (SinkError, OSError) as fault:
        error = str(fault)
        with suppress(SinkError, OSError):
            files.finish(time.monotonic_ns())
    with suppress(OSError):
        pipe.send(Ended(tuple(files.paths), error))


def _serve(pipe: Connection, files: _Files) -> None:
    while True:
        if not pipe.poll(_STILL_S):
            files.rest()
            continue
        try:
            frame = pipe.recv()
        except (EOFError, OSError):
            return
        if frame is None:
            return
        files.take(frame)
        pipe.send(Ready())
