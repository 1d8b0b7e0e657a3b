"""TurboVNC answers in Tight when it supports nothing of what it was offered."""

from __future__ import annotations

from dataclasses import replace

from vncwall.rfb.constants import Encoding, SecurityType
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.quirks.base import Quirk


class TurboVNC(Quirk):
    """Reads Tight although it was not offered."""

    evidence = (
        "TurboVNC 3.3: offered only one of CopyRect, ZlibHex, Tight PNG, Ultra, TRLE, JPEG or Open "
        "H.264, it sends Tight, where every other server falls back to Raw. Security types 19, 2 "
        "and 16 on the wire."
    )

    def matches(self, fingerprint: ServerFingerprint) -> bool:
        """Whether it says so in the desktop's name, or offers the Tight security type."""
        return (
            fingerprint.name.startswith("TurboVNC")
            or SecurityType.TIGHT in fingerprint.security_types
        )

    def adjust(self, options: ConnectionOptions) -> ConnectionOptions:
        """Add the encoding to those that are read unasked."""
        return replace(options, also_read=options.also_read | {Encoding.TIGHT})
