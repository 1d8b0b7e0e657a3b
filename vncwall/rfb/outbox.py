"""Everything that leaves a connection, and the gate that makes a connection view-only.

1. During the handshake `write` takes bytes as they are. `open` ends that for good.
2. From then on `send` is the only way out. It looks at the first byte: while the gate is shut, only
   the messages of `_OBSERVER_MESSAGES` pass. All others act on the desktop: keys, pointer,
   clipboard, desktop size, power, whatever a later extension brings.
3. Keys and buttons that were sent as pressed are remembered, and released before the gate shuts:
   a desktop is never left with a key held down by a viewer that may no longer let go of it.
"""

from __future__ import annotations

from collections.abc import Callable

from vncwall.rfb import messages
from vncwall.rfb.constants import ClientMessage
from vncwall.rfb.errors import LocalProtocolError

_OBSERVER_MESSAGES = frozenset(
    {
        ClientMessage.SET_PIXEL_FORMAT,
        ClientMessage.SET_ENCODINGS,
        ClientMessage.FRAMEBUFFER_UPDATE_REQUEST,
        ClientMessage.ENABLE_CONTINUOUS_UPDATES,
        ClientMessage.CLIENT_FENCE,
        # They change what this client is shown and nothing else.
        ClientMessage.SET_SCALE,
        ClientMessage.SET_SCALE_FACTOR,
    }
)


class Outbox:
    """Bytes to send, the view-only gate, and the keys and buttons held down."""

    __slots__ = (
        "_buffer",
        "_buttons",
        "_is_open",
        "_keys",
        "_pointer",
        "_pointer_form",
        "_view_only",
        "was_in_control",
    )

    def __init__(self, *, view_only: bool) -> None:
        self._buffer = bytearray()
        self._is_open = False
        self._view_only = view_only
        self.was_in_control = not view_only
        """Whether the gate has ever been open."""
        self._keys: dict[tuple[int, int], None] = {}
        self._pointer = (0, 0)
        self._pointer_form: Callable[[int, int, int], bytes] = messages.pointer_event
        self._buttons = 0

    @property
    def view_only(self) -> bool:
        """Whether the gate is shut."""
        return self._view_only

    @view_only.setter
    def view_only(self, shut: bool) -> None:
        if shut and not self._view_only:
            self.release_all()
        self._view_only = shut
        self.was_in_control |= not shut

    @property
    def pressed_keys(self) -> tuple[int, ...]:
        """Keysyms sent as pressed and not yet released, oldest first."""
        return tuple(keysym for keysym, _ in self._keys)

    @property
    def pressed_buttons(self) -> int:
        """Button mask of the last PointerEvent."""
        return self._buttons

    def write(self, data: bytes) -> None:
        """Queue handshake bytes.

        Raises:
            LocalProtocolError: the handshake is over; messages go through `send`.
        """
        if self._is_open:
            raise LocalProtocolError("raw write after the handshake")
        self._buffer += data

    def open(self) -> None:
        """End the handshake: from now on messages only."""
        self._is_open = True

    def send(self, message: bytes) -> None:
        """Queue one whole message.

        Raises:
            LocalProtocolError: before the handshake is over, or the message acts on the desktop
                while the connection is view-only.
        """
        if not self._is_open:
            raise LocalProtocolError("message before the handshake is over")
        if self._view_only and message[0] not in _OBSERVER_MESSAGES:
            raise LocalProtocolError(f"message type {message[0]} while view-only")
        self._buffer += message

    def send_key(self, keysym: int, *, down: bool, keycode: int = 0) -> None:
        """Queue a key event, QEMU's if there is a scancode, and remember what is held."""
        if keycode:
            self.send(messages.qemu_key_event(keysym, keycode, down=down))
        else:
            self.send(messages.key_event(keysym, down=down))
        if down:
            self._keys[keysym, keycode] = None
        else:
            self._keys.pop((keysym, keycode), None)

    def send_pointer(self, x: int, y: int, buttons: int) -> None:
        """Queue a PointerEvent in the form of `use_pointer_form` and remember what is held."""
        self.send(self._pointer_form(x, y, buttons))
        self._pointer = (x, y)
        self._buttons = buttons

    @property
    def pointer(self) -> tuple[int, int]:
        """Position in the last PointerEvent."""
        return self._pointer

    def use_pointer_form(self, form: Callable[[int, int, int], bytes]) -> None:
        """Write positions and buttons with `form`: what extensions make of a PointerEvent."""
        self._pointer_form = form

    def release_all(self) -> None:
        """Release every held key, last pressed first, and every button where the pointer is."""
        for keysym, keycode in reversed(tuple(self._keys)):
            self.send_key(keysym, down=False, keycode=keycode)
        if self._buttons:
            self.send_pointer(*self._pointer, 0)

    @property
    def unsent(self) -> int:
        """Number of bytes that are queued."""
        return len(self._buffer)

    def drain(self) -> bytes:
        """Return and forget what is queued."""
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def discard(self) -> None:
        """Forget what is queued and held: the connection is over."""
        self._buffer.clear()
        self._keys.clear()
        self._buttons = 0
