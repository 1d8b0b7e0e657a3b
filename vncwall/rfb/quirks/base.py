"""What every quirk is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions


class Quirk(ABC):
    """A known deviation of some servers and how to live with it."""

    evidence: ClassVar[str]
    """Which server and version did what, as seen on the wire."""

    @abstractmethod
    def matches(self, fingerprint: ServerFingerprint) -> bool:
        """Whether the server is one of those; fields not known yet are empty."""

    @abstractmethod
    def adjust(self, options: ConnectionOptions) -> ConnectionOptions:
        """Return options that work with it. Pure; applied twice it changes nothing more."""
