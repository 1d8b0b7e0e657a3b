"""ExtendedMouseButtons pseudo-encoding (rfbproto): "back", "forward" and more."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_PATIENCE = 3
"""Updates that may have been on their way, or hold something else, before the announcement."""


class ExtendedMouseButtons(Extension):
    """Knows whether a PointerEvent may have a second mask."""

    pseudo_encodings = (Encoding.EXTENDED_MOUSE_BUTTONS,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced it."""
        self._is_offered = False
        self._updates = 0

    def offers(self) -> tuple[int, ...]:
        """Return it while in control."""
        if not self.link.wants_input:
            return ()
        self._is_offered = True
        return self.pseudo_encodings

    def update_received(self) -> None:
        """Count an update: a server that knows the extension says so in its next one."""
        self._updates += self._is_offered

    @property
    def is_unknown(self) -> bool:
        """Whether the server has had its chance to announce it and has not.

        For such a server bit 7 is a button like the others; for one that knows the extension it
        would be the mark of a longer message.
        """
        return not self.is_supported and self._updates >= _PATIENCE

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take note of the announcement; there is no data."""
        yield from ()
        self.is_supported = True
