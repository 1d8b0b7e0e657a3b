"""Fence extension (rfbproto): marks in the stream that come back."""

from __future__ import annotations

from vncwall.rfb import messages
from vncwall.rfb.constants import Encoding, FenceFlags, ServerMessage
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import FenceReceived
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

MAXIMUM_PAYLOAD = 64
"""Bytes; rfbproto, ClientFence."""

_UNDERSTOOD = FenceFlags.BLOCK_BEFORE | FenceFlags.BLOCK_AFTER | FenceFlags.SYNC_NEXT


class Fence(Extension):
    """Answers the server's fences and sends ours.

    A message is processed completely before the next one is looked at, so every kind of fence is
    answered truthfully at once.
    """

    pseudo_encodings = (Encoding.FENCE,)
    message_types = (ServerMessage.SERVER_FENCE,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has sent a fence, so that we may."""

    def read_message(self, message_type: int) -> Steps[None]:
        """Read a ServerFence: answer a request, report an answer."""
        data = yield from self.link.reader.read(8)
        flags, size = int.from_bytes(data[3:7], "big"), data[7]
        self.desktop.limits.check("ServerFence length", size, MAXIMUM_PAYLOAD)
        payload = yield from self.link.reader.read(size)
        self.is_supported = True
        if flags & FenceFlags.REQUEST:
            self.link.send(messages.client_fence(FenceFlags(flags) & _UNDERSTOOD, payload))
        else:
            self.link.emit(FenceReceived(payload))

    def request(self, payload: bytes) -> None:
        """Send a fence that comes back when the server has done all that was asked before it.

        Raises:
            LocalProtocolError: not announced by the server, or more than 64 bytes.
        """
        if not self.is_supported:
            raise LocalProtocolError("Fence before the server announced it")
        if len(payload) > MAXIMUM_PAYLOAD:
            raise LocalProtocolError(f"fence payload of {len(payload)} bytes, limit 64")
        self.link.send(messages.client_fence(FenceFlags.REQUEST | FenceFlags.BLOCK_BEFORE, payload))
