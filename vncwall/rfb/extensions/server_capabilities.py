"""What libvncserver tells of itself, and the scaling that it may offer (not in rfbproto).

Pseudo-encodings Supported Messages and Server Identity; messages SetScale
(UltraVNC) and SetScaleFactor (PalmVNC) with their answers ResizeFrameBuffer.
"""

from __future__ import annotations

import struct

from vncwall.geometry import Rect, Size
from vncwall.rfb import messages
from vncwall.rfb.constants import ClientMessage, Encoding, ServerMessage
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import DesktopResized, ServerIdentified
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link, decode_text
from vncwall.rfb.reader import Steps

_CLIENT_BITS = 32
"""Bytes of the bit field of client messages; that of server messages follows."""

_RESIZE = struct.Struct(">xHH")
_RESIZE_PALM = struct.Struct(">xHHHH2x")


class ServerCapabilities(Extension):
    """Learns which messages the server takes, and asks for smaller pictures.

    The width in the header of each rectangle is the number of bytes behind it.
    """

    pseudo_encodings = (Encoding.SUPPORTED_MESSAGES, Encoding.SERVER_IDENTITY)
    message_types = (ServerMessage.RESIZE_FRAMEBUFFER, ServerMessage.RESIZE_FRAMEBUFFER_15)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self._client_messages = b""

    def offers(self) -> tuple[int, ...]:
        """Return what scaling needs, where the options want it."""
        return self.pseudo_encodings if self.link.options.server_scaling else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read what the server says of itself."""
        limits = self.desktop.limits
        limits.check("server capabilities bytes", rect.width, limits.name_bytes)
        data = yield from self.link.reader.read(rect.width)
        if encoding == Encoding.SUPPORTED_MESSAGES:
            self._client_messages = data[:_CLIENT_BITS]
        else:
            self.link.emit(ServerIdentified(decode_text(data.rstrip(b"\0"))))

    def read_message(self, message_type: int) -> Steps[None]:
        """Read the size of the scaled pictures."""
        reader = self.link.reader
        if message_type == ServerMessage.RESIZE_FRAMEBUFFER:
            size = Size(*_RESIZE.unpack((yield from reader.read(_RESIZE.size))))
        else:
            values = _RESIZE_PALM.unpack((yield from reader.read(_RESIZE_PALM.size)))
            size = Size(values[2], values[3])
        if size != self.desktop.size:
            self.desktop.limits.check_desktop("ResizeFrameBuffer", size.width, size.height)
            self.desktop.resize(size)
            self.link.emit(DesktopResized(size, self.desktop.screens))

    @property
    def can_scale(self) -> bool:
        """Whether the server takes one of the two messages."""
        return self._takes(ClientMessage.SET_SCALE) or self._takes(ClientMessage.SET_SCALE_FACTOR)

    def scale(self, divisor: int) -> None:
        """Ask for pictures of 1/divisor of the size.

        Raises:
            LocalProtocolError: the server has not said that it can, or a divisor beyond 1-255.
        """
        if not 1 <= divisor <= 255:
            raise LocalProtocolError(f"scale 1/{divisor} is not between 1/1 and 1/255")
        if self._takes(ClientMessage.SET_SCALE):
            self.link.send(messages.set_scale(divisor))
        elif self._takes(ClientMessage.SET_SCALE_FACTOR):
            self.link.send(messages.set_scale_factor(divisor))
        else:
            raise LocalProtocolError("SetScale before the server announced it")

    def _takes(self, message: ClientMessage) -> bool:
        byte, bit = divmod(message, 8)
        return byte < len(self._client_messages) and bool(self._client_messages[byte] >> bit & 1)
