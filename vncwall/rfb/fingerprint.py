"""What is known about the program at the other end, for quirks and for reports."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.geometry import Size
from vncwall.rfb.pixel_format import PixelFormat


@dataclass(frozen=True, slots=True)
class ServerFingerprint:
    """Everything that a server shows of itself; fields are empty until the handshake gets there."""

    version: str = ""
    """Banner, e.g. "003.889"."""
    security_types: tuple[int, ...] = ()
    """In the server's order; one entry in version 3.3."""
    name: str = ""
    """Desktop name of ServerInit."""
    size: Size | None = None
    pixel_format: PixelFormat | None = None
    """Of ServerInit."""
