"""Security types (RFC 6143, 7.2), one file each.

`SECURITY_TYPES` holds all that can be chosen, by number.
"""

from __future__ import annotations

from vncwall.rfb.security.apple_dh import AppleDh
from vncwall.rfb.security.base import SecurityHandler
from vncwall.rfb.security.ms_logon_ii import MsLogonII
from vncwall.rfb.security.none import NoneSecurity
from vncwall.rfb.security.ra2 import Ra2, Ra2For256, Ra2ne, Ra2neFor256
from vncwall.rfb.security.tight import Tight
from vncwall.rfb.security.tls import Tls
from vncwall.rfb.security.vencrypt import VeNCrypt
from vncwall.rfb.security.vnc_auth import VncAuth

SECURITY_TYPES: dict[int, type[SecurityHandler]] = {
    handler.security_type: handler
    for handler in (
        NoneSecurity,
        VncAuth,
        Ra2,
        Ra2ne,
        Tight,
        Tls,
        VeNCrypt,
        AppleDh,
        MsLogonII,
        Ra2For256,
        Ra2neFor256,
    )
}
