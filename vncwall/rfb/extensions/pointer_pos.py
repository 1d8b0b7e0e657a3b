"""PointerPos pseudo-encoding (TightVNC, libvncserver): someone else moved the pointer."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import CursorMoved
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps


class PointerPos(Extension):
    """Tells where the pointer is; offered only while the pointer is drawn by us."""

    pseudo_encodings = (Encoding.POINTER_POS, Encoding.VMWARE_CURSOR_POSITION)

    def offers(self) -> tuple[int, ...]:
        """Return both forms while in control, where the options want them."""
        link = self.link
        wanted = link.wants_local_cursor and link.options.pointer_position
        return self.pseudo_encodings if wanted else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take the position from the header; there is no data."""
        yield from ()
        self.link.emit(CursorMoved(rect.x, rect.y))
