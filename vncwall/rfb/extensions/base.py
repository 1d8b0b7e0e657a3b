"""What every extension is: pseudo-encodings, and the messages that belong to them."""

from __future__ import annotations

from typing import ClassVar

from vncwall.geometry import Rect
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps


class Extension:
    """One instance a connection.

    It reads its rectangles and messages to their last byte, tells what happened with
    `link.emit`, and sends a message of its own only after the server has announced it.
    """

    pseudo_encodings: ClassVar[tuple[int, ...]] = ()
    """encoding-types whose rectangles `read_rectangle` gets; accepted whenever they come."""
    message_types: ClassVar[tuple[int, ...]] = ()
    """Server messages that `read_message` gets."""
    ends_update: ClassVar[bool] = False
    """Whether its rectangle is the last of an update whatever the count says."""
    draws: ClassVar[bool] = False
    """Whether its rectangle draws into the framebuffer; `drawn` says where."""

    def __init__(self, link: Link, desktop: Desktop) -> None:
        self.link = link
        self.desktop = desktop
        self.drawn: list[Rect] = []
        """What the last rectangle has drawn, if it `draws`."""

    def offers(self) -> tuple[int, ...]:
        """Return the pseudo-encodings to put into the next SetEncodings."""
        return self.pseudo_encodings

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read what follows the header of a pseudo-rectangle; `rect` is not checked.

        Raises:
            RemoteProtocolError: the data breaks the rules.
            LimitExceeded: a size in it is above the limits.
        """
        raise RemoteProtocolError(f"pseudo-encoding {encoding} has no rectangle")
        yield

    def read_message(self, message_type: int) -> Steps[None]:
        """Read a message after its type byte.

        Raises:
            RemoteProtocolError: the data breaks the rules.
            LimitExceeded: a size in it is above the limits.
        """
        raise RemoteProtocolError(f"message type {message_type} cannot be read")
        yield

    def desktop_resized(self) -> None:
        """Adapt to a framebuffer of another size; called after the update that changed it."""
