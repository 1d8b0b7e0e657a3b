"""ExtendedMouseButtons pseudo-encoding (rfbproto): "back", "forward" and more."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class ExtendedMouseButtons(Extension):
    """Knows whether a PointerEvent may have a second mask."""

    pseudo_encodings = (Encoding.EXTENDED_MOUSE_BUTTONS,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced it."""

    def offers(self) -> tuple[int, ...]:
        """Return it while in control."""
        return self.pseudo_encodings if self.link.wants_input else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take note of the announcement; there is no data."""
        yield from ()
        self.is_supported = True
