"""More than seven buttons."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.options import ConnectionOptions

IN_CONTROL = ConnectionOptions(view_only=False)
ANNOUNCED = wire.update(wire.rectangle(0, 0, 0, 0, -316))


def test_bit_seven_waits_for_the_announcement() -> None:
    server = opened(IN_CONTROL)
    server.connection.send_pointer_event(1, 2, 0x81)
    server.expects(wire.pointer(1, 2, 1))
    assert not server.connection.supports_extended_buttons
    server.sends(ANNOUNCED)
    assert server.connection.supports_extended_buttons
    server.connection.send_pointer_event(1, 2, 0x81)
    server.connection.send_pointer_event(1, 2, 0x7FFF)
    server.connection.send_pointer_event(1, 2, 0x7F)
    server.expects(
        bytes.fromhex("05 81 0001 0002 01"),
        bytes.fromhex("05 ff 0001 0002 ff"),
        wire.pointer(1, 2, 0x7F),
    )
    with pytest.raises(LocalProtocolError, match="button mask 0x8000"):
        server.connection.send_pointer_event(1, 2, 0x8000)


def test_for_a_server_that_never_announces_it_bit_seven_is_a_button() -> None:
    server = opened(IN_CONTROL)
    sent = []
    for _ in range(4):
        server.connection.send_pointer_event(1, 2, 0x80)
        sent.append(server.receives())
        server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    assert sent == [wire.pointer(1, 2, 0)] * 3 + [wire.pointer(1, 2, 0x80)]
    server.sends(ANNOUNCED)
    server.connection.send_pointer_event(1, 2, 0x80)
    server.expects(bytes.fromhex("05 80 0001 0002 01"))


def test_updates_before_it_was_offered_do_not_count() -> None:
    server = opened()
    for _ in range(5):
        server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    server.connection.view_only = False
    server.receives()
    server.connection.send_pointer_event(1, 2, 0x80)
    server.expects(wire.pointer(1, 2, 0))


def test_they_are_released_like_the_others() -> None:
    server = opened(IN_CONTROL)
    server.sends(ANNOUNCED)
    server.connection.send_pointer_event(1, 2, 0x100)
    server.receives()
    server.connection.view_only = True
    server.expects(wire.pointer(1, 2, 0))
