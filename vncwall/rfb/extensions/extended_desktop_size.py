"""ExtendedDesktopSize pseudo-encoding and SetDesktopSize (rfbproto): size and monitors."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.geometry import Rect, Size
from vncwall.rfb import messages
from vncwall.rfb.constants import DesktopSizeReason, DesktopSizeStatus, Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import DesktopResized, DesktopSizeRefused, Screen
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class ExtendedDesktopSize(Extension):
    """Follows size and screens, and asks for others.

    The server repeats its layout in answer to every full request, so an unchanged one is silent.
    """

    pseudo_encodings = (Encoding.EXTENDED_DESKTOP_SIZE,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has sent such a rectangle, so that SetDesktopSize may be sent."""

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the screens. x of the header is the reason, y the status of our own request."""
        reader = self.link.reader
        count = (yield from reader.read(4))[0]
        self.desktop.limits.check("ExtendedDesktopSize screens", count, self.desktop.limits.screens)
        data = yield from reader.read(count * messages.SCREEN_SIZE)
        self.is_supported = True
        if rect.x == DesktopSizeReason.THIS_CLIENT and rect.y != DesktopSizeStatus.OK:
            self.link.emit(DesktopSizeRefused(rect.y))
            return  # the other fields are undefined
        step = messages.SCREEN_SIZE
        screens = tuple(
            messages.unpack_screen(data[i : i + step]) for i in range(0, len(data), step)
        )
        desktop = self.desktop
        is_resized = rect.size != desktop.size
        if is_resized:
            desktop.limits.check_desktop("ExtendedDesktopSize", rect.width, rect.height)
            desktop.resize(rect.size)
        if not screens:
            screens = (Screen(0, desktop.framebuffer.rect),)
        is_rearranged = screens != desktop.screens
        desktop.screens = screens
        if is_resized or is_rearranged:
            self.link.emit(DesktopResized(desktop.size, screens))

    def request(self, size: Size, screens: Sequence[Screen]) -> None:
        """Send SetDesktopSize.

        Raises:
            LocalProtocolError: the server has not announced the extension, or view-only.
        """
        if not self.is_supported:
            raise LocalProtocolError("SetDesktopSize before the server sent ExtendedDesktopSize")
        self.link.send(messages.set_desktop_size(size, screens))
