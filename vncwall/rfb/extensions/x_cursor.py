"""X Cursor pseudo-encoding (rfbproto): a pointer of two colours."""

from __future__ import annotations

import numpy as np

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import CursorChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.extensions.cursor import bitmap_size, shape_of, unpack_bitmap
from vncwall.rfb.pixel_format import ALPHA
from vncwall.rfb.reader import Steps


class XCursor(Extension):
    """Reads two-coloured shapes."""

    pseudo_encodings = (Encoding.X_CURSOR,)

    def offers(self) -> tuple[int, ...]:
        """Return it while in control; otherwise the pointer stays in the picture."""
        return self.pseudo_encodings if self.link.wants_local_cursor else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read colours, bitmap and bitmask; an empty cursor has none of them."""
        limits = self.desktop.limits
        limits.check("X Cursor pixels", rect.area, limits.cursor_pixels)
        pixels = b""
        if rect.area:
            colours = yield from self.link.reader.read(6)
            bitmap = yield from self.link.reader.read(bitmap_size(rect))
            mask = yield from self.link.reader.read(bitmap_size(rect))
            primary = int.from_bytes(colours[:3], "big")
            secondary = int.from_bytes(colours[3:], "big")
            words = np.where(
                unpack_bitmap(bitmap, rect) == 1, np.uint32(primary), np.uint32(secondary)
            )
            words |= unpack_bitmap(mask, rect).astype(np.uint32) * np.uint32(ALPHA)
            pixels = words.astype("<u4").tobytes()
        self.link.emit(CursorChanged(*shape_of(rect), rect.x, rect.y, pixels))
