"""Cursor pseudo-encoding (RFC 6143, 7.8.1): the pointer's shape in pixels and a bitmask."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import CursorChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.pixel_format import ALPHA, Translation
from vncwall.rfb.reader import Steps

_NO_ALPHA = 0x00FFFFFF


class Cursor(Extension):
    """Reads shapes in the connection's pixel format."""

    pseudo_encodings = (Encoding.CURSOR,)

    def offers(self) -> tuple[int, ...]:
        """Return it while in control; otherwise the pointer stays in the picture."""
        return self.pseudo_encodings if self.link.wants_local_cursor else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read pixels and bitmask; x and y of the header are the hotspot."""
        limits = self.desktop.limits
        limits.check("Cursor pixels", rect.area, limits.cursor_pixels)
        # The translation is that of the format in use when the rectangle began.
        translation = self.desktop.translation
        data = yield from self.link.reader.read(rect.area * translation.bytes_per_pixel)
        mask = yield from self.link.reader.read(bitmap_size(rect))
        words = pixel_words(data, translation) & np.uint32(_NO_ALPHA)
        words |= unpack_bitmap(mask, rect).ravel().astype(np.uint32) * np.uint32(ALPHA)
        self.link.emit(
            CursorChanged(*shape_of(rect), rect.x, rect.y, words.astype("<u4").tobytes())
        )


def shape_of(rect: Rect) -> tuple[int, int]:
    """Return width and height of a cursor, (0, 0) when it has no pixels."""
    return (rect.width, rect.height) if rect.area else (0, 0)


def bitmap_size(rect: Rect) -> int:
    """Return the bytes of a bitmap whose rows are padded to whole bytes."""
    return (rect.width + 7) // 8 * rect.height


def unpack_bitmap(data: bytes, rect: Rect) -> NDArray[np.uint8]:
    """Return (height, width) of 0 and 1 from a bitmap of `bitmap_size(rect)` bytes."""
    rows = np.frombuffer(data, np.uint8).reshape(rect.height, (rect.width + 7) // 8)
    return np.unpackbits(rows, axis=1)[:, : rect.width]


def pixel_words(data: bytes, translation: Translation) -> NDArray[np.uint32]:
    """Return the canonical words of a run of PIXELs (one copy)."""
    if translation.bytes_per_pixel == 4:
        return np.frombuffer(data, "<u4").astype(np.uint32)
    index = np.frombuffer(data, "<u2" if translation.bytes_per_pixel == 2 else np.uint8)
    words: NDArray[np.uint32] = translation.table[index]
    return words
