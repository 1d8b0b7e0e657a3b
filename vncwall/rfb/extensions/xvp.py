"""xvp extension (rfbproto): shut down, reboot or reset the machine behind the desktop."""

from __future__ import annotations

from vncwall.rfb import messages
from vncwall.rfb.constants import Encoding, PowerAction, ServerMessage
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError, RemoteProtocolError
from vncwall.rfb.events import PowerActionFailed, PowerActionsOffered
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_FAIL, _INIT = 0, 1


class Xvp(Extension):
    """Sends power actions once the server has announced that it takes them."""

    pseudo_encodings = (Encoding.XVP,)
    message_types = (ServerMessage.XVP,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced it."""

    def offers(self) -> tuple[int, ...]:
        """Return it while in control, where the options want it."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.power_actions else ()

    def read_message(self, message_type: int) -> Steps[None]:
        """Read the announcement, repeated by some servers, or a failure."""
        code = (yield from self.link.reader.read(3))[2]
        if code == _INIT:
            if not self.is_supported:
                self.is_supported = True
                self.link.emit(PowerActionsOffered())
        elif code == _FAIL:
            self.link.emit(PowerActionFailed())
        else:
            raise RemoteProtocolError(f"xvp-message-code is {code}")

    def request(self, action: PowerAction) -> None:
        """Send a power action.

        Raises:
            LocalProtocolError: not announced by the server, or view-only.
        """
        if not self.is_supported:
            raise LocalProtocolError("xvp before the server announced it")
        self.link.send(messages.xvp(action))
