"""Writes the bytes of a session's server to a file while the session runs."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.rfb.events import Connected
from vncwall.rfb.options import PictureOptions

logger = logging.getLogger(__name__)


class WireRecorder:
    """One FBS file a connection: the first under the given path, later ones numbered behind it.

    The file begins with a ServerInit that names the pixel format that the client asked for, since
    that is what the recorded updates are in. A disk that fails ends the recording, not the session.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._writer: FbsWriter | None = None
        self._start_ns = 0
        self._time_ns = 0
        self._count = 0

    @property
    def is_writing(self) -> bool:
        """Whether a file is open."""
        return self._writer is not None

    def connected(self, event: Connected, *, picture: PictureOptions, data: bytes) -> None:
        """Begin a file; `data` is what came behind ServerInit."""
        self.close()
        self._start_ns = self._time_ns
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = FbsWriter(self._free_path())
        except OSError as error:
            logger.error("no wire recording: %s", error)
            return
        name = event.name.encode()
        size = struct.pack(">HH", event.size.width, event.size.height)
        self._write(
            HANDSHAKE
            + size
            + picture.pixel_format.pack()
            + struct.pack(">I", len(name))
            + name
            + data
        )

    def bytes_received(self, data: bytes, *, time_ns: int) -> None:
        """Append what came; nothing before `connected`."""
        self._time_ns = time_ns
        if self._writer is not None:
            self._write(data)

    def close(self) -> None:
        """Close the file. Idempotent."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write(self, data: bytes) -> None:
        assert self._writer is not None
        try:
            self._writer.write(data, (self._time_ns - self._start_ns) // 1_000_000)
        except OSError as error:
            logger.error("wire recording %s ends: %s", self._writer.path, error)
            self.close()

    def _free_path(self) -> Path:
        while True:
            self._count += 1
            path = self._path
            if self._count > 1:
                path = path.with_name(f"{path.stem}_{self._count}{path.suffix}")
            if not path.exists():
                return path
