"""DesktopName."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.events import ConnectionFailed, DesktopNameChanged, FramebufferUpdated


def name(text: str) -> bytes:
    """An update with a new name."""
    return wire.update(wire.rectangle(0, 0, 0, 0, -307, wire.text(text)))


def test_a_new_name_is_reported() -> None:
    server = opened()
    assert server.sends(name("Büro 東京"))[0] == DesktopNameChanged("Büro 東京")
    assert server.connection.name == "Büro 東京"


def test_the_same_name_is_not() -> None:
    events = opened().sends(name("desk"))
    assert [type(event) for event in events] == [FramebufferUpdated]


def test_a_name_above_the_limit_ends_the_connection() -> None:
    header = wire.rectangle(0, 0, 0, 0, -307, b"\0\0\x10\x01")
    [event] = opened().sends(wire.update(header))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)
    assert event.error.field == "DesktopName name-length"
