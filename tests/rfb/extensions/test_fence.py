"""Fences in both directions."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LimitExceeded, LocalProtocolError
from vncwall.rfb.events import ConnectionFailed, FenceReceived

REQUEST = 1 << 31


@pytest.mark.parametrize(
    ("flags", "answered"),
    [(0, 0), (1, 1), (2, 2), (4, 4), (7, 7), (0x7FFFFFFF, 7), (0x00FF0001, 1)],
)
def test_a_request_is_answered_with_its_payload_and_the_flags_we_understand(
    flags: int, answered: int
) -> None:
    server = opened()
    assert server.sends(wire.fence(REQUEST | flags, b"payload")) == []
    server.expects(wire.fence(answered, b"payload"))


@pytest.mark.parametrize("payload", [b"", bytes(64)], ids=len)
def test_payloads_of_all_lengths_come_back(payload: bytes) -> None:
    server = opened()
    server.sends(wire.fence(REQUEST, payload))
    server.expects(wire.fence(0, payload))


def test_a_payload_above_64_bytes_ends_the_connection() -> None:
    [event] = opened().sends(wire.fence(REQUEST, bytes(65)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)


def test_an_answer_is_reported() -> None:
    assert opened().sends(wire.fence(1, b"x")) == [FenceReceived(b"x")]


def test_ours_are_not_sent_before_the_server_has_sent_one() -> None:
    server = opened()
    assert not server.connection.supports_fence
    with pytest.raises(LocalProtocolError, match="before the server announced it"):
        server.connection.send_fence(b"x")
    server.expects()


def test_ours_ask_for_an_answer_after_all_that_was_before() -> None:
    server = opened()
    server.sends(wire.fence(REQUEST, b""))
    server.receives()
    server.connection.send_fence(b"mine")
    server.expects(wire.fence(REQUEST | 1, b"mine"))
    with pytest.raises(LocalProtocolError):
        server.connection.send_fence(bytes(65))
