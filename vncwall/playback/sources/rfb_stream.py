"""Wire recordings (FBS 001.000), replayed through the same protocol core as a live connection.

There are no key frames: going back means replaying from the beginning, which takes the time of
decoding and none of waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vncwall.errors import PlaybackError
from vncwall.playback.sources.base import Change, Frame, Source, SourceInfo
from vncwall.recording.fbs import HANDSHAKE, Block, FbsError, read_blocks
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import (
    Connected,
    ConnectionFailed,
    DesktopResized,
    Event,
    FramebufferUpdated,
)
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import PixelFormat

_FORMAT_AT = len(HANDSHAKE) + 4
_FORMAT_BYTES = 16


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
        self._blocks: Iterator[Block] = iter(())
        self._pending: Block | None = None
        head = bytearray()
        last_ms = 0
        for block in self._read():
            if len(head) < _FORMAT_AT + _FORMAT_BYTES:
                head += block.data
            last_ms = block.time_ms
        if len(head) < _FORMAT_AT + _FORMAT_BYTES:
            raise PlaybackError(f"{path} ends before the first picture")
        if not head.startswith(HANDSHAKE):
            raise PlaybackError(
                f"{path} begins with a handshake ({bytes(head[:11])!r}) that cannot be replayed "
                "without the client's half; only version 3.3 without a password can"
            )
        try:
            self._format = PixelFormat.unpack(bytes(head[_FORMAT_AT : _FORMAT_AT + _FORMAT_BYTES]))
        except Exception as error:
            raise PlaybackError(f"{path}: {error}") from error
        self._restart()
        while not self._has_picture:
            if not self._feed():
                raise PlaybackError(f"{path} holds no picture" + self._trouble())
        self._frame = self._take()
        self._duration_ms = max(1, last_ms - self._zero_ms)
        self.info = SourceInfo(
            path,
            self._connection.name or path.name,
            self._connection.framebuffer.size,
            self._duration_ms,
            None,
        )

    def frame_at(self, time_ms: int) -> Frame:
        """See `Source.frame_at`; the last picture stays when the stream breaks off."""
        time_ms = max(0, time_ms)
        if time_ms < self._frame.time_ms:
            self._restart()
        while self._pending is not None and (
            not self._has_picture or self._pending.time_ms - self._zero_ms <= time_ms
        ):
            if not self._feed():
                break
        if self._is_changed:
            self._frame = self._take()
        return self._frame

    def changes(self) -> list[Change]:
        """See `Source.changes`: the blocks of the file, joined where their times are equal."""
        if not self._changes:
            sizes: dict[int, int] = {}
            for block in self._read():
                time_ms = max(0, block.time_ms - self._zero_ms)
                sizes[time_ms] = sizes.get(time_ms, 0) + len(block.data)
            self._changes = [Change(*item) for item in sizes.items()]
        return self._changes

    def close(self) -> None:
        """See `Source.close`."""
        self._blocks = iter(())
        self._pending = None

    def _read(self) -> Iterator[Block]:
        try:
            yield from read_blocks(self._path, accept_truncated=True)
        except FbsError as error:
            if error.offset == 0:
                raise PlaybackError(str(error)) from error
            # Damaged further on: everything before is usable.

    def _restart(self) -> None:
        picture = PictureOptions(pixel_format=self._format)
        self._connection = Connection(ConnectionOptions(picture=picture, local_cursor=True))
        self._blocks = self._read()
        self._pending = next(self._blocks, None)
        self._zero_ms = 0
        self._time_ms = 0
        self._has_picture = False
        self._is_changed = False
        self._error = ""

    def _feed(self) -> bool:
        """Give the next block to the connection; False when there is none or it failed."""
        block = self._pending
        if block is None:
            return False
        self._connection.receive_data(block.data)
        self._connection.data_to_send()
        for event in self._connection.events():
            self._note(event, block)
        self._pending = None if self._error else next(self._blocks, None)
        return not self._error

    def _note(self, event: Event, block: Block) -> None:
        match event:
            case Connected():
                self._connection.request_update(incremental=False)
                self._connection.data_to_send()
            case FramebufferUpdated():
                if not self._has_picture:
                    self._has_picture = True
                    self._zero_ms = block.time_ms
                self._is_changed = True
                self._time_ms = block.time_ms - self._zero_ms
            case DesktopResized():
                self._is_changed = True
            case ConnectionFailed(error=error):
                self._error = str(error)

    def _trouble(self) -> str:
        return f" ({self._error})" if self._error else ""

    def _take(self) -> Frame:
        """Return the framebuffer as a frame (one copy)."""
        self._is_changed = False
        pixels = self._connection.framebuffer.pixels
        return Frame(self._time_ms, np.ascontiguousarray(pixels[:, :, 2::-1]))
