"""gii extension (rfbproto, General Input Interface): read to its last byte, agreed to, not used.

Nothing here moves more than the ordinary PointerEvent with its extensions can, so no device is
ever created; a server that announces it gets its answer where the options want that.
"""

from __future__ import annotations

from typing import Literal

from vncwall.rfb import messages
from vncwall.rfb.constants import Encoding, ServerMessage
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps

_BIG_ENDIAN = 0x80
_VERSION = 1
_VERSIONS_SIZE = 4
_MAXIMUM_LENGTH = 1024
"""The two messages that exist have four bytes."""


class Gii(Extension):
    """Answers the version and skips the rest."""

    pseudo_encodings = (Encoding.GII,)
    message_types = (ServerMessage.GII,)

    def offers(self) -> tuple[int, ...]:
        """Return it while in control, where the options want it."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.gii else ()

    def read_message(self, message_type: int) -> Steps[None]:
        """Read a message; the announcement is answered, if our version is in its range."""
        reader = self.link.reader
        head = yield from reader.read(3)
        order, kind = self._order(head[0]), head[0] & ~_BIG_ENDIAN
        size = int.from_bytes(head[1:], order)
        self.desktop.limits.check("gii length", size, _MAXIMUM_LENGTH)
        data = yield from reader.read(size)
        if kind != _VERSION:
            return
        if size != _VERSIONS_SIZE:
            raise RemoteProtocolError(f"gii version message of {size} bytes, 4 expected")
        highest, lowest = int.from_bytes(data[:2], order), int.from_bytes(data[2:], order)
        can_answer = self.link.options.gii and not self.link.outbox.view_only
        if can_answer and lowest <= _VERSION <= highest:
            self.link.send(messages.gii_version(_VERSION))

    @staticmethod
    def _order(kind: int) -> Literal["big", "little"]:
        return "big" if kind & _BIG_ENDIAN else "little"
