"""QEMU Extended Key Event pseudo-encoding (rfbproto): keys by their place on the keyboard."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class QemuKeyEvent(Extension):
    """Knows whether scancodes may be sent; QEMU's rectangle has the size of the screen."""

    pseudo_encodings = (Encoding.QEMU_EXTENDED_KEY_EVENT,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced it."""

    def offers(self) -> tuple[int, ...]:
        """Return it while in control, where the options want it."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.keycodes else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take note of the announcement; there is no data."""
        yield from ()
        self.is_supported = True
