"""VMware Display Mode Change pseudo-encoding (rfbproto): another size and another pixel format.

The format is the server's own, and takes effect with the rectangle, whatever was asked for before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import LocalProtocolError, RemoteProtocolError
from vncwall.rfb.events import DesktopResized
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.pixel_format import ALPHA, PixelFormat
from vncwall.rfb.reader import Steps

_FORMAT_SIZE = 16


class VMwareDisplayMode(Extension):
    """Follows the server's size and format; the next `set_picture` asks for ours again."""

    pseudo_encodings = (Encoding.VMWARE_DISPLAY_MODE_CHANGE,)

    def offers(self) -> tuple[int, ...]:
        """Return it where the options want the server's own format."""
        return self.pseudo_encodings if self.link.options.native_format else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the format; the size is that of the header.

        Raises:
            RemoteProtocolError: a format that cannot be decoded.
        """
        desktop = self.desktop
        pixel_format = PixelFormat.unpack((yield from self.link.reader.read(_FORMAT_SIZE)))
        desktop.limits.check_desktop("VMware Display Mode Change", rect.width, rect.height)
        try:
            desktop.set_picture(replace(desktop.picture, pixel_format=pixel_format))
        except LocalProtocolError as error:
            raise RemoteProtocolError(f"VMware Display Mode Change: {error}") from error
        if not pixel_format.true_colour:
            desktop.set_colours(0, np.full(256, ALPHA, np.uint32))
        if rect.size != desktop.size:
            desktop.resize(rect.size)
        # Told even without another size: the picture has to be asked for anew.
        self.link.emit(DesktopResized(desktop.size, desktop.screens))
