"""DesktopSize."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.events import ConnectionFailed, DesktopResized, FramebufferUpdated, Screen


def test_the_framebuffer_follows() -> None:
    server = opened()
    before = server.connection.framebuffer
    events = server.sends(wire.update(wire.desktop_size(10, 20)))
    assert events == [
        DesktopResized(Size(10, 20), (Screen(0, Rect(0, 0, 10, 20)),)),
        FramebufferUpdated((Rect(0, 0, 10, 20),), 0, 16, serial=1),
    ]
    assert server.connection.framebuffer is not before
    assert server.connection.framebuffer.size == Size(10, 20)


def test_the_same_size_again_changes_nothing() -> None:
    server = opened(width=10, height=20)
    before = server.connection.framebuffer
    events = server.sends(wire.update(wire.desktop_size(10, 20)))
    assert events == [FramebufferUpdated((), 0, 16, serial=1)]
    assert server.connection.framebuffer is before


@pytest.mark.parametrize("size", [(16385, 1), (1, 16385), (16384, 16384), (65535, 65535)])
def test_a_size_above_the_limits_ends_the_connection(size: tuple[int, int]) -> None:
    [event] = opened().sends(wire.update(wire.desktop_size(*size)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)


def test_a_desktop_may_lose_all_its_pixels_and_get_them_back() -> None:
    server = opened()
    server.sends(wire.update(wire.desktop_size(0, 0)))
    assert server.connection.framebuffer.size == Size(0, 0)
    server.sends(wire.update(wire.desktop_size(5, 5)))
    [event] = server.sends(wire.update(wire.raw(0, 0, 5, 5)))
    assert isinstance(event, FramebufferUpdated)
