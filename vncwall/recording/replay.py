"""A wire recording played into a framebuffer, through the same protocol core as a live connection.

Forward only; going elsewhere is beginning anew at the file's start or at a place of its index
(`recording.wire_index`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.recording.fbs import HANDSHAKE, SIGNATURE, Block, FbsError, read_blocks
from vncwall.rfb.connection import Connection
from vncwall.rfb.decoders import DECODERS
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
_HEAD_BYTES = _FORMAT_AT + PixelFormat.SIZE


class WireReplay:
    """One recording at one moment.

    Attributes:
        connection: the protocol core, with the framebuffer as it is at this moment.
        time_ms: of the last block that was fed.
        changed_ms: of the last block that changed the picture.
        offset: in the file, of the next block.
        has_picture: whether an update was drawn since the beginning.
        is_changed: whether one was since this was last set to false.
        trouble: why nothing more can be fed though the file goes on; "": nothing is wrong.
    """

    def __init__(self, path: Path, *, keeps_history: bool = False) -> None:
        """Open a recording, at its beginning.

        Args:
            path: the file; one whose writer died plays as far as it goes.
            keeps_history: have `Connection.resume_point` work with all encodings.

        Raises:
            FbsError: it is no wire recording, or its handshake needs the client's half.
            OSError: it cannot be read.
        """
        self.path = path
        self._keeps_history = keeps_history
        self.trouble = ""
        head = bytearray()
        for block in self._read(len(SIGNATURE)):
            head += block.data
            if len(head) >= _HEAD_BYTES:
                break
        if len(head) < _HEAD_BYTES:
            raise FbsError(os.fspath(path), 0, "ends before the first picture")
        self._format = _format_of(path, bytes(head))
        self.restart()

    def restart(self) -> None:
        """Go back to the beginning."""
        self._begin(self._format, len(SIGNATURE), 0)

    def jump(self, beginning: bytes, offset: int, time_ms: int) -> None:
        """Go to a place in the middle.

        Args:
            beginning: what a player must be shown there (`recording.opening`).
            offset: of the block that follows.
            time_ms: of the place.

        Raises:
            FbsError: `beginning` is not one.
        """
        self._begin(_format_of(self.path, beginning), offset, time_ms)
        self._feed(beginning)

    @property
    def framebuffer(self) -> Framebuffer:
        """The desktop; another object after each change of its size."""
        return self.connection.framebuffer

    @property
    def next_ms(self) -> int | None:
        """Time of the next block; None: there is none, or it cannot be fed."""
        if self._next is None or self.trouble:
            return None
        return self._next.time_ms

    def step(self) -> bool:
        """Feed the next block; return whether there was one."""
        block = self._next
        if block is None or self.trouble:
            return False
        self.time_ms = block.time_ms
        self._feed(block.data)
        self._advance()
        return True

    def _begin(self, pixel_format: PixelFormat, offset: int, time_ms: int) -> None:
        # What the recorded client had asked for is not known: everything is read.
        picture = PictureOptions(pixel_format=pixel_format)
        also_read = frozenset(int(number) for number in DECODERS)
        options = ConnectionOptions(picture=picture, local_cursor=True, also_read=also_read)
        self.connection = Connection(options)
        if self._keeps_history:
            self.connection.keep_history()
        self._blocks = self._read(offset)
        self.offset = offset
        self.time_ms = self.changed_ms = time_ms
        self.has_picture = False
        self.is_changed = False
        self.trouble = ""
        self._advance()

    def _advance(self) -> None:
        self._next = next(self._blocks, None)
        if self._next is not None:
            self.offset = self._next.offset

    def _feed(self, data: bytes) -> None:
        self.connection.receive_data(data)
        self.connection.data_to_send()
        for event in self.connection.events():
            self._note(event)

    def _note(self, event: Event) -> None:
        match event:
            case Connected():
                self.connection.request_update(incremental=False)
                self.connection.data_to_send()
            case FramebufferUpdated(damage=damage):
                if damage:
                    self.has_picture = self.is_changed = True
                    self.changed_ms = self.time_ms
            case DesktopResized():
                self.is_changed = True
                self.changed_ms = self.time_ms
            case ConnectionFailed(error=error):
                self.trouble = str(error)

    def _read(self, offset: int) -> Iterator[Block]:
        try:
            yield from read_blocks(self.path, accept_truncated=True, offset=offset)
        except FbsError as error:
            if error.offset == 0:
                raise
            # Damaged further on: everything before is usable.


def _format_of(path: Path, head: bytes) -> PixelFormat:
    if not head.startswith(HANDSHAKE):
        raise FbsError(
            os.fspath(path),
            0,
            f"begins with a handshake ({head[:11]!r}) that cannot be replayed "
            "without the client's half; only version 3.3 without a password can",
        )
    pixel_format = PixelFormat.unpack(head[_FORMAT_AT:_HEAD_BYTES])
    try:
        Connection(ConnectionOptions(picture=PictureOptions(pixel_format=pixel_format)))
    except Exception as error:
        raise FbsError(os.fspath(path), 0, str(error)) from error
    return pixel_format
