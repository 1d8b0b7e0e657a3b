"""Power actions."""

from __future__ import annotations

import pytest

from tests.support.scripted_server import opened
from vncwall.rfb.constants import PowerAction
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import ConnectionFailed, PowerActionFailed, PowerActionsOffered
from vncwall.rfb.options import ConnectionOptions

IN_CONTROL = ConnectionOptions(view_only=False)
INIT, FAIL = b"\xfa\0\1\1", b"\xfa\0\1\0"


def test_actions_are_sent_once_announced_and_failures_told() -> None:
    server = opened(IN_CONTROL)
    with pytest.raises(LocalProtocolError, match="before the server announced"):
        server.connection.send_power_action(PowerAction.RESET)
    assert server.sends(INIT, INIT, FAIL) == [PowerActionsOffered(), PowerActionFailed()]
    for action in PowerAction:
        server.connection.send_power_action(action)
    server.expects(b"\xfa\0\1\2", b"\xfa\0\1\3", b"\xfa\0\1\4")


def test_view_only_sends_none() -> None:
    server = opened()
    server.sends(INIT)
    with pytest.raises(LocalProtocolError, match="message type 250 while view-only"):
        server.connection.send_power_action(PowerAction.RESET)
    server.expects()


def test_an_unknown_code_ends_the_connection() -> None:
    [event] = opened().sends(b"\xfa\0\1\7")
    assert isinstance(event, ConnectionFailed)
    assert "xvp-message-code is 7" in str(event.error)
