"""The sound of a guest."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import (
    AudioOffered,
    AudioReceived,
    AudioSwitched,
    Bell,
    ConnectionFailed,
)
from vncwall.rfb.options import AudioFormat, AudioSample, ConnectionOptions

WANTED = ConnectionOptions(
    view_only=False, audio=AudioFormat(AudioSample.S16, channels=1, frequency_hz=8000)
)
ANNOUNCED = wire.update(wire.rectangle(0, 0, 64, 48, -259))
BEGIN, END = b"\xff\1\0\1", b"\xff\1\0\0"
DATA = b"\xff\1\0\2" + wire.text(b"\1\2\3\4")


def test_sound_is_asked_for_in_a_format_and_passed_on() -> None:
    server = opened(WANTED)
    with pytest.raises(LocalProtocolError, match="before the server announced"):
        server.connection.set_audio(enabled=True)
    assert server.sends(ANNOUNCED, ANNOUNCED)[0] == AudioOffered()
    server.connection.set_audio(enabled=True)
    server.expects(bytes.fromhex("ff 01 0002 03 01 00001f40"), b"\xff\1\0\0")
    assert server.sends(BEGIN, DATA, END) == [
        AudioSwitched(True),
        AudioReceived(b"\1\2\3\4"),
        AudioSwitched(False),
    ]
    server.connection.set_audio(enabled=False)
    server.expects(b"\xff\1\0\1")


def test_sound_that_nobody_wants_is_skipped() -> None:
    assert opened().sends(BEGIN, DATA, END, wire.BELL) == [Bell()]


def test_view_only_asks_for_none() -> None:
    server = opened(ConnectionOptions(audio=AudioFormat()))
    server.sends(ANNOUNCED)
    with pytest.raises(LocalProtocolError, match="view-only"):
        server.connection.set_audio(enabled=True)
    server.expects()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (b"\xff\0\0\0", "submessage-type is 0"),
        (b"\xff\1\0\x09", "audio operation is 9"),
        (b"\xff\1\0\2\xff\xff\xff\xff", "data-length is 4294967295, limit 1048576"),
    ],
)
def test_what_is_unknown_or_too_long_ends_the_connection(message: bytes, text: str) -> None:
    [event] = opened(WANTED).sends(message)
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)
