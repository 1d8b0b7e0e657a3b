"""VMware Key Repeat and VMware Virtual Machine State pseudo-encodings (rfbproto)."""

from __future__ import annotations

import struct

from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import KeyRepeatChanged, MachineStateChanged
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.reader import Steps

_KEY_REPEAT = struct.Struct(">HII")
_FULLSCREEN, _PAUSED = 1, 2


class VMwareMachine(Extension):
    """Tells who repeats held keys, and what somebody at the machine's own console does."""

    pseudo_encodings = (Encoding.VMWARE_KEY_REPEAT, Encoding.VMWARE_VIRTUAL_MACHINE_STATE)

    def offers(self) -> tuple[int, ...]:
        """Return both while in control, where the options want them."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.machine_state else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Read the one or the other; neither has a unit for its times in the specification."""
        reader = self.link.reader
        if encoding == Encoding.VMWARE_KEY_REPEAT:
            enabled, period, delay = _KEY_REPEAT.unpack((yield from reader.read(_KEY_REPEAT.size)))
            self.link.emit(KeyRepeatChanged(bool(enabled & 1), period, delay))
        else:
            flags = yield from reader.read_u16()
            self.link.emit(MachineStateChanged(bool(flags & _FULLSCREEN), bool(flags & _PAUSED)))
