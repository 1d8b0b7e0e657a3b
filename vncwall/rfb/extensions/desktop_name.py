"""DesktopName pseudo-encoding (rfbproto)."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import DesktopNameChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import decode_text
from vncwall.rfb.reader import Steps


class DesktopName(Extension):
    """Follows the desktop's name."""

    pseudo_encodings = (Encoding.DESKTOP_NAME,)

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the new name."""
        limits = self.desktop.limits
        size = yield from self.link.reader.read_u32()
        limits.check("DesktopName name-length", size, limits.name_bytes)
        name = decode_text((yield from self.link.reader.read(size)))
        if name != self.desktop.name:
            self.desktop.name = name
            self.link.emit(DesktopNameChanged(name))
