"""Security type TLS: what the server says inside; logins with it are tried in test_contract.py."""

from __future__ import annotations

from tests.support import wire
from tests.support.secure_line import Line, Script, Side, hello
from vncwall.rfb.errors import NoCommonSecurityType, ServerRefused
from vncwall.rfb.events import ConnectionFailed
from vncwall.rfb.options import ConnectionOptions


def failure(inside: bytes) -> Exception:
    """Return what ends a connection to a server that says this inside of TLS."""

    def server(side: Side) -> Script:
        yield from hello(side, 18)
        yield from side.start_tls(None)
        side.write(inside)
        yield

    event = Line(ConnectionOptions(), server).run()[-1]
    assert isinstance(event, ConnectionFailed)
    return event.error


def test_a_refusal_inside_has_its_reason() -> None:
    error = failure(b"\0" + wire.text("too many clients"))
    assert isinstance(error, ServerRefused)
    assert error.reason == "too many clients"


def test_types_inside_that_are_not_supported_are_named() -> None:
    error = failure(b"\1\x14")
    assert isinstance(error, NoCommonSecurityType)
    assert "SASL" in str(error)
