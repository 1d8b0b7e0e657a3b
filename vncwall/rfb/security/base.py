"""What every security type is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps


class SecurityHandler(ABC):
    """Runs one security type's exchange, between its choice and SecurityResult."""

    security_type: ClassVar[SecurityType]
    strength: ClassVar[int]
    """Of the usable types that a server offers, the one with the largest is chosen."""
    needs_password: ClassVar[bool] = False
    needs_username: ClassVar[bool] = False

    def warning(self, credentials: Credentials) -> str:
        """Return what the operator should know about using it, or ""."""
        return ""

    @abstractmethod
    def authenticate(self, link: Link, credentials: Credentials) -> Steps[None]:
        """Talk to the server up to, not including, SecurityResult.

        Raises:
            SecurityError: it cannot succeed.
        """
