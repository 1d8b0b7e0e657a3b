"""ExtendedDesktopSize and SetDesktopSize."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.errors import LimitExceeded, LocalProtocolError
from vncwall.rfb.events import (
    ConnectionFailed,
    DesktopResized,
    DesktopSizeRefused,
    FramebufferUpdated,
    Screen,
)
from vncwall.rfb.options import ConnectionOptions

LEFT, RIGHT = (7, 0, 0, 32, 48), (9, 32, 0, 32, 48)
SCREENS = (Screen(7, Rect(0, 0, 32, 48)), Screen(9, Rect(32, 0, 32, 48)))


def announced() -> ScriptedServer:
    """Return a server in control whose two screens are known."""
    server = opened(ConnectionOptions(view_only=False))
    server.sends(wire.update(wire.extended_desktop_size(64, 48, LEFT, RIGHT)))
    server.receives()
    return server


def test_screens_without_a_new_size_keep_the_framebuffer() -> None:
    server = opened()
    before = server.connection.framebuffer
    events = server.sends(wire.update(wire.extended_desktop_size(64, 48, LEFT, RIGHT)))
    assert events[0] == DesktopResized(Size(64, 48), SCREENS)
    assert server.connection.screens == SCREENS
    assert server.connection.framebuffer is before


def test_the_same_layout_again_is_silent() -> None:
    server = announced()
    events = server.sends(wire.update(wire.extended_desktop_size(64, 48, LEFT, RIGHT)))
    assert [type(event) for event in events] == [FramebufferUpdated]


@pytest.mark.parametrize("reason", [0, 1, 2, 77])
def test_size_and_screens_change_together_whoever_asked(reason: int) -> None:
    server = announced()
    layout = wire.extended_desktop_size(32, 48, LEFT, reason=reason)
    events = server.sends(wire.update(layout))
    assert events[0] == DesktopResized(Size(32, 48), SCREENS[:1])
    assert server.connection.framebuffer.size == Size(32, 48)


def test_a_layout_without_screens_has_one_of_the_whole_desktop() -> None:
    server = opened()
    server.sends(wire.update(wire.extended_desktop_size(10, 10)))
    assert server.connection.screens == (Screen(0, Rect(0, 0, 10, 10)),)


@pytest.mark.parametrize("status", [1, 2, 3, 4, 99])
def test_a_refusal_of_our_request_changes_nothing(status: int) -> None:
    server = announced()
    refusal = wire.extended_desktop_size(1, 1, reason=1, status=status)
    events = server.sends(wire.update(refusal))
    assert events[0] == DesktopSizeRefused(status)
    assert server.connection.framebuffer.size == Size(64, 48)
    assert server.connection.screens == SCREENS


def test_a_status_is_ignored_where_we_did_not_ask() -> None:
    server = announced()
    layout = wire.extended_desktop_size(32, 48, LEFT, reason=2, status=3)
    assert isinstance(server.sends(wire.update(layout))[0], DesktopResized)


def test_a_size_above_the_limits_ends_the_connection() -> None:
    [event] = opened().sends(wire.update(wire.extended_desktop_size(20000, 1)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)


def test_a_size_is_not_asked_for_before_the_server_announced_it() -> None:
    server = opened(ConnectionOptions(view_only=False))
    with pytest.raises(LocalProtocolError, match="before the server sent ExtendedDesktopSize"):
        server.connection.set_desktop_size(Size(8, 8), SCREENS)
    server.expects()


def test_a_size_is_asked_for() -> None:
    server = announced()
    server.connection.set_desktop_size(Size(32, 48), SCREENS[:1])
    server.expects(bytes.fromhex("fb 00 0020 0030 01 00 00000007 0000 0000 0020 0030 00000000"))
