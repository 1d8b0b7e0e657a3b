"""Security types (RFC 6143, 7.2), one file each.

`SECURITY_TYPES` holds all that can be chosen, by number.
"""

from __future__ import annotations

from vncwall.rfb.security.base import SecurityHandler
from vncwall.rfb.security.none import NoneSecurity
from vncwall.rfb.security.vnc_auth import VncAuth

SECURITY_TYPES: dict[int, type[SecurityHandler]] = {
    handler.security_type: handler for handler in (NoneSecurity, VncAuth)
}
