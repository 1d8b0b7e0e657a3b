"""VMware Cursor and VMware Cursor State pseudo-encodings (rfbproto)."""

from __future__ import annotations

import numpy as np

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.events import CursorChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.extensions.cursor import pixel_words, shape_of
from vncwall.rfb.link import Link
from vncwall.rfb.pixel_format import ALPHA
from vncwall.rfb.reader import Steps

_CLASSIC, _ALPHA = 0, 1
_VISIBLE = 1
_NO_ALPHA = 0x00FFFFFF
_INVERTED = 0xFF808080
"""Grey instead of the inverse of what is below, which a picture cannot say: seen on any ground."""


class VMwareCursor(Extension):
    """Reads shapes with alpha or with two masks, and hides the pointer on demand."""

    pseudo_encodings = (Encoding.VMWARE_CURSOR, Encoding.VMWARE_CURSOR_STATE)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self._shape = CursorChanged(0, 0, 0, 0, b"")
        self._is_visible = True

    def offers(self) -> tuple[int, ...]:
        """Return both while in control; otherwise the pointer stays in the picture."""
        return self.pseudo_encodings if self.link.wants_local_cursor else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read a shape or whether the pointer is to be seen."""
        if encoding == Encoding.VMWARE_CURSOR:
            self._shape = yield from self._read_shape(rect)
            if self._is_visible:
                self.link.emit(self._shape)
            return
        is_visible = bool((yield from self.link.reader.read_u16()) & _VISIBLE)
        if is_visible != self._is_visible:
            self._is_visible = is_visible
            self.link.emit(self._shape if is_visible else CursorChanged(0, 0, 0, 0, b""))

    def _read_shape(self, rect: Rect) -> Steps[CursorChanged]:
        limits, reader = self.desktop.limits, self.link.reader
        limits.check("VMware Cursor pixels", rect.area, limits.cursor_pixels)
        kind = (yield from reader.read(2))[0]
        if kind == _ALPHA:
            data = yield from reader.read(rect.area * 4)
            rgba = np.frombuffer(data, np.uint8).reshape(-1, 4)
            pixels = rgba[:, [2, 1, 0, 3]].tobytes()
        elif kind == _CLASSIC:
            translation = self.desktop.translation
            shape = (rect.area, translation.bytes_per_pixel)
            size = rect.area * translation.bytes_per_pixel
            and_data = yield from reader.read(size)
            xor_data = yield from reader.read(size)
            keeps = np.frombuffer(and_data, np.uint8).reshape(shape).any(axis=1)
            # Whether something is inverted is a matter of bits, not of their colour.
            inverts = np.frombuffer(xor_data, np.uint8).reshape(shape).any(axis=1)
            words = pixel_words(xor_data, translation) & np.uint32(_NO_ALPHA) | np.uint32(ALPHA)
            words[keeps & inverts] = _INVERTED
            words[keeps & ~inverts] = 0
            pixels = words.astype("<u4").tobytes()
        else:
            raise RemoteProtocolError(f"VMware Cursor cursor-type is {kind}")
        return CursorChanged(*shape_of(rect), rect.x, rect.y, pixels)
