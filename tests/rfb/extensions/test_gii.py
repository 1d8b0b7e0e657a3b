"""The General Input Interface: answered, skipped, bounded."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import Bell, ConnectionFailed
from vncwall.rfb.options import ConnectionOptions

WANTED = ConnectionOptions(view_only=False, gii=True)
BIG = bytes.fromhex("fd 81 0004 0001 0001")
LITTLE = bytes.fromhex("fd 01 0400 0100 0100")
ANSWER = bytes.fromhex("fd 81 0002 0001")


@pytest.mark.parametrize("message", [BIG, LITTLE])
def test_the_version_is_answered_in_either_byte_order(message: bytes) -> None:
    server = opened(WANTED)
    assert server.sends(message, wire.BELL) == [Bell()]
    server.expects(ANSWER)


def test_versions_that_we_do_not_speak_and_other_messages_are_passed_over() -> None:
    server = opened(WANTED)
    newer = bytes.fromhex("fd 81 0004 0003 0002")
    created = bytes.fromhex("fd 82 0004 00000007")
    assert server.sends(newer, created, wire.BELL) == [Bell()]
    server.expects()


@pytest.mark.parametrize(
    "options", [ConnectionOptions(gii=True), ConnectionOptions(view_only=False)]
)
def test_view_only_or_unwanted_it_is_not_answered(options: ConnectionOptions) -> None:
    server = opened(options)
    assert server.sends(BIG, wire.BELL) == [Bell()]
    server.expects()


@pytest.mark.parametrize(
    ("message", "text"),
    [("fd 81 ffff", "gii length is 65535"), ("fd 81 0002 0001", "gii version message of 2 bytes")],
)
def test_wrong_lengths_end_the_connection(message: str, text: str) -> None:
    [event] = opened(WANTED).sends(bytes.fromhex(message))
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)
