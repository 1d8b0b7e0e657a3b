"""What every security type is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.security import SecurityMethod


class SecurityHandler(ABC):
    """Runs one security type's exchange, between its choice and SecurityResult."""

    security_type: ClassVar[SecurityType]
    methods: ClassVar[tuple[SecurityMethod, ...]]
    """What it can come to; more than one: it has sub-types, which the server tells later."""
    needs_password: ClassVar[bool] = False
    """Known before it begins; sub-types ask for themselves."""
    needs_username: ClassVar[bool] = False

    def warning(self, credentials: Credentials) -> str:
        """Return what the operator should know about using it, or ""."""
        return ""

    @abstractmethod
    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Talk to the server up to, not including, SecurityResult; return what was done.

        Raises:
            SecurityError: it cannot succeed.
        """


def credentials_for(link: Link, handler: SecurityHandler) -> Steps[Credentials]:
    """Return what the handler needs, asking for what is missing.

    Raises:
        CredentialsMissing: it needs what nobody has given.
    """
    if not handler.needs_password:
        yield from ()
        return link.options.credentials
    return (yield from link.credentials(handler.security_type, username=handler.needs_username))
