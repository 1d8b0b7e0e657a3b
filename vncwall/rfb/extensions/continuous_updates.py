"""ContinuousUpdates extension (rfbproto): updates without requests."""

from __future__ import annotations

from vncwall.rfb import messages
from vncwall.rfb.constants import Encoding, ServerMessage
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class ContinuousUpdates(Extension):
    """Turns them on and off, and on again for the new area after a resize.

    Each "off" is answered by EndOfContinuousUpdates, also when they were off already, so the
    expected ones are counted: one that nobody expects means that the server has stopped, or, the
    first time, that it can do it.
    """

    pseudo_encodings = (Encoding.CONTINUOUS_UPDATES,)
    message_types = (ServerMessage.END_OF_CONTINUOUS_UPDATES,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced them."""
        self.is_on = False
        """Whether they were turned on and not off again."""
        self._expected_ends = 0

    @property
    def is_stopping(self) -> bool:
        """Whether updates may still come though they were turned off."""
        return self._expected_ends > 0

    def offers(self) -> tuple[int, ...]:
        """Return it while in control, where the options want it: a viewer asks at its own pace."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.continuous_updates else ()

    def read_message(self, message_type: int) -> Steps[None]:
        """Read EndOfContinuousUpdates, which has no data."""
        yield from ()
        if self._expected_ends:
            self._expected_ends -= 1
        else:
            self.is_on = False
        self.is_supported = True

    def enable(self) -> None:
        """Ask for updates of the whole desktop from now on.

        Raises:
            LocalProtocolError: not announced by the server.
        """
        if not self.is_supported:
            raise LocalProtocolError("EnableContinuousUpdates before the server announced it")
        self.is_on = True
        self._send(enable=True)

    def disable(self) -> None:
        """Stop them; `is_stopping` until the server has confirmed."""
        if self.is_on:
            self.is_on = False
            self._expected_ends += 1
            self._send(enable=False)

    def desktop_resized(self) -> None:
        """Ask again: the server keeps the old area after a resize."""
        if self.is_on:
            self._send(enable=True)

    def _send(self, *, enable: bool) -> None:
        rect = self.desktop.framebuffer.rect
        self.link.send(messages.enable_continuous_updates(rect, enable=enable))
