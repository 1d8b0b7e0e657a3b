"""Apple's Diffie-Hellman (rfbproto, Diffie-Hellman Authentication): macOS, and wayvnc."""

from __future__ import annotations

import hashlib

from Crypto.Cipher import AES

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler
from vncwall.rfb.security.diffie_hellman import agree
from vncwall.security import SecurityMethod

_FIELD = 64
"""Bytes for the user name and as many for the password, each with a zero at its end."""
_LEAST = 16


class AppleDh(SecurityHandler):
    """User name and password under a key that both sides come to; nothing else is encrypted."""

    security_type = SecurityType.APPLE_DH
    methods = (SecurityMethod.APPLE_DH,)
    needs_password = True
    needs_username = True

    def warning(self, credentials: Credentials) -> str:
        """Say when something is too long for its field."""
        return overlong(credentials, username=_FIELD, password=_FIELD)

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Agree on a key and send both under it."""
        reader, limits, entropy = link.reader, link.options.limits, link.options.entropy
        generator = yield from reader.read_u16()
        size = yield from reader.read_u16()
        limits.check("Diffie-Hellman key-size", size, limits.diffie_hellman_bytes)
        if size < _LEAST:
            raise RemoteProtocolError(f"Diffie-Hellman: a key of {size} bytes is too short")
        modulus, theirs = (yield from reader.read(size)), (yield from reader.read(size))
        ours, shared = agree(
            generator,
            int.from_bytes(modulus, "big"),
            int.from_bytes(theirs, "big"),
            size=size,
            entropy=entropy,
        )
        key = hashlib.md5(shared).digest()  # the protocol's choice, not ours
        plain = padded(credentials.username, _FIELD, entropy(_FIELD))
        plain += padded(credentials.password or "", _FIELD, entropy(_FIELD))
        link.write(AES.new(key, AES.MODE_ECB).encrypt(plain) + ours)
        return SecurityMethod.APPLE_DH


def padded(text: str, size: int, noise: bytes) -> bytes:
    """Return text with a zero at its end, filled up with noise; what is too long is cut."""
    encoded = text.encode()[: size - 1] + b"\0"
    return encoded + noise[len(encoded) : size]


def overlong(credentials: Credentials, *, username: int, password: int) -> str:
    """Return a warning when a field of so many bytes cannot hold what is given, or ""."""
    if len(credentials.username.encode()) >= username:
        return f"only the first {username - 1} bytes of the user name count"
    if len((credentials.password or "").encode()) >= password:
        return f"only the first {password - 1} bytes of the password count"
    return ""
