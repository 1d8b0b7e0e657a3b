"""Security type Tight (rfbproto, Tight Security Type): tunnels, then one of several logins.

TightVNC has it beside VNC Authentication. ServerInit is longer after it: `skip_capabilities`.
"""

from __future__ import annotations

import struct

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.errors import NoCommonSecurityType
from vncwall.rfb.events import SecurityChosen
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler, credentials_for
from vncwall.rfb.security.choice import Way, best
from vncwall.rfb.security.none import NoneSecurity
from vncwall.rfb.security.plain import Plain
from vncwall.rfb.security.vnc_auth import VncAuth
from vncwall.security import SecurityMethod

_CAPABILITY = struct.Struct(">i4s8s")
_Capability = tuple[int, bytes, bytes]
_NO_TUNNEL: _Capability = (0, b"TGHT", b"NOTUNNEL")
_WAYS_BY_CAPABILITY: dict[_Capability, Way] = {
    (1, b"STDV", b"NOAUTH__"): Way(SecurityMethod.NONE, NoneSecurity),
    (2, b"STDV", b"VNCAUTH_"): Way(SecurityMethod.VNC, VncAuth),
    (129, b"TGHT", b"ULGNAUTH"): Way(SecurityMethod.PLAIN, Plain),
}


class Tight(SecurityHandler):
    """Takes no tunnel, and the best login of those inside."""

    security_type = SecurityType.TIGHT
    methods = tuple(way.method for way in _WAYS_BY_CAPABILITY.values())

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Choose a tunnel and a login; go on with that."""
        tunnels = yield from _read_capabilities(link, "Tight number-of-tunnels")
        if tunnels:
            if _NO_TUNNEL not in tunnels:
                names = ", ".join(_name(one) for one in tunnels)
                raise NoCommonSecurityType(
                    [code for code, _, _ in tunnels],
                    f"the server offers only tunnels: {names}",
                    inside=self.security_type,
                )
            link.write(struct.pack(">i", _NO_TUNNEL[0]))
        logins = yield from _read_capabilities(link, "Tight number-of-auth-types")
        if not logins:
            return SecurityMethod.NONE
        ways = {one[0]: _WAYS_BY_CAPABILITY[one] for one in logins if one in _WAYS_BY_CAPABILITY}
        number, way = best(
            [code for code, _, _ in logins], ways, link.options, inside=self.security_type
        )
        inner = way.part()
        known = yield from credentials_for(link, inner)
        link.write(struct.pack(">i", number))
        link.emit(SecurityChosen(int(self.security_type), inner.warning(known)))
        return (yield from inner.authenticate(link, known))


def skip_capabilities(link: Link) -> Steps[None]:
    """Read what follows ServerInit: messages and encodings, which are announced elsewhere too."""
    counts = struct.unpack(">HHHxx", (yield from link.reader.read(8)))
    yield from link.reader.skip_ahead(sum(counts) * _CAPABILITY.size)


def _read_capabilities(link: Link, field: str) -> Steps[list[_Capability]]:
    count = yield from link.reader.read_u32()
    link.options.limits.check(field, count, link.options.limits.security_types)
    data = yield from link.reader.read(count * _CAPABILITY.size)
    return list(_CAPABILITY.iter_unpack(data))


def _name(capability: _Capability) -> str:
    return b"".join(capability[1:]).decode("latin-1")
