"""What holds for every security type in the table."""

from __future__ import annotations

import pytest

from tests.support.scripted_server import ScriptedServer
from tests.support.secure_line import Line
from tests.support.secure_servers import SERVERS, TRUSTED
from vncwall.rfb.connection import ConnectionState
from vncwall.rfb.events import Connected, ConnectionFailed
from vncwall.rfb.options import ConnectionOptions, Credentials, Limits, SecurityOptions
from vncwall.rfb.security import SECURITY_TYPES
from vncwall.rfb.security.base import SecurityHandler
from vncwall.security import SecurityMethod

ALL = SECURITY_TYPES.items()


def options_for(method: SecurityMethod) -> ConnectionOptions:
    """Return what lets just this login be made."""
    return ConnectionOptions(
        credentials=Credentials("user", "secret12"),
        security=SecurityOptions(allowed=(method,), known_keys=TRUSTED),
    )


@pytest.mark.parametrize(("number", "handler"), ALL, ids=str)
def test_it_is_found_under_its_own_number(number: int, handler: type[SecurityHandler]) -> None:
    assert handler.security_type == number


@pytest.mark.parametrize(("number", "handler"), ALL, ids=str)
def test_what_has_one_way_says_before_it_begins_whether_it_needs_a_password(
    number: int, handler: type[SecurityHandler]
) -> None:
    if len(handler.methods) == 1:
        is_told_later = handler.__name__.startswith("Ra2")  # and whether a user name, too
        assert handler.needs_password is (handler.methods[0].needs_password and not is_told_later)


def test_every_method_has_a_server_to_try_it_on() -> None:
    assert {method for method, _ in SERVERS.values()} == set(SecurityMethod)


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("piece", [1, 3, 64, 1 << 20])
def test_any_split_of_the_stream_logs_in(name: str, piece: int) -> None:
    method, server = SERVERS[name]
    line = Line(options_for(method), server, piece=piece)
    events = line.run()
    [connected] = [event for event in events if isinstance(event, Connected)]
    assert connected.method is method
    assert line.connection.state is ConnectionState.OPEN
    assert line.side.seen == b"all is well"


@pytest.mark.parametrize("name", SERVERS)
def test_a_stream_that_ends_anywhere_in_the_login_is_a_failure(name: str) -> None:
    method, server = SERVERS[name]
    whole = Line(options_for(method), server)
    whole.run()
    total = whole.bytes_to_client - 40  # signatures have no fixed length; ServerInit is the rest
    for end in range(0, total, max(1, total // 12)):
        line = Line(options_for(method), server, ends_at=end)
        events = line.run()
        assert isinstance(events[-1], ConnectionFailed), end


@pytest.mark.parametrize("number", [n for n in SECURITY_TYPES if n not in (1,)])
def test_rubbish_after_the_choice_is_refused_or_waited_for(number: int) -> None:
    every = SecurityOptions(allowed=tuple(SecurityMethod), known_keys=TRUSTED)
    options = ConnectionOptions(
        credentials=Credentials("user", "secret12"),
        security=every,
        limits=Limits(buffered_bytes=1 << 20),
    )
    for filler in (b"\xff", b"\x01", b"\x7f", b"\x16\x03\x01\xff\xff"):
        server = ScriptedServer(options)
        server.sends(b"RFB 003.008\n", bytes([1, number]))
        server.sends(filler * 4096)
        assert server.connection.state is not ConnectionState.OPEN
