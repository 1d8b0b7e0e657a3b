"""Wire recordings (FBS 001.000), replayed through the same protocol core as a live connection.

A long one is sought in by its index (`recording.wire_index`), which is made in a thread while the
beginning is shown. Without it, going back means replaying from the beginning, which takes the time
of decoding and none of waiting.
"""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Thread

import numpy as np

from vncwall.errors import PlaybackError
from vncwall.playback.sources.base import Change, Frame, Source, SourceInfo
from vncwall.recording.fbs import FbsError, read_blocks
from vncwall.recording.replay import WireReplay
from vncwall.recording.wire_index import Place, WireIndex, make_index, read_index

_LARGE_BYTES = 4 << 20
"""A smaller recording is replayed in no time, and gets no index."""

logger = logging.getLogger(__name__)


def open_source(path: Path) -> RfbStreamSource:
    """Open a wire recording.

    Raises:
        PlaybackError: it is none, or its handshake needs the client's half.
    """
    return RfbStreamSource(path)


class RfbStreamSource(Source):
    """Replays a server's bytes into a framebuffer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes: list[Change] = []
        self._index: WireIndex | None = None
        self._is_closed = False
        try:
            self._replay = WireReplay(path)
        except FbsError as error:
            raise PlaybackError(str(error)) from error
        while not self._replay.has_picture and self._replay.step():
            pass
        if not self._replay.has_picture:
            trouble = f" ({self._replay.trouble})" if self._replay.trouble else ""
            raise PlaybackError(f"{path} holds no picture{trouble}")
        self._zero_ms = self._replay.changed_ms
        self._frame = self._take()
        changes = self.changes()
        self._duration_ms = max(1, changes[-1].time_ms)
        replay = self._replay
        self.info = SourceInfo(
            path,
            replay.connection.name or path.name,
            replay.framebuffer.size,
            self._duration_ms,
            None,
        )
        if path.stat().st_size >= _LARGE_BYTES:
            self._index = read_index(path)
            if self._index is None:
                Thread(target=self._make_index, name="index", daemon=True).start()

    def frame_at(self, time_ms: int) -> Frame:
        """See `Source.frame_at`; the last picture stays when the stream breaks off."""
        time_ms = max(0, time_ms)
        replay, wanted_ms = self._replay, time_ms + self._zero_ms
        place = self._index.before(wanted_ms) if self._index is not None else None
        is_behind = time_ms < self._frame.time_ms
        if place is not None and (is_behind or place.time_ms > replay.time_ms):
            self._jump(place)
        elif is_behind:
            replay.restart()
        while (next_ms := replay.next_ms) is not None and (
            not replay.has_picture or next_ms <= wanted_ms
        ):
            replay.step()
        if replay.is_changed:
            self._frame = self._take()
        return self._frame

    def changes(self) -> list[Change]:
        """See `Source.changes`: the blocks of the file, joined where their times are equal."""
        if not self._changes:
            sizes: dict[int, int] = {}
            try:
                for block in read_blocks(self._path, accept_truncated=True):
                    time_ms = max(0, block.time_ms - self._zero_ms)
                    sizes[time_ms] = sizes.get(time_ms, 0) + len(block.data)
            except FbsError:
                pass  # damaged further on: everything before is usable
            self._changes = [Change(*item) for item in sizes.items()]
        return self._changes

    def close(self) -> None:
        """See `Source.close`."""
        self._is_closed = True

    def _jump(self, place: Place) -> None:
        index = self._index
        assert index is not None
        try:
            self._replay.jump(index.beginning(place), place.offset, place.time_ms)
        except (FbsError, OSError) as error:
            logger.info("the index of %s is of no use: %s", self._path, error)
            self._index = None
            self._replay.restart()

    def _make_index(self) -> None:
        try:
            self._index = make_index(self._path, goes_on=lambda part: not self._is_closed)
        except (FbsError, OSError) as error:
            logger.info("no index of %s: %s", self._path, error)

    def _take(self) -> Frame:
        """Return the framebuffer as a frame (one copy)."""
        replay = self._replay
        replay.is_changed = False
        pixels = replay.framebuffer.pixels
        time_ms = max(0, replay.changed_ms - self._zero_ms)
        return Frame(time_ms, np.ascontiguousarray(pixels[:, :, 2::-1]))
