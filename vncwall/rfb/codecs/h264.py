"""H.264 streams (ITU-T H.264, annex B) through PyAV, which is loaded with the first of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vncwall.rfb.errors import LimitExceeded

Pixels = NDArray[np.uint8]  # (height, width, 4) BGRA

logger = logging.getLogger(__name__)

_START = re.compile(rb"\x00\x00\x01")
_SLICE, _IDR, _SEI, _SPS, _PPS, _DELIMITER = 1, 5, 6, 7, 8, 9
_BEFORE_PICTURE = frozenset((_SEI, _SPS, _PPS, _DELIMITER))


@cache
def is_available() -> bool:
    """Whether PyAV is installed; it is not loaded to find out."""
    return find_spec("av") is not None


class H264Stream:
    """One stream: what came before is needed for what comes next."""

    def __init__(self, maximum_pixels: int) -> None:
        import av
        from av.codec.context import Flags

        self._av = av
        # mypy knows the class only with the library's stubs.
        self._context: Any = av.CodecContext.create("h264", "r")
        # Each picture is wanted at once; threads would hold some back, and there are many streams.
        self._context.thread_count = 1
        self._context.flags |= Flags.low_delay
        # libavcodec looks at it before it allocates a picture.
        self._context.options = {"max_pixels": str(maximum_pixels)}

    def decode(self, data: bytes, most: int) -> Pixels | None:
        """Return the last picture in `data`, a number of whole pictures; None without any.

        A picture that cannot be decoded is left out: the next key picture mends it (rfbproto,
        Open H.264 Encoding).

        Raises:
            LimitExceeded: more than `most` pictures; a few bytes may be one that takes long.
        """
        frame = None
        for number, unit in enumerate(access_units(data), 1):
            if number > most:
                raise LimitExceeded("Open H.264 pictures", number, most)
            try:
                for decoded in self._context.decode(self._av.Packet(unit)):
                    frame = decoded
            except self._av.FFmpegError as error:
                logger.debug("H.264 picture of %d bytes left out: %s", len(unit), error)
        if frame is None:
            return None
        try:
            pixels: Pixels = frame.to_ndarray(format="bgra")
        except (self._av.FFmpegError, ValueError) as error:  # a colour matrix that it has not
            logger.debug("H.264 picture in %s left out: %s", frame.format.name, error)
            return None
        return pixels


def access_units(data: bytes) -> Iterator[bytes]:
    """Cut an annex B stream into pictures (ITU-T H.264, 7.4.1.2.3).

    A picture begins with a delimiter, a parameter set or SEI, or with the slice that holds its
    first macroblock, after a slice of another.
    """
    begin = 0
    has_slice = False
    for found in _START.finditer(data):
        at = found.end()
        if len(data) - at < 2:
            break
        kind = data[at] & 0x1F
        is_slice = kind in (_SLICE, _IDR)
        # first_mb_in_slice is an Exp-Golomb code, and 0 is the bit 1.
        is_first = data[at + 1] & 0x80 if is_slice else kind in _BEFORE_PICTURE
        if has_slice and is_first:
            end = found.start()
            if end > begin and data[end - 1] == 0:
                end -= 1  # the start code has four bytes
            yield data[begin:end]
            begin, has_slice = end, False
        has_slice |= is_slice
    if begin < len(data):
        yield data[begin:]
