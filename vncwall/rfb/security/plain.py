"""User name and password as they are (rfbproto, VeNCrypt, Plain subtype; Tight Unix Login)."""

from __future__ import annotations

import struct

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler
from vncwall.security import SecurityMethod


class Plain(SecurityHandler):
    """Part of others: it has no number of its own, and stands for the one that asks."""

    security_type = SecurityType.VENCRYPT
    methods = (SecurityMethod.PLAIN,)
    needs_password = True
    needs_username = True

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Send both, UTF-8, with their lengths before them."""
        yield from ()
        username, password = credentials.username.encode(), (credentials.password or "").encode()
        link.write(struct.pack(">II", len(username), len(password)) + username + password)
        return SecurityMethod.PLAIN
