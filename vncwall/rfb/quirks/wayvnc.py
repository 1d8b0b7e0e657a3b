"""wayvnc forgets its zlib streams when another encoding comes first."""

from __future__ import annotations

from dataclasses import replace

from vncwall.rfb.constants import Encoding
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.quirks.base import Quirk

_KEPT = (Encoding.COPYRECT, Encoding.TIGHT, Encoding.RAW)


class WayVNC(Quirk):
    """Asks for Tight, whatever was to come first: its other encodings are ZRLE and Raw."""

    evidence = (
        "wayvnc 0.5.0 (neatvnc 0.5.4): after Tight, then ZRLE, then Tight again on one connection, "
        "the Tight streams begin anew without a reset bit, and the stream cannot be inflated. "
        "Since neatvnc 0.8.0 encoders are kept; nothing in the handshake tells the versions apart."
    )

    def matches(self, fingerprint: ServerFingerprint) -> bool:
        """Whether the desktop has the name that wayvnc gives it."""
        return fingerprint.name == "WayVNC"

    def adjust(self, options: ConnectionOptions) -> ConnectionOptions:
        """Replace what was to be offered."""
        return replace(options, picture=replace(options.picture, encodings=_KEPT))
