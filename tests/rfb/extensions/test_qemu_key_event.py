"""Keys by scancode."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.options import ConnectionOptions

IN_CONTROL = ConnectionOptions(view_only=False)
ANNOUNCED = wire.update(wire.rectangle(0, 0, 64, 48, -258))
"""With the size of the screen, as QEMU 7.2 sends it."""


def test_scancodes_are_sent_once_the_server_has_announced_them() -> None:
    server = opened(IN_CONTROL)
    server.connection.send_key_event(0x41, down=True, keycode=0x1E)
    server.connection.send_key_event(0x41, down=False, keycode=0x1E)
    server.expects(wire.key(0x41, down=True), wire.key(0x41, down=False))
    server.sends(ANNOUNCED)
    assert server.connection.supports_keycodes
    server.connection.send_key_event(0x41, down=True, keycode=0x1E)
    server.connection.send_key_event(0xFF53, down=True, keycode=0xCD)
    server.connection.send_key_event(0x42, down=True)
    server.expects(
        bytes.fromhex("ff 00 0001 00000041 0000001e"),
        bytes.fromhex("ff 00 0001 0000ff53 000000cd"),
        wire.key(0x42, down=True),
    )
    assert server.connection.pressed_keys == (0x41, 0xFF53, 0x42)
    server.connection.view_only = True
    server.expects(
        wire.key(0x42, down=False),
        bytes.fromhex("ff 00 0000 0000ff53 000000cd"),
        bytes.fromhex("ff 00 0000 00000041 0000001e"),
    )


def test_an_unknown_keysym_needs_a_keycode_that_can_be_sent() -> None:
    server = opened(IN_CONTROL)
    with pytest.raises(LocalProtocolError, match="keysym"):
        server.connection.send_key_event(0, down=True, keycode=0x1E)
    server.sends(ANNOUNCED)
    server.connection.send_key_event(0, down=True, keycode=0x1E)
    server.expects(bytes.fromhex("ff 00 0001 00000000 0000001e"))
    for keycode in (-1, 256):
        with pytest.raises(LocalProtocolError, match="keycode"):
            server.connection.send_key_event(0x41, down=True, keycode=keycode)


def test_view_only_sends_no_scancode() -> None:
    server = opened()
    server.sends(ANNOUNCED)
    with pytest.raises(LocalProtocolError, match="message type 255 while view-only"):
        server.connection.send_key_event(0x41, down=True, keycode=0x1E)
    server.expects()
