"""Positions or motion."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import PointerModeChanged
from vncwall.rfb.options import ConnectionOptions

IN_CONTROL = ConnectionOptions(view_only=False)
RELATIVE = wire.update(wire.rectangle(0, 0, 64, 48, -257))
ABSOLUTE = wire.update(wire.rectangle(1, 0, 64, 48, -257))


def test_positions_become_motion_while_the_server_wants_that() -> None:
    server = opened(IN_CONTROL)
    pointer = server.connection.send_pointer_event
    pointer(10, 20, 0)
    assert server.sends(RELATIVE)[0] == PointerModeChanged(True)
    assert server.connection.wants_pointer_motion
    pointer(13, 15, 1)
    pointer(13, 15, 0)
    server.connection.send_pointer_motion(-200, 300, 4)
    assert server.sends(RELATIVE, ABSOLUTE)[1] == PointerModeChanged(False)
    pointer(5, 6, 0)
    server.expects(
        wire.pointer(10, 20, 0),
        wire.pointer(0x7FFF + 3, 0x7FFF - 5, 1),
        wire.pointer(0x7FFF, 0x7FFF, 0),
        wire.pointer(0x7FFF - 200, 0x7FFF + 300, 4),
        wire.pointer(5, 6, 0),
    )


def test_buttons_are_released_without_motion() -> None:
    server = opened(IN_CONTROL)
    server.sends(RELATIVE)
    server.connection.send_pointer_event(10, 20, 1)
    server.receives()
    server.connection.view_only = True
    server.expects(wire.pointer(0x7FFF, 0x7FFF, 0))
    with pytest.raises(LocalProtocolError, match="view-only"):
        server.connection.send_pointer_motion(1, 1, 0)


def test_motion_that_nobody_wants_and_wild_motion() -> None:
    server = opened(IN_CONTROL)
    with pytest.raises(LocalProtocolError, match="wants positions"):
        server.connection.send_pointer_motion(1, 1, 0)
    server.sends(RELATIVE)
    server.connection.send_pointer_motion(-(1 << 20), 1 << 20, 0)
    server.expects(wire.pointer(0, 0xFFFF, 0))
    with pytest.raises(LocalProtocolError, match="button mask"):
        server.connection.send_pointer_motion(0, 0, 256)
