"""Apple's Diffie-Hellman; logins with it are tried in test_contract.py."""

from __future__ import annotations

import pytest

from tests.support.scripted_server import ScriptedServer
from vncwall.rfb.errors import LimitExceeded, RemoteProtocolError
from vncwall.rfb.events import ConnectionFailed
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.security.apple_dh import AppleDh, padded


def test_a_field_ends_with_a_zero_and_is_filled_with_noise() -> None:
    assert padded("ab", 6, b"123456") == b"ab\x00" + b"456"
    assert padded("abcdefgh", 6, b"123456") == b"abcde\0"


@pytest.mark.parametrize(
    ("size", "error"), [(b"\xff\xff", LimitExceeded), (b"\0\x08", RemoteProtocolError)]
)
def test_a_key_of_odd_length_is_refused_before_it_is_read(
    size: bytes, error: type[Exception]
) -> None:
    server = ScriptedServer(ConnectionOptions(credentials=Credentials("user", "secret12")))
    events = server.sends(b"RFB 003.889\n\1\x1e\0\2", size)
    assert isinstance(events[-1], ConnectionFailed)
    assert isinstance(events[-1].error, error)


def test_what_does_not_fit_is_warned_about() -> None:
    assert AppleDh().warning(Credentials("user", "x" * 63)) == ""
    assert "63 bytes of the password" in AppleDh().warning(Credentials("user", "x" * 64))
    assert "63 bytes of the user name" in AppleDh().warning(Credentials("ü" * 32, "x"))
