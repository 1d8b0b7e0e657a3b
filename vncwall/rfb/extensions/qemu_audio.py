"""QEMU Audio pseudo-encoding (rfbproto): the sound of the guest."""

from __future__ import annotations

import struct

from vncwall.geometry import Rect
from vncwall.rfb import messages
from vncwall.rfb.constants import Encoding, QemuMessage, ServerMessage
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError, RemoteProtocolError
from vncwall.rfb.events import AudioOffered, AudioReceived, AudioSwitched
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_END, _BEGIN, _DATA = 0, 1, 2
"""Operations of the server."""

_ENABLE, _DISABLE, _SET_FORMAT = 0, 1, 2
"""Operations of the client."""

_FORMAT = struct.Struct(">BBI")


class QemuAudio(Extension):
    """Passes samples on; those that come though nobody wants them are skipped."""

    pseudo_encodings = (Encoding.QEMU_AUDIO,)
    message_types = (ServerMessage.QEMU,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self.is_supported = False
        """Whether the server has announced it."""
        self._is_wanted = False

    def offers(self) -> tuple[int, ...]:
        """Return it where the options want sound."""
        return self.pseudo_encodings if self.link.options.audio is not None else ()

    def read_rectangle(self, encoding: int, rect: Rect) -> Steps[None]:
        """Take note of the announcement; there is no data."""
        yield from ()
        if not self.is_supported:
            self.is_supported = True
            self.link.emit(AudioOffered())

    def read_message(self, message_type: int) -> Steps[None]:
        """Read the beginning or the end of a stream, or some of it."""
        reader, limits = self.link.reader, self.desktop.limits
        head = yield from reader.read(3)
        kind, operation = head[0], int.from_bytes(head[1:], "big")
        if kind != QemuMessage.AUDIO:
            raise RemoteProtocolError(f"QEMU submessage-type is {kind}")
        if operation in (_BEGIN, _END):
            if self._is_wanted:
                self.link.emit(AudioSwitched(operation == _BEGIN))
            return
        if operation != _DATA:
            raise RemoteProtocolError(f"QEMU audio operation is {operation}")
        size = yield from reader.read_u32()
        limits.check("QEMU audio data-length", size, limits.audio_bytes)
        if self._is_wanted:
            self.link.emit(AudioReceived((yield from reader.read(size))))
        else:
            yield from reader.skip_ahead(size)

    def switch(self, *, enabled: bool) -> None:
        """Start or stop the sound.

        Raises:
            LocalProtocolError: not announced by the server, not in the options, or view-only.
        """
        wanted = self.link.options.audio
        if not self.is_supported or wanted is None:
            raise LocalProtocolError("QEMU audio before the server announced it")
        if enabled:
            data = _FORMAT.pack(wanted.sample, wanted.channels, wanted.frequency_hz)
            self.link.send(messages.qemu_audio(_SET_FORMAT, data))
        self.link.send(messages.qemu_audio(_ENABLE if enabled else _DISABLE))
        self._is_wanted = enabled
