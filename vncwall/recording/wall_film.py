"""The window itself as a video file: written by a process of its own, from a shared picture.

::

    the wall                                 the film's process
    publish(words, rects) -> shared memory ->  copy_since -> Sink -> FILE.mkv.part
    "changed at T" ----------- pipe -------->  (one frame at a time)
              <--------------- pipe ---------  "ready for the next"

The wall copies what has changed and goes on; while the process encodes nothing is sent, and what
changes meanwhile is in the next frame. The pipe's end is the film's end: if the wall dies the
process finishes the file. A window of another size begins another file.
"""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind, segment_name
from vncwall.ipc.shared_framebuffer import SharedFramebufferWriter
from vncwall.recording.film_messages import Ended, Frame
from vncwall.settings.model import RecordingSettings

logger = logging.getLogger(__name__)

FINISH_S = 10.0
"""Longest wait for the last frames and the disk."""
_WALL = -1
"""Number of a session that no session has."""


class WallFilm:
    """Films what it is shown until it is closed. Nothing here waits but `close`.

    Attributes:
        path: the file, or the first of them.
        error: why it ended by itself; "": it did not.
    """

    def __init__(self, path: Path, settings: RecordingSettings) -> None:
        """Start the process.

        Args:
            path: of the video; `.mkv`. A file that exists is never overwritten: the next free
                name is taken.
            settings: format, quality and most frames a second; a recording of the wire there is
                none of a window, it becomes H.264.

        Raises:
            OSError: no process can be started.
        """
        self.path = path
        self.error = ""
        self.paths: tuple[Path, ...] = ()
        """Finished files, once it is closed."""
        self._interval_ns = round(1e9 / settings.max_fps)
        self._next_ns = 0
        self._damage: list[Rect] = []
        self._writer: SharedFramebufferWriter | None = None
        self._size = Size(0, 0)
        self._generation = 0
        self._is_ready = True
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_run, args=(theirs, path, settings), name="vncwall-film", daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended by itself; `error` says why."""
        return bool(self.error)

    def note(self, rects: Sequence[Rect]) -> None:
        """Remember that these parts of the window look otherwise."""
        self._damage += rects

    def is_due(self, now_ns: int) -> bool:
        """Whether a picture would be taken now."""
        self._hear()
        return self._is_ready and not self.error and now_ns >= self._next_ns

    def show(self, words: Words, now_ns: int) -> None:
        """Take the window's picture as it is now; one copy of what has changed."""
        height, width = words.shape
        another = None
        if Size(width, height) != self._size:
            if not self._use(Size(width, height)):
                return
            assert self._writer is not None
            another = self._writer.descriptor
            self._damage = [Rect(0, 0, width, height)]
        whole = Rect(0, 0, width, height)
        rects = [rect.intersection(whole) for rect in dict.fromkeys(self._damage)]
        rects = [rect for rect in rects if not rect.is_empty]
        self._damage = []
        if not rects or self._writer is None:
            return
        if sum(rect.area for rect in rects) > whole.area:
            rects = [whole]
        self._writer.publish(words, rects)
        self._next_ns = now_ns + self._interval_ns
        try:
            self._pipe.send(Frame(now_ns, another))
            self._is_ready = False
        except OSError:
            self._hear()

    def close(self) -> tuple[Path, ...]:
        """End the film; return its files. Waits until they are whole on the disk."""
        with suppress(OSError):
            self._pipe.send(None)
        deadline = time.monotonic() + FINISH_S
        while not self.paths and not self.error and time.monotonic() < deadline:
            if self._pipe.poll(0.1):
                self._hear()
            elif not self._process.is_alive():
                self.error = "its process has died"
        self._process.join(1.0)
        if self._process.is_alive():
            self.error = self.error or f"the disk did not answer in {FINISH_S:.0f} s"
            self._process.kill()
        self._pipe.close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        return self.paths

    def _use(self, size: Size) -> bool:
        """Have shared memory of this size; return whether there is some."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._generation += 1
        kind = FramebufferKind.FULL
        # The film's own process number keeps it apart from every other film of this machine.
        name = segment_name(f"f{self._process.pid:x}", 0, kind, self._generation)
        descriptor = FramebufferDescriptor(
            _WALL, kind, self._generation, name, size.width, size.height
        )
        try:
            self._writer = SharedFramebufferWriter(descriptor)
        except OSError as error:
            self.error = f"no shared memory: {error.strerror}"
            return False
        self._size = size
        return True

    def _hear(self) -> None:
        try:
            while self._pipe.poll():
                said = self._pipe.recv()
                if isinstance(said, Ended):
                    self.paths, self.error = said.paths, said.error
                else:
                    self._is_ready = True
        except (OSError, EOFError):
            self.error = self.error or "its process has died"


def _run(pipe: Connection, path: Path, settings: RecordingSettings) -> None:
    # Encoders are loaded in that process alone.
    from vncwall.recording.film_process import film

    film(pipe, path, settings)
