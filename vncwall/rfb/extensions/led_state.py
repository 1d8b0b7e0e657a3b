"""QEMU and VMware LED State pseudo-encodings (rfbproto): the lights of the remote keyboard."""

from __future__ import annotations

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.events import LedStateChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_SCROLL_LOCK, _NUM_LOCK, _CAPS_LOCK = 1, 2, 4
_KNOWN = 0b111


class LedState(Extension):
    """Follows the lights.

    Both forms are offered, and never VMware's alone: neatvnc 0.9.6 answers that by a rectangle
    with QEMU's number and VMware's four bytes, and the stream is out of step.
    """

    pseudo_encodings = (Encoding.QEMU_LED_STATE, Encoding.VMWARE_LED_STATE)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self._bits: int | None = None

    def offers(self) -> tuple[int, ...]:
        """Return both while in control, where the options want them: a viewer has no keyboard."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.lights else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the lights; the same ones again (in the other form) are silent."""
        size = 1 if encoding == Encoding.QEMU_LED_STATE else 4
        bits = int.from_bytes((yield from self.link.reader.read(size)), "big") & _KNOWN
        if bits != self._bits:
            self._bits = bits
            self.link.emit(
                LedStateChanged(
                    bool(bits & _SCROLL_LOCK), bool(bits & _NUM_LOCK), bool(bits & _CAPS_LOCK)
                )
            )
