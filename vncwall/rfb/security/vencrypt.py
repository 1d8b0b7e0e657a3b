"""Security type VeNCrypt 0.2 (rfbproto, VeNCrypt): sub-types, most of them inside TLS."""

from __future__ import annotations

import struct

from vncwall.rfb.constants import SecurityType, VeNCryptSubtype
from vncwall.rfb.errors import RemoteProtocolError, ServerRefused
from vncwall.rfb.events import SecurityChosen
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.apple_dh import AppleDh
from vncwall.rfb.security.base import SecurityHandler, credentials_for
from vncwall.rfb.security.certificate import open_tls
from vncwall.rfb.security.choice import Way, best
from vncwall.rfb.security.ms_logon_ii import MsLogonII
from vncwall.rfb.security.none import NoneSecurity
from vncwall.rfb.security.plain import Plain
from vncwall.rfb.security.ra2 import Ra2, Ra2For256, Ra2ne, Ra2neFor256
from vncwall.rfb.security.vnc_auth import VncAuth
from vncwall.security import SecurityMethod

VERSION = 0, 2

_ANONYMOUS = {
    int(VeNCryptSubtype.TLS_NONE): Way(SecurityMethod.TLS_NONE, NoneSecurity),
    int(VeNCryptSubtype.TLS_VNC): Way(SecurityMethod.TLS_VNC, VncAuth),
    int(VeNCryptSubtype.TLS_PLAIN): Way(SecurityMethod.TLS_PLAIN, Plain),
}
_CERTIFIED = {
    int(VeNCryptSubtype.X509_NONE): Way(SecurityMethod.X509_NONE, NoneSecurity),
    int(VeNCryptSubtype.X509_VNC): Way(SecurityMethod.X509_VNC, VncAuth),
    int(VeNCryptSubtype.X509_PLAIN): Way(SecurityMethod.X509_PLAIN, Plain),
}
_BARE = {
    int(VeNCryptSubtype.PLAIN): Way(SecurityMethod.PLAIN, Plain),
    # Any of the ordinary types may stand in the list as well.
    **{
        int(part.security_type): Way(part.methods[0], part)
        for part in (NoneSecurity, VncAuth, Ra2, Ra2ne, Ra2For256, Ra2neFor256, AppleDh, MsLogonII)
    },
}
_WAYS = {**_BARE, **_ANONYMOUS, **_CERTIFIED}


class VeNCrypt(SecurityHandler):
    """Lets the server list its sub-types, and goes on with the best of them."""

    security_type = SecurityType.VENCRYPT
    methods = tuple(way.method for way in _WAYS.values())

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Agree on version and sub-type, open the channel, go on inside it."""
        reader = link.reader
        version = tuple((yield from reader.read(2)))
        if version < VERSION:
            raise RemoteProtocolError(f"VeNCrypt version {version[0]}.{version[1]}, not 0.2")
        link.write(bytes(VERSION))
        if (yield from reader.read_u8()):
            raise ServerRefused("the server does not accept VeNCrypt version 0.2")
        count = yield from reader.read_u8()
        offered = list(struct.unpack(f">{count}I", (yield from reader.read(4 * count))))
        number, way = best(offered, _WAYS, link.options, inside=self.security_type)
        inner = way.part()
        # Asked for before anything depends on it: the server waits, and nothing was tried yet.
        known = yield from credentials_for(link, inner)
        link.write(struct.pack(">I", number))
        if number not in _BARE:
            if (yield from reader.read_u8()) != 1:
                raise ServerRefused("the server cannot begin TLS: it may have no certificate")
            yield from open_tls(link, has_certificate=number in _CERTIFIED)
        link.emit(SecurityChosen(int(self.security_type), inner.warning(known)))
        yield from inner.authenticate(link, known)
        return way.method
