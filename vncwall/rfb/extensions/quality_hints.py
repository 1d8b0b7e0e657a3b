"""Compression, JPEG Quality (0-9 and 0-100) and Subsampling Levels (rfbproto): mere hints.

Beside compression level 0 stands Tight Encoding Without Zlib, for the servers that know it.
"""

from __future__ import annotations

from vncwall.rfb.constants import Encoding
from vncwall.rfb.extensions.base import Extension


class QualityHints(Extension):
    """Puts the picture's levels into SetEncodings."""

    def offers(self) -> tuple[int, ...]:
        """Return the levels that the picture asks for; no JPEG quality below 16 bits a pixel."""
        picture = self.desktop.picture
        levels: list[int] = []
        if picture.compression is not None:
            levels.append(Encoding.COMPRESSION_LEVEL_0 + _level(picture.compression))
        if self.desktop.has_jpeg and picture.jpeg_quality is not None:
            levels.append(Encoding.JPEG_QUALITY_LEVEL_0 + _level(picture.jpeg_quality))
        if self.desktop.has_jpeg and picture.fine_quality is not None:
            quality = min(100, max(0, picture.fine_quality))
            levels.append(Encoding.JPEG_FINE_QUALITY_LEVEL_0 + quality)
        if self.desktop.has_jpeg and picture.subsampling is not None:
            levels.append(picture.subsampling)
        if picture.compression == 0:
            levels.append(Encoding.TIGHT_WITHOUT_ZLIB)  # read anyway; asked for where it is wanted
        return tuple(levels)


def _level(value: int) -> int:
    return min(9, max(0, value))
