"""Cursor With Alpha pseudo-encoding (rfbproto): a pointer of R, G, B and premultiplied alpha."""

from __future__ import annotations

import numpy as np

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import CursorChanged
from vncwall.rfb.extensions.alpha_pixels import read_pixels
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.extensions.cursor import shape_of
from vncwall.rfb.reader import Steps


class CursorWithAlpha(Extension):
    """Reads shapes with alpha.

    The pixels may come in any offered encoding that keeps the alpha; every server seen uses Raw.
    """

    pseudo_encodings = (Encoding.CURSOR_WITH_ALPHA,)

    def offers(self) -> tuple[int, ...]:
        """Return it while in control; otherwise the pointer stays in the picture."""
        return self.pseudo_encodings if self.link.wants_local_cursor else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the encoding and the pixels; x and y of the header are the hotspot."""
        limits = self.desktop.limits
        limits.check("Cursor With Alpha pixels", rect.area, limits.cursor_pixels)
        inner = yield from self.link.reader.read_s32()
        picture = yield from read_pixels(inner, rect, self.link.reader, self.desktop)
        pixels = picture.reshape(-1, 4)
        alpha = pixels[:, 3:].astype(np.uint16)
        straight = pixels[:, 2::-1].astype(np.uint16) * 255 // np.maximum(alpha, 1)
        out = np.empty((len(pixels), 4), np.uint8)
        out[:, :3] = np.minimum(straight, 255)
        out[:, 3:] = alpha
        self.link.emit(CursorChanged(*shape_of(rect), rect.x, rect.y, out.tobytes()))
