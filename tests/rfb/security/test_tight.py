"""The Tight security type: limits and odd offers; logins with it are tried in test_contract.py."""

from __future__ import annotations

import struct

import pytest

from tests.support.scripted_server import ScriptedServer
from vncwall.rfb.errors import LimitExceeded, NoCommonSecurityType
from vncwall.rfb.events import ConnectionFailed

HELLO = b"RFB 003.008\n\1\x10"


def error(*data: bytes) -> Exception:
    """Return what ends a connection to a server that sends these."""
    events = ScriptedServer().sends(HELLO, *data)
    assert isinstance(events[-1], ConnectionFailed)
    return events[-1].error


@pytest.mark.parametrize("start", [b"", bytes(4)], ids=["tunnels", "logins"])
def test_endless_lists_are_refused(start: bytes) -> None:
    assert isinstance(error(start, b"\xff\xff\xff\xff"), LimitExceeded)


def test_tunnels_that_nobody_knows_are_named() -> None:
    found = error(b"\0\0\0\1", struct.pack(">i4s8s", 7, b"ACME", b"SECURETN"))
    assert isinstance(found, NoCommonSecurityType)
    assert str(found) == "the server offers only tunnels: ACMESECURETN"


def test_a_login_of_another_vendor_under_a_known_number_is_not_taken() -> None:
    found = error(bytes(4), b"\0\0\0\1", struct.pack(">i4s8s", 2, b"ACME", b"OTHERONE"))
    assert isinstance(found, NoCommonSecurityType)
