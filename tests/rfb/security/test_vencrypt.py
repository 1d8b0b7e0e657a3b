"""VeNCrypt: its sub-types and refusals; logins with it are tried in test_contract.py."""

from __future__ import annotations

import struct
from functools import partial

import pytest

from tests.support.scripted_server import ScriptedServer
from tests.support.secure_line import Line
from tests.support.secure_servers import TRUSTED, vencrypt
from vncwall.rfb.errors import (
    CredentialsMissing,
    NoCommonSecurityType,
    RemoteProtocolError,
    ServerRefused,
)
from vncwall.rfb.events import Connected, ConnectionFailed, SecurityChosen
from vncwall.rfb.options import ConnectionOptions, Credentials, SecurityOptions
from vncwall.rfb.questions import CredentialsNeeded, KeyOffered
from vncwall.security import SecurityMethod

HELLO = b"RFB 003.008\n\1\x13"
ALL = (256, 257, 258, 259, 260, 261, 262, 1, 2)


def options(username: str = "", password: str | None = None) -> ConnectionOptions:
    """Return options that know the certificate, and these."""
    return ConnectionOptions(
        credentials=Credentials(username, password), security=SecurityOptions(known_keys=TRUSTED)
    )


def error(*data: bytes, given: ConnectionOptions | None = None) -> Exception:
    """Return what ends a connection to a server that sends these."""
    events = ScriptedServer(given).sends(HELLO, *data)
    assert isinstance(events[-1], ConnectionFailed)
    return events[-1].error


@pytest.mark.parametrize(
    ("given", "subtype"),
    [
        (options(), 260),
        (options(password="secret12"), 261),
        (options("user", "secret12"), 262),
    ],
    ids=["nothing", "password", "both"],
)
def test_the_best_sub_type_for_what_is_known_is_taken(
    given: ConnectionOptions, subtype: int
) -> None:
    events = Line(given, partial(vencrypt, subtype=subtype, offered=ALL)).run()
    assert isinstance(events[-1], Connected)
    assert SecurityChosen(19) in events


def test_sub_types_that_are_not_supported_are_named() -> None:
    found = error(b"\0\2", b"\0\2" + struct.pack(">II", 263, 266))
    assert isinstance(found, NoCommonSecurityType)
    assert str(found) == (
        "the server offers only SASL in TLS, Ident in TLS without certificate: not supported"
    )


def test_a_missing_password_fails_before_a_sub_type_is_chosen() -> None:
    server = ScriptedServer(options())
    events = server.sends(HELLO, b"\0\2", b"\0\1" + struct.pack(">I", 262))
    assert isinstance(events[-1], ConnectionFailed)
    assert isinstance(events[-1].error, CredentialsMissing)
    assert events[-1].error.username


def test_who_can_be_asked_is_asked_for_user_name_and_key() -> None:
    asked = ConnectionOptions(interactive=True)
    line = Line(asked, partial(vencrypt, subtype=262))
    assert line.run()[-1] == CredentialsNeeded(19, username=True)
    line.connection.answer(Credentials("user", "secret12"))
    offered = line.run()[-1]
    assert isinstance(offered, KeyOffered)
    assert (offered.key, offered.known) == (TRUSTED[0], ())
    line.connection.answer(True)
    connected = line.run()[-1]
    assert isinstance(connected, Connected)
    assert connected.method is SecurityMethod.X509_PLAIN


def test_version_0_1_is_too_old() -> None:
    assert isinstance(error(b"\0\1"), RemoteProtocolError)


def test_refusals_are_told() -> None:
    assert isinstance(error(b"\0\2", b"\1"), ServerRefused)
    x509 = struct.pack(">I", 261)
    found = error(b"\0\2", b"\0\1" + x509, b"\0", given=options(password="secret12"))
    assert isinstance(found, ServerRefused)
    assert "cannot begin TLS" in str(found)
