"""What particular servers do against the specification, one file each, with evidence.

`QUIRKS` lists all; `adjusted` applies those that match.
"""

from __future__ import annotations

from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.quirks.base import Quirk
from vncwall.rfb.quirks.qemu import Qemu
from vncwall.rfb.quirks.turbovnc import TurboVNC
from vncwall.rfb.quirks.wayvnc import WayVNC
from vncwall.rfb.quirks.xpra import Xpra

QUIRKS: tuple[Quirk, ...] = (Xpra(), TurboVNC(), Qemu(), WayVNC())


def adjusted(options: ConnectionOptions, fingerprint: ServerFingerprint) -> ConnectionOptions:
    """Return `options` after every quirk that matches the server."""
    for quirk in QUIRKS:
        if quirk.matches(fingerprint):
            options = quirk.adjust(options)
    return options
