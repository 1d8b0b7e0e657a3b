"""QEMU Pointer Motion Change pseudo-encoding (rfbproto): positions or motion."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.events import PointerModeChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class QemuPointerMotion(Extension):
    """Knows in which of the two a PointerEvent has to speak."""

    pseudo_encodings = (Encoding.QEMU_POINTER_MOTION_CHANGE,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_relative = False
        """Whether the server takes motion."""

    def offers(self) -> tuple[int, ...]:
        """Return it while in control."""
        return self.pseudo_encodings if self.link.wants_input else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take the mode from x of the header; there is no data."""
        yield from ()
        is_relative = rect.x == 0
        if is_relative != self.is_relative:
            self.is_relative = is_relative
            self.link.emit(PointerModeChanged(is_relative))
