"""Texts between the operator's clipboard and that of the desktop under control."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.ipc.messages import ServerCutText
from vncwall.wall.clipboard import Clipboard
from vncwall.wall.control import Control

_EVERY_NS = 2_000_000_000
_COST = 100
"""A program that answers slowly is asked more seldom: reading holds up the loop."""


class Exchange:
    """Offers the local text when it may be new, and takes the remote one when it comes.

    Attributes:
        clipboard: the local one; None before there is a window.
    """

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        """`monotonic_ns` measures how long reading takes."""
        self.clipboard: Clipboard | None = None
        self._monotonic_ns = monotonic_ns
        self._at_ns = 0

    def look_soon(self) -> None:
        """The local clipboard may have changed: read it with the next `advance`."""
        self._at_ns = 0

    def advance(self, control: Control | None, now_ns: int) -> None:
        """Offer the local text to the desktop under control, if it is time to look."""
        if control is None or not control.reaches_desktop:
            return
        if self.clipboard is None or now_ns < self._at_ns:
            return
        before = self._monotonic_ns()
        control.offer_text(self.clipboard.read())
        cost = self._monotonic_ns() - before
        self._at_ns = now_ns + max(_EVERY_NS, _COST * cost)

    def take(self, notice: ServerCutText, control: Control | None) -> None:
        """Put the text of the desktop under control on the local clipboard."""
        if control is None or control.session != notice.session:
            return
        if control.is_on and self.clipboard is not None:
            control.took_text(notice.text)
            self.clipboard.write(notice.text)
