"""DesktopSize pseudo-encoding (rfbproto): the framebuffer has another size."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import DesktopResized
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps


class DesktopSize(Extension):
    """Follows the server's size."""

    pseudo_encodings = (Encoding.DESKTOP_SIZE,)

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take width and height from the header; a size that we have already changes nothing."""
        yield from ()
        if rect.size == self.desktop.size:
            return
        self.desktop.limits.check_desktop("DesktopSize", rect.width, rect.height)
        self.desktop.resize(rect.size)
        self.link.emit(DesktopResized(rect.size, self.desktop.screens))
