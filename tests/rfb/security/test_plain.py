"""User name and password in the clear: what is sent, and that it is not sent unasked."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.secure_line import Line
from tests.support.secure_servers import tight, vencrypt
from vncwall.rfb.errors import NoCommonSecurityType
from vncwall.rfb.events import ConnectionFailed
from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.security.plain import Plain

BOTH = Credentials("jürgen", "пароль")


def test_both_are_sent_as_utf_8_with_their_lengths_before_them() -> None:
    link = Link(ConnectionOptions())
    with pytest.raises(StopIteration):
        next(Plain().authenticate(link, BOTH))
    assert link.drain() == b"\0\0\0\7\0\0\0\x0c" + "jürgenпароль".encode()


@pytest.mark.parametrize(
    "server", [partial(vencrypt, subtype=256), partial(tight, login=129)], ids=["vencrypt", "tight"]
)
def test_it_is_not_sent_unless_the_settings_allow_it(server) -> None:
    line = Line(ConnectionOptions(credentials=BOTH), server)
    failed = line.run()[-1]
    assert isinstance(failed, ConnectionFailed)
    assert isinstance(failed.error, NoCommonSecurityType)
    assert "shows the password to whoever listens" in str(failed.error)
    assert '"plain"' in str(failed.error)
