"""Security type TLS, of vino (IANA 18; gtk-vnc): anonymous TLS round another security type."""

from __future__ import annotations

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.errors import ServerRefused
from vncwall.rfb.events import SecurityChosen
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler, credentials_for
from vncwall.rfb.security.certificate import open_tls
from vncwall.rfb.security.choice import Way, best
from vncwall.rfb.security.none import NoneSecurity
from vncwall.rfb.security.vnc_auth import VncAuth
from vncwall.security import SecurityMethod

_WAYS = {
    int(SecurityType.NONE): Way(SecurityMethod.TLS_NONE, NoneSecurity),
    int(SecurityType.VNC_AUTH): Way(SecurityMethod.TLS_VNC, VncAuth),
}


class Tls(SecurityHandler):
    """Encrypts, then lets the server list its security types again."""

    security_type = SecurityType.TLS
    methods = (SecurityMethod.TLS_NONE, SecurityMethod.TLS_VNC)

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Open the channel, choose inside it, go on with what was chosen."""
        yield from open_tls(link, has_certificate=False)
        count = yield from link.reader.read_u8()
        if not count:
            reason = yield from link.read_text(link.options.limits.reason_bytes)
            raise ServerRefused(reason.strip() or "the server refused the connection")
        offered = list((yield from link.reader.read(count)))
        number, way = best(offered, _WAYS, link.options, inside=self.security_type)
        inner = way.part()
        known = yield from credentials_for(link, inner)
        link.write(bytes([number]))
        link.emit(SecurityChosen(int(self.security_type), inner.warning(known)))
        yield from inner.authenticate(link, known)
        return way.method
