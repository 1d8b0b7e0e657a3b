"""LastRect pseudo-encoding (rfbproto): an update ends where this rectangle stands."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps


class LastRect(Extension):
    """Ends updates of unknown length."""

    pseudo_encodings = (Encoding.LAST_RECT,)
    ends_update = True

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read nothing: there is no data."""
        yield from ()
