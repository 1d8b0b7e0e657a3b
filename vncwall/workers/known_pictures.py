"""Reads the pictures that the user knows, each once in a process."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import numpy as np

from vncwall.framebuffer.framebuffer import Words
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
        self._words: dict[str, tuple[int, Words | None]] = {}

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

    def words(self, path: str, written_ns: int = 0) -> Words | None:
        """Return the pixels of the picture in a file, (height, width), shared; else as `get`."""
        known = self._words.get(path)
        if known is None or known[0] != written_ns:
            words = None
            try:
                words = read_words(Path(path))
            except (OSError, DecodeError, ValueError) as error:
                logger.warning("%s is no picture to compare with: %s", path, error)
            known = self._words[path] = (written_ns, words)
        return known[1]


def read_known(path: Path) -> KnownPicture:
    """Read a PNG file of something that is to be recognised.

    Raises:
        OSError: it cannot be read.
        DecodeError: it is no PNG picture, or an interlaced one.
        ValueError: it is too large, or has one colour only, as many desktops have.
    """
    words = read_words(path)
    if uniform_look(words) is not PictureLook.BUSY:
        raise ValueError("all of it has one colour")
    return KnownPicture(words)


def read_words(path: Path) -> Words:
    """Return the pixels of a PNG file, (height, width).

    Raises:
        OSError: it cannot be read.
        DecodeError: it is no PNG picture, or an interlaced one.
        ValueError: it is too large.
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
    return words
