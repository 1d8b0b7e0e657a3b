"""xpra's RFB server sends 32-bit pixels whatever it was asked for."""

from __future__ import annotations

from dataclasses import replace

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.pixel_format import CANONICAL, PixelFormat
from vncwall.rfb.quirks.base import Quirk

_SERVER_FORMAT = PixelFormat(32, 32, False, True, 255, 255, 255, 16, 8, 0)


class Xpra(Quirk):
    """Keeps to 32 bits a pixel."""

    evidence = (
        "xpra 3.1.3: version 003.008, security types (1,), ServerInit with depth 32 and shifts "
        "16, 8, 0; after SetPixelFormat with bgr233 its rectangles still held 4 bytes a pixel, so "
        "the stream was out of step. It also sends updates without being asked."
    )

    def matches(self, fingerprint: ServerFingerprint) -> bool:
        """Whether version, security types and pixel format are its own."""
        return (
            fingerprint.version == "003.008"
            and fingerprint.security_types == (SecurityType.NONE,)
            and fingerprint.pixel_format == _SERVER_FORMAT
        )

    def adjust(self, options: ConnectionOptions) -> ConnectionOptions:
        """Replace a smaller pixel format."""
        return replace(options, picture=replace(options.picture, pixel_format=CANONICAL))
