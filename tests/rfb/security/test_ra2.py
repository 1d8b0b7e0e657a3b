"""RSA-AES: what ends it; logins with it are tried in test_contract.py."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.scripted_server import ScriptedServer
from tests.support.secure_line import Line, Script, Side, hello
from tests.support.secure_servers import SERVER_RSA, SERVERS, TRUSTED, ra2, rsa_key, rsa_wire
from vncwall.rfb.errors import (
    ChannelBroken,
    CredentialsMissing,
    LimitExceeded,
    RemoteProtocolError,
    UnknownKey,
)
from vncwall.rfb.events import Connected, ConnectionFailed
from vncwall.rfb.options import ConnectionOptions, Credentials, SecurityOptions
from vncwall.rfb.questions import ClientKeyNeeded
from vncwall.rfb.security import rsa
from vncwall.rfb.security.ra2 import key_of

OPTIONS = ConnectionOptions(
    credentials=Credentials("user", "secret12"), security=SecurityOptions(known_keys=TRUSTED)
)


def failure(line: Line) -> Exception:
    """Return what ended it."""
    event = line.run()[-1]
    assert isinstance(event, ConnectionFailed)
    return event.error


def test_the_key_is_known_by_all_of_it_and_shown_in_short_too() -> None:
    key = key_of(rsa_wire(SERVER_RSA))
    assert key.fingerprint == rsa_key().fingerprint
    assert key.about.startswith("1024 bits, ")
    assert len(key.about.split()[-1]) == 23  # as RealVNC shows it: 8 bytes in pairs


def test_an_unknown_key_ends_it_before_anything_is_sent() -> None:
    line = Line(ConnectionOptions(credentials=OPTIONS.credentials), SERVERS["ra2"][1])
    error = failure(line)
    assert isinstance(error, UnknownKey)
    assert error.key.fingerprint == rsa_key().fingerprint


@pytest.mark.parametrize(
    ("bits", "error"), [(8200, LimitExceeded), (512, RemoteProtocolError), (1 << 31, LimitExceeded)]
)
def test_a_key_of_odd_length_is_refused(bits: int, error: type[Exception]) -> None:
    server = ScriptedServer(OPTIONS)
    events = server.sends(b"RFB 003.008\n\1\5", bits.to_bytes(4, "big"), bytes(128))
    assert isinstance(events[-1], ConnectionFailed)
    assert isinstance(events[-1].error, error)


def test_somebody_in_between_who_does_not_know_the_numbers_is_noticed() -> None:
    def impostor(side: Side) -> Script:
        yield from hello(side, 5)
        side.write(rsa_wire(SERVER_RSA))
        yield from side.read(4 + 512 + 2 + 128)
        side.write(b"\1\0" + b"\7" * 256 + b"\0\x14" + bytes(20 + 16))
        yield

    assert isinstance(failure(Line(OPTIONS, impostor)), ChannelBroken)


def test_a_user_name_is_missing_only_where_one_is_wanted() -> None:
    options = ConnectionOptions(
        credentials=Credentials(password="secret12"), security=OPTIONS.security
    )
    assert isinstance(Line(options, partial(ra2, number=5, subtype=2)).run()[-1], Connected)
    error = failure(Line(options, partial(ra2, number=5)))
    assert isinstance(error, CredentialsMissing)
    assert error.username


def test_the_key_may_be_made_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsa, "has_client_key", lambda: False)
    options = ConnectionOptions(
        credentials=OPTIONS.credentials, security=OPTIONS.security, waits_for_client_key=True
    )
    line = Line(options, SERVERS["ra2"][1])
    assert line.run()[-1] == ClientKeyNeeded()
    line.connection.answer(True)
    assert isinstance(line.run()[-1], Connected)
