"""Security type None (RFC 6143, 7.2.1)."""

from __future__ import annotations

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler


class NoneSecurity(SecurityHandler):
    """No authentication."""

    security_type = SecurityType.NONE
    strength = 0

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[None]:
        """Exchange nothing."""
        yield from ()
