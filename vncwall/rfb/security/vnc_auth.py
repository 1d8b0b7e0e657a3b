"""VNC Authentication (RFC 6143, 7.2.2): a challenge encrypted with DES."""

from __future__ import annotations

from Crypto.Cipher import DES

from vncwall.rfb.constants import SecurityType
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler
from vncwall.security import SecurityMethod

CHALLENGE_SIZE = 16
PASSWORD_SIZE = 8
"""Characters that count: a DES key has eight bytes."""


class VncAuth(SecurityHandler):
    """Proves the password without sending it; all that follows is unencrypted."""

    security_type = SecurityType.VNC_AUTH
    methods = (SecurityMethod.VNC,)
    needs_password = True

    def warning(self, credentials: Credentials) -> str:
        """Say when characters of the password do not count or cannot be sent."""
        password = credentials.password or ""
        if not _is_latin_1(password):
            return "the password has characters outside Latin-1, which servers treat differently"
        if len(password) > PASSWORD_SIZE:
            return f"only the first {PASSWORD_SIZE} characters of the password count"
        return ""

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Read the challenge and send it back encrypted."""
        challenge = yield from link.reader.read(CHALLENGE_SIZE)
        link.write(response(credentials.password or "", challenge))
        return SecurityMethod.VNC


def response(password: str, challenge: bytes) -> bytes:
    """Encrypt the challenge with the password as key, padded with zeros or cut to eight bytes.

    Each byte of the key is bit-reversed (errata of RFC 6143; rfbproto, VNC Authentication).
    """
    encoded = password.encode("latin-1" if _is_latin_1(password) else "utf-8")
    key = mirrored(encoded[:PASSWORD_SIZE].ljust(PASSWORD_SIZE, b"\0"))
    cipher = DES.new(key, DES.MODE_ECB)  # the protocol's choice, not ours
    answer: bytes = cipher.encrypt(challenge)
    return answer


def mirrored(key: bytes) -> bytes:
    """Return a key with the bits of each byte reversed."""
    return key.translate(_REVERSED)


_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def _is_latin_1(text: str) -> bool:
    return all(ord(character) < 256 for character in text)
