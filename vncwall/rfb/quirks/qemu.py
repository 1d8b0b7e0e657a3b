"""QEMU answers in ZRLE when it is asked for ZYWRLE, unless it may be lossy."""

from __future__ import annotations

from dataclasses import replace

from vncwall.rfb.constants import Encoding
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.quirks.base import Quirk


class Qemu(Quirk):
    """Reads ZRLE although it was not offered."""

    evidence = (
        "QEMU 7.2, offered ZYWRLE alone: with lossy=on its rectangles are numbered 16 (ZRLE) at "
        "JPEG quality level 9 and 17 at levels 8, 7, 5 and 1; without lossy=on, which is the "
        "default, they are 16 at every level. Its pseudo-rectangles -257, -258 and -259 have the "
        "size of the screen, which no extension of ours looks at."
    )

    def matches(self, fingerprint: ServerFingerprint) -> bool:
        """Whether the desktop's name is one that QEMU makes: "QEMU" or "QEMU (machine)"."""
        return fingerprint.name == "QEMU" or fingerprint.name.startswith("QEMU (")

    def adjust(self, options: ConnectionOptions) -> ConnectionOptions:
        """Add the encoding to those that are read unasked."""
        return replace(options, also_read=options.also_read | {Encoding.ZRLE})
