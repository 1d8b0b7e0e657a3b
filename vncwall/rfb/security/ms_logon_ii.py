"""UltraVNC's MS-Logon II (rfbproto, MSLogonII Authentication): an account of Windows."""

from __future__ import annotations

import struct

from Crypto.Cipher import DES

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.apple_dh import overlong, padded
from vncwall.rfb.security.base import SecurityHandler
from vncwall.rfb.security.diffie_hellman import agree
from vncwall.rfb.security.vnc_auth import mirrored
from vncwall.security import SecurityMethod

_NUMBER = 8
_USERNAME, _PASSWORD = 256, 64


class MsLogonII(SecurityHandler):
    """User name and password under 64 bits of Diffie-Hellman; nothing else is encrypted."""

    security_type = SecurityType.MS_LOGON_II
    methods = (SecurityMethod.MS_LOGON,)
    needs_password = True
    needs_username = True

    def warning(self, credentials: Credentials) -> str:
        """Say how little it protects."""
        return (
            overlong(credentials, username=_USERNAME, password=_PASSWORD)
            or "whoever listens can find out the password: MS-Logon II has a key of 64 bits"
        )

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Agree on a key and send both under it."""
        entropy = link.options.entropy
        data = yield from link.reader.read(3 * _NUMBER)
        generator, modulus, theirs = struct.unpack(">QQQ", data)
        ours, shared = agree(generator, modulus, theirs, size=_NUMBER, entropy=entropy)
        fields = b"".join(
            DES.new(mirrored(shared), DES.MODE_CBC, iv=shared).encrypt(
                padded(text, size, entropy(size))
            )
            for text, size in (
                (credentials.username, _USERNAME),
                (credentials.password or "", _PASSWORD),
            )
        )
        link.write(ours + fields)
        return SecurityMethod.MS_LOGON
