"""Reads the pictures that the user knows, each once in a process."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import numpy as np

from vncwall.framebuffer.known import KnownPicture
from vncwall.framebuffer.looks import uniform_look
from vncwall.rfb.codecs.png import draw_png
from vncwall.rfb.errors import DecodeError
from vncwall.states import PictureLook

logger = logging.getLogger(__name__)

MOST_BYTES = 64 << 20
MOST_PIXELS = 64 << 20
_SIZE = struct.Struct(">16x2I")
"""Signature, length and name of the first chunk, then width and height (PNG, 11.2.2)."""


class KnownPictures:
    """PNG files by path. One that cannot be used costs a warning and is never looked like."""

    def __init__(self) -> None:
        self._pictures: dict[str, tuple[int, KnownPicture | None]] = {}

    def get(self, path: str, written_ns: int = 0) -> KnownPicture | None:
        """Return the picture in a file, None: no path, or nothing of use in it.

        It is read again when it was written at another time than the last time.
        """
        if not path:
            return None
        known = self._pictures.get(path)
        if known is None or known[0] != written_ns:
            picture = None
            try:
                picture = read_known(Path(path))
            except (OSError, DecodeError, ValueError) as error:
                logger.warning("%s is no picture to compare with: %s", path, error)
            known = self._pictures[path] = (written_ns, picture)
        return known[1]


def read_known(path: Path) -> KnownPicture:
    """Read a PNG file.

    Raises:
        OSError: it cannot be read.
        DecodeError: it is no PNG picture, or an interlaced one.
        ValueError: it is too large, or has one colour only, as many desktops have.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES >> 20} MiB")
    if len(data) < _SIZE.size:
        raise DecodeError("PNG picture ends in its header")
    width, height = _SIZE.unpack_from(data)
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError(f"{width}x{height} pixels")
    words = np.empty((height, width), np.uint32)
    draw_png(data, words)
    if uniform_look(words) is not PictureLook.BUSY:
        raise ValueError("all of it has one colour")
    return KnownPicture(words)
