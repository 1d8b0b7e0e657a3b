"""MS-Logon II; logins with it are tried in test_contract.py."""

from __future__ import annotations

from tests.support.scripted_server import ScriptedServer
from vncwall.rfb.events import SecurityChosen
from vncwall.rfb.options import ConnectionOptions, Credentials


def test_it_is_said_how_little_it_protects() -> None:
    server = ScriptedServer(ConnectionOptions(credentials=Credentials("user", "secret12")))
    [chosen] = server.sends(b"RFB 003.008\n\1\x71")
    assert isinstance(chosen, SecurityChosen)
    assert "64 bits" in chosen.warning


def test_public_value_and_fields_have_their_lengths() -> None:
    server = ScriptedServer(ConnectionOptions(credentials=Credentials("user", "secret12")))
    server.sends(b"RFB 003.008\n\1\x71")
    server.receives()
    server.sends(bytes(7), b"\5", b"\xff" * 8, bytes(7), b"\x19")
    assert len(server.receives()) == 8 + 256 + 64
