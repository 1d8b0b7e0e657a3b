"""Security type None (RFC 6143, 7.2.1)."""

from __future__ import annotations

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler
from vncwall.security import SecurityMethod


class NoneSecurity(SecurityHandler):
    """No authentication."""

    security_type = SecurityType.NONE
    methods = (SecurityMethod.NONE,)

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Exchange nothing."""
        yield from ()
        return SecurityMethod.NONE
