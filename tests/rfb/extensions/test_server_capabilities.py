"""What libvncserver says of itself, and its scaling."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import ConnectionFailed, DesktopResized, Screen, ServerIdentified
from vncwall.rfb.options import ConnectionOptions

SCALING = ConnectionOptions(server_scaling=True)


def takes(*messages: int) -> bytes:
    """A rectangle that says which messages the server takes."""
    bits = bytearray(64)
    for number in messages:
        bits[number // 8] |= 1 << number % 8
    return wire.update(wire.rectangle(0, 0, 64, 0, -131071, bytes(bits)))


@pytest.mark.parametrize(
    ("messages", "sent", "answer"),
    [
        ((8, 15), b"\x08\2\0\0", bytes.fromhex("04 00 0020 0018")),
        ((15,), b"\x0f\2\0\0", bytes.fromhex("0f 00 0040 0030 0020 0018 0000")),
    ],
)
def test_a_scale_is_asked_for_and_the_new_size_followed(
    messages: tuple[int, ...], sent: bytes, answer: bytes
) -> None:
    server = opened(SCALING)
    server.sends(takes(*messages))
    assert server.connection.can_scale
    server.connection.set_scale(2)
    server.expects(sent)
    small = Size(32, 24)
    assert server.sends(answer) == [DesktopResized(small, (Screen(0, Rect(0, 0, 32, 24)),))]
    assert server.connection.framebuffer.size == small
    assert server.sends(answer) == []
    assert server.connection.request_update()
    server.expects(wire.request(0, 0, 32, 24, incremental=False))


def test_nothing_is_sent_to_a_server_that_has_not_said_so() -> None:
    for server in (opened(SCALING), after(takes(0, 2, 3))):
        assert not server.connection.can_scale
        with pytest.raises(LocalProtocolError, match="SetScale before"):
            server.connection.set_scale(2)
        server.expects()
    with pytest.raises(LocalProtocolError, match="1/256"):
        after(takes(8)).connection.set_scale(256)


def after(message: bytes) -> ScriptedServer:
    server = opened(SCALING)
    server.sends(message)
    return server


def test_the_server_names_itself() -> None:
    rectangle = wire.rectangle(0, 0, 7, 0, -131069, b"x11vnc\0")
    assert opened().sends(wire.update(rectangle))[0] == ServerIdentified("x11vnc")


@pytest.mark.parametrize(
    "message",
    [
        wire.update(wire.rectangle(0, 0, 65535, 0, -131069)),
        bytes.fromhex("04 00 ffff ffff"),
        bytes.fromhex("0f 00 0001 0001 ffff 0001 0000"),
    ],
)
def test_sizes_above_the_limits_end_the_connection(message: bytes) -> None:
    [event] = opened().sends(message)
    assert isinstance(event, ConnectionFailed)
    assert "limit" in str(event.error)
